import Kernel
import Store

/// The platform's own tables of contents.
public enum PlatformModule {
    /// All of them, lowest first: what every registry begins with.
    public static let all = [module, ExceptionsModule.module, JobsModule.module]

    /// Shops, settings, approvals, audit, events.
    public static let module = Module(
        name: "platform", summary: "Shops, settings, approvals, the audit log and the event log.",
        migrations: PlatformSchema.migrations,
        resources: [
            Resource("approvals", of: Approval.self, singular: "approval"),
            Resource("shops", of: Shop.self, singular: "shop"),
        ],
        actions: [
            CreateShop.self, UpdateShop.self, SetSetting.self, RequestApproval.self, Approve.self, Reject.self,
        ],
        queries: [
            GetShop.self, ListSettings.self, ListApprovals.self, GetApproval.self, ListAudit.self, ListEvents.self,
            CheckAuditChain.self, RecordTimeline.self,
        ],
        events: [ShopCreated.self, SettingChanged.self, ApprovalRequested.self, ApprovalDecided.self],
        settings: [ApprovalPolicy.required],
        checks: PlatformChecks.all, lifecycles: [Lifecycle("Approval", Approval.lifecycle)],
        staffPermissions: ["shops.read", "approvals.read", "approvals.request", "events.read", "records.read"],
        memberPermissions: ["shops.read", "records.read"])
}
