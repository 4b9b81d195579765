import Inventory
import Kernel
import Platform

/// Sends everything an order asked for: what was promised leaves its locations for the customer. Stock whose
/// promise ran out is promised again first, or the action is refused.
public struct FulfilOrder: Action {
    /// orders.fulfil
    public static let name: ActionName = "orders.fulfil"
    /// Who may.
    public static let permission = Permission.ordersFulfil
    /// For people.
    public static let summary = "Sends an order: its stock leaves the locations that promised it."
    /// The goods left.
    public static var emits: [any Event.Type] { [OrderFulfilled.self] }

    /// The order.
    public var order: ID<Order>

    /// The order to send.
    public init(order: ID<Order>) { self.order = order }

    /// The locations that promised its stock.
    public func touchedLocations(in db: Reader) throws -> [RawID] { try OrderStock.locations(of: order, in: db) }

    /// Sends it.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        try record.advance(to: .fulfilled, in: tx)
        try Order.fulfilments.move(&record.fulfilmentState, to: .fulfilled)
        record.fulfilledAt = tx.now
        try tx.save(&record)
        let sent = try Stock.ship(OrderStock.demands(record.lines(in: tx)), for: order.reference, in: tx)
        try tx.caller.require(locations: sent.map(\.location.raw))
        try OrderBooks.post(.sale, for: order.reference, from: before, to: record, in: tx)
        try tx.emit(OrderFulfilled(order: order, customer: record.customer, status: record.status))
        return record
    }
}

extension OrderStock {
    /// Where an order's stock is promised; asked only for callers who are limited to locations.
    static func locations(of order: ID<Order>, in db: Reader) throws -> [RawID] {
        if db.caller.locations == nil { return [] }
        return try Stock.reservations(for: order.reference, in: db).map(\.location.raw)
    }
}
