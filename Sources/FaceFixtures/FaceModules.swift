import Analytics
import Catalog
import Customers
import Identity
import Inventory
import Orders
import Platform

/// Every module of the build but the platform's own, which each test world has anyway.
public enum FaceModules {
    /// Lowest first.
    public static let all: [Module] = [
        IdentityModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
        OrdersModule.module, AnalyticsModule.module,
    ]
}
