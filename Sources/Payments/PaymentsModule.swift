import Platform

/// The module's table of contents: money in, money back, store credit.
public enum PaymentsModule {
    /// What the registry collects.
    public static let module = Module(
        name: "payments", summary: "Payments by tender, refunds that never exceed them, and store credit.",
        migrations: PaymentsSchema.migrations + TestProvider.migrations,
        resources: [
            Resource("payments", of: Payment.self, singular: "payment"),
            Resource("payment_attempts", of: PaymentAttempt.self, singular: "payment attempt"),
            Resource("refunds", of: Refund.self, singular: "refund"),
            Resource("store_credit", of: StoreCreditGrant.self, singular: "store credit"),
        ],
        actions: [
            RecordPayment.self, ReversePayment.self, RequestRefund.self, ConfirmRefund.self, CancelRefund.self,
            IssueStoreCredit.self, ExpireStoreCredit.self, CapturePayment.self, NoteOutcome.self, AskAboutAttempt.self,
            WatchAttempts.self, PrepareRefundPart.self, RetryRefundExecution.self,
        ],
        queries: [
            ListPayments.self, GetPayment.self, ListRefunds.self, GetRefund.self, ListStoreCredit.self,
            GetStoreCredit.self, StoreCreditBalance.self, ListAttempts.self, GetAttempt.self, ListProviders.self,
            RefundsUnderWay.self,
        ],
        events: [
            PaymentReceived.self, PaymentReversed.self, RefundRequested.self, RefundCompleted.self,
            RefundCancelled.self, PaymentDeclined.self, RefundPartDeclined.self, StoreCreditIssued.self,
            StoreCreditExpired.self,
        ],
        settings: [PaymentSettings.overdraft], checks: PaymentsChecks.all,
        amountTables: ["payment", "refund", "store_credit_grant", "payment_attempt"],
        lifecycles: [
            Lifecycle("Payment", Payment.lifecycle), Lifecycle("Refund", Refund.lifecycle),
            Lifecycle("Payment attempt", PaymentAttempt.lifecycle),
        ],
        staffPermissions: PaymentsPolicy.staff,
        sweeps: [
            Sweep("store_credit.expire") { db in try ExpireStoreCredit.due(in: db) },
            Sweep("payment_attempts.watch") { db in try WatchAttempts.due(in: db) },
        ],
        jobs: [LookUpAttempt.self], workflows: [CaptureFlow.self, RefundFlow.self], reasons: PaymentReasons.all,
        policyTopics: PaymentApprovals.topics, strategies: [PaymentProviders()])
}
