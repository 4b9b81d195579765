import Platform

/// The module's table of contents: money in, money back, store credit.
public enum PaymentsModule {
    /// What the registry collects.
    public static let module = Module(
        name: "payments", summary: "Payments by tender, refunds that never exceed them, and store credit.",
        migrations: PaymentsSchema.migrations,
        resources: [
            Resource("payments", of: Payment.self, singular: "payment"),
            Resource("refunds", of: Refund.self, singular: "refund"),
            Resource("store_credit", of: StoreCreditGrant.self, singular: "store credit"),
        ],
        actions: [
            RecordPayment.self, ReversePayment.self, RequestRefund.self, ConfirmRefund.self, CancelRefund.self,
            IssueStoreCredit.self, ExpireStoreCredit.self,
        ],
        queries: [
            ListPayments.self, GetPayment.self, ListRefunds.self, GetRefund.self, ListStoreCredit.self,
            GetStoreCredit.self, StoreCreditBalance.self,
        ],
        events: [
            PaymentReceived.self, PaymentReversed.self, RefundRequested.self, RefundCompleted.self,
            RefundCancelled.self, StoreCreditIssued.self, StoreCreditExpired.self,
        ],
        settings: [PaymentSettings.overdraft], checks: PaymentsChecks.all,
        amountTables: ["payment", "refund", "store_credit_grant"],
        lifecycles: [Lifecycle("Payment", Payment.lifecycle), Lifecycle("Refund", Refund.lifecycle)],
        staffPermissions: PaymentsPolicy.staff,
        sweeps: [Sweep("store_credit.expire") { db in try ExpireStoreCredit.due(in: db) }],
        policyTopics: PaymentApprovals.topics)
}
