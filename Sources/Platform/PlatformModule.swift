import Kernel
import Store

/// The platform's own tables of contents.
public enum PlatformModule {
    /// All of them, lowest first: what every registry begins with.
    public static let all = [module, ApprovalsModule.module, ExceptionsModule.module, JobsModule.module]

    /// Shops, settings, audit, events.
    public static let module = Module(
        name: "platform", summary: "Shops, settings, the audit log and the event log.",
        migrations: PlatformSchema.migrations, resources: [Resource("shops", of: Shop.self, singular: "shop")],
        actions: [CreateShop.self, UpdateShop.self, SetSetting.self],
        queries: [
            GetShop.self, ListSettings.self, ListAudit.self, ListEvents.self, CheckAuditChain.self, RecordTimeline.self,
        ],
        events: [ShopCreated.self, SettingChanged.self], checks: PlatformChecks.all,
        staffPermissions: ["shops.read", "events.read", "records.read"],
        memberPermissions: ["shops.read", "records.read"])
}
