import Platform

/// The module's table of contents: orders, their lines and their credit notes.
public enum OrdersModule {
    /// What the registry collects.
    public static let module = Module(
        name: "orders", summary: "Orders from asking to sending, credit notes, and trade recorded from elsewhere.",
        migrations: OrdersSchema.migrations,
        resources: [
            Resource("orders", of: Order.self, singular: "order", named: "number"),
            Resource("credit_notes", of: CreditNote.self, singular: "credit note", named: "number"),
        ],
        actions: [
            PlaceOrder.self, MarkOrderPaid.self, FulfilOrder.self, CancelOrder.self, RefundOrder.self,
            MarkOrderRefunded.self, SetOrderStatus.self, DeleteOrder.self, RestoreOrder.self, AssignOrderCustomer.self,
            ExpirePendingOrders.self, CreateCreditNote.self, DeleteCreditNote.self, RestoreCreditNote.self,
            RecordOrder.self, RecordCreditNote.self, WithdrawImported.self, ReceiveOrderPayment.self,
            ReverseOrderPayment.self, PayOutOrder.self, AllowOnOrder.self, WriteOffOrder.self, RepairBooks.self,
        ],
        queries: [
            ListOrders.self, GetOrder.self, ListOrderLines.self, OrderTimeline.self, ListCreditNotes.self,
            GetCreditNote.self, ListCreditNoteLines.self, GetOrderMetrics.self,
        ],
        events: [
            OrderPlaced.self, OrderPaid.self, OrderFulfilled.self, OrderCancelled.self, OrderExpired.self,
            OrderRefunded.self, OrderPaidOut.self, OrderPartPaid.self,
            OrderPaymentReversed.self, OrderAllowed.self, OrderWrittenOff.self, OrderDeleted.self, OrderRestored.self,
            OrderCustomerAssigned.self,
            CreditNoteIssued.self, CreditNoteDeleted.self, CreditNoteRestored.self, ImportWithdrawn.self,
        ],
        settings: [OrderSettings.pendingTimeoutMinutes, OrderSettings.statusMoves],
        checks: OrdersChecks.all,
        amountTables: ["sales_order", "credit_note"],
        lifecycles: [
            Lifecycle("Order", Order.lifecycle), Lifecycle("Order (every move a shop can allow)", Order.possible),
            Lifecycle("Order (with money that turned out not to be there)", Order.moves),
            Lifecycle("Order payment", Order.payments), Lifecycle("Order fulfilment", Order.fulfilments),
        ],
        staffPermissions: OrdersPolicy.staff,
        sweeps: [Sweep("orders.expire_pending") { db in try ExpirePendingOrders.due(in: db) }],
        policyTopics: OrderApprovals.topics)
}
