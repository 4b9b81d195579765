import Analytics
import Catalog
import Customers
import Gateways
import Identity
import Importing
import Inventory
import Kernel
import Ledger
import Logging
import Orders
import Payments
import Platform
import Store
import Support
import Workspace

/// What this build of Martlet is made of.
public enum Martlet {
    /// Every module, lowest first.
    public static let modules: [Module] =
        PlatformModule.all + [
            IdentityModule.module, WorkspaceModule.module, LedgerModule.module, CustomersModule.module,
            CatalogModule.module, InventoryModule.module, OrdersModule.module, PaymentsModule.module,
            SupportModule.module,
            AnalyticsModule.module, ImportingModule.module,
        ]

    /// Modules with what these settings choose: money by card is taken by the provider at an address, or in test mode
    /// where there is none.
    public static func choosing(_ settings: Settings, from modules: [Module] = Martlet.modules) -> [Module] {
        guard let address = settings.paymentsURL else { return modules }
        let providers = PaymentProviders.gateway(address, secret: settings.paymentsKey)
        return modules.map { module in
            module.name == PaymentsModule.module.name ? module.choosing(providers) : module
        }
    }

    /// Opens the database of these settings and puts an installation together. Changes nothing.
    public static func open(
        _ settings: Settings, _ modules: [Module] = Martlet.modules, log: Logger
    ) throws -> Installation {
        let store = try Store.open(settings.databaseURL, options: settings.storeOptions)
        return try Installation(
            store: store, modules: choosing(settings, from: modules), clock: SystemClock(),
            randomness: SystemRandomness(), log: log,
            seats: settings.seats)
    }
}
