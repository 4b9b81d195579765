import Kernel
import Store

/// The platform's own table of contents: shops, settings, approvals, audit, events.
public enum PlatformModule {
    /// What the registry collects.
    public static let module = Module(
        name: "platform", summary: "Shops, settings, approvals, exceptions, the audit log and the event log.",
        migrations: PlatformSchema.migrations + ExceptionSchema.migrations + ApprovalSchema.migrations,
        resources: [
            Resource("approvals", of: Approval.self, singular: "approval"),
            Resource("approval_policies", of: ApprovalPolicy.self, singular: "approval policy"),
            Resource("approval_delegations", of: ApprovalDelegation.self, singular: "delegation"),
            Resource("exceptions", of: WorkException.self, singular: "exception"),
            Resource("shops", of: Shop.self, singular: "shop"),
        ],
        actions: [
            CreateShop.self, UpdateShop.self, SetSetting.self, RequestApproval.self, Approve.self, Reject.self,
            WithdrawApproval.self, ExpireApproval.self, CompareApproval.self, DelegateApprovals.self,
            EndDelegation.self,
            CreatePolicy.self, UpdatePolicy.self, RemovePolicy.self,
            RaiseException.self, SettleException.self, RetryException.self, ResolveException.self, ReopenException.self,
            AssignException.self, RedeliverEvents.self,
        ],
        queries: [
            GetShop.self, ListSettings.self, ListApprovals.self, GetApproval.self, ListApprovalEntries.self,
            ListDeciders.self, ListDelegations.self, ListPolicies.self, GetPolicy.self, ListTopics.self, ListAudit.self,
            ListEvents.self,
            CheckAuditChain.self, RecordTimeline.self, ListExceptions.self, GetException.self, ListReasons.self,
        ],
        events: [
            ShopCreated.self, SettingChanged.self, ApprovalRequested.self, ApprovalVoted.self, ApprovalDecided.self,
            ExceptionRaised.self,
            ExceptionResolved.self, ExceptionReopened.self, ExceptionAssigned.self,
        ],
        settings: [ApprovalPolicies.required, ApprovalPolicies.policies],
        checks: PlatformChecks.all + ApprovalChecks.all + ExceptionChecks.all,
        lifecycles: [
            Lifecycle("Approval", Approval.lifecycle), Lifecycle("Exception", WorkException.lifecycle),
        ],
        staffPermissions: [
            "shops.read", "approvals.read", "approvals.request", "events.read", "records.read", "exceptions.read",
            "exceptions.retry", "exceptions.resolve", "exceptions.assign",
        ],
        memberPermissions: ["shops.read", "records.read"],
        sweeps: [ExpireApproval.sweep],
        reasons: [DeadLetters.reason, ApprovalReasons.refused, ApprovalReasons.nobodyLeft])
}
