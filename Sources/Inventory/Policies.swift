import Kernel
import Platform

extension Permission {
    /// Seeing levels, moves, reservations, locations and stock documents.
    static let inventoryRead: Permission = "inventory.read"
    /// Booking goods that arrive.
    static let inventoryStockIn: Permission = "inventory.stock_in"
    /// Correcting stock with a reason.
    static let inventoryAdjust: Permission = "inventory.adjust"
    /// Setting stock to what was counted.
    static let inventoryCount: Permission = "inventory.count"
    /// Moving goods between locations.
    static let inventoryTransfer: Permission = "inventory.transfer"
    /// Deciding what may be sold beyond the shelf.
    static let inventorySetBackorder: Permission = "inventory.set_backorder"
    static let inventoryRecount: Permission = "inventory.recount"
    /// Booking what documents of other modules do to stock; held by the system.
    static let inventoryRecord: Permission = "inventory.record"
    /// Creating and changing locations.
    static let locationsWrite: Permission = "locations.write"
}

enum InventoryPolicies {
    /// What staff may do: see everything and handle goods, but not decide on locations and backorders.
    static let staff: [Permission] = [
        .inventoryRead, .inventoryStockIn, .inventoryAdjust, .inventoryCount, .inventoryTransfer,
    ]
}

enum InventorySettings {
    static let lowStock = Setting<Int>(
        "inventory.low_stock", "Up to how many available pieces at a location count as low stock.", default: 5
    ) { pieces in (0...1_000_000).contains(pieces) ? nil : "Use 0 to 1000000 pieces." }
}

extension Reader {
    /// Refuses a location the caller may not reach.
    func requireReach(_ location: ID<Location>?) throws {
        guard let location else { return }
        try caller.require(locations: [location.raw])
    }
}
