import Kernel
import Store

/// The platform's own table of contents: shops, settings, approvals, audit, events.
public enum PlatformModule {
    /// What the registry collects.
    public static let module = Module(
        name: "platform", summary: "Shops, settings, approvals, exceptions, the audit log and the event log.",
        migrations: PlatformSchema.migrations + ExceptionSchema.migrations,
        resources: [
            Resource("approvals", of: Approval.self, singular: "approval"),
            Resource("exceptions", of: WorkException.self, singular: "exception"),
            Resource("shops", of: Shop.self, singular: "shop"),
        ],
        actions: [
            CreateShop.self, UpdateShop.self, SetSetting.self, RequestApproval.self, Approve.self, Reject.self,
            RaiseException.self, SettleException.self, RetryException.self, ResolveException.self, ReopenException.self,
            AssignException.self, RedeliverEvents.self,
        ],
        queries: [
            GetShop.self, ListSettings.self, ListApprovals.self, GetApproval.self, ListAudit.self, ListEvents.self,
            CheckAuditChain.self, RecordTimeline.self, ListExceptions.self, GetException.self, ListReasons.self,
        ],
        events: [
            ShopCreated.self, SettingChanged.self, ApprovalRequested.self, ApprovalDecided.self, ExceptionRaised.self,
            ExceptionResolved.self, ExceptionReopened.self, ExceptionAssigned.self,
        ],
        settings: [ApprovalPolicy.required],
        checks: PlatformChecks.all + ExceptionChecks.all,
        lifecycles: [
            Lifecycle("Approval", Approval.lifecycle), Lifecycle("Exception", WorkException.lifecycle),
        ],
        staffPermissions: [
            "shops.read", "approvals.read", "approvals.request", "events.read", "records.read", "exceptions.read",
            "exceptions.retry", "exceptions.resolve", "exceptions.assign",
        ],
        memberPermissions: ["shops.read", "records.read"],
        reasons: [DeadLetters.reason])
}
