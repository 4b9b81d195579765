import Kernel
import Platform

/// How much of something there is, by what is available.
enum StockState: String, Codable, Sendable, CaseIterable, FilterValue {
    /// More than the shop calls low.
    case enough
    /// Some, but no more than the shop calls low.
    case low
    /// Nothing, or less.
    case out

    /// How much is called low in the shop.
    static func low(in db: Reader) throws -> Quantity {
        Quantity(micros: Int64(try db.setting(InventorySettings.lowStock)) * Quantity.one.micros)
    }

    /// Where so much stands.
    init(available: Quantity, low: Quantity) {
        self = !available.isPositive ? .out : available <= low ? .low : .enough
    }
}
