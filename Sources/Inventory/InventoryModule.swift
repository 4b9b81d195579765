import Catalog
import Platform

/// Stock: the module's table of contents.
public enum InventoryModule {
    /// What the registry collects.
    public static let module = Module(
        name: "inventory", summary: "Locations, the double-entry stock ledger, levels, reservations and backorders.",
        migrations: InventorySchema.migrations,
        resources: [
            Resource("locations", of: Location.self, singular: "location", named: "name"),
            Resource("stock_documents", of: StockDocument.self, singular: "stock document", named: "number"),
            Resource("reservations", of: Reservation.self, singular: "reservation"),
            // The stock of a variant is known by the variant's id.
            Resource("stock_levels", of: Variant.self, singular: "stock level"),
        ],
        actions: [
            CreateLocation.self, UpdateLocation.self, MakeDefaultLocation.self, DeactivateLocation.self,
            ActivateLocation.self, StockIn.self, AdjustStock.self, CountStock.self, TransferStock.self, SetStock.self,
            SetBackorder.self, RecountLevels.self, RecordMoves.self, ReserveStock.self, ReleaseStock.self,
            ShipStock.self,
            ExpireReservations.self, RecordStockDocument.self, WithdrawStockDocuments.self,
        ],
        queries: [
            ListStockLevels.self, GetStockItem.self, OverviewStockLevels.self, ProductStockLevels.self,
            ListStockMoves.self, ListReservations.self, ListLocations.self, GetLocation.self, ListStockDocuments.self,
            GetStockDocument.self,
        ],
        events: [
            StockChanged.self, StockReserved.self, StockReleased.self, LocationCreated.self, LocationChanged.self,
        ],
        settings: [InventorySettings.lowStock],
        checks: InventoryChecks.all,
        lifecycles: [Lifecycle("Reservation", Reservation.lifecycle)],
        staffPermissions: InventoryPolicies.staff,
        sweeps: [ExpireReservations.sweep], policyTopics: [AdjustmentPolicy.topic])
}
