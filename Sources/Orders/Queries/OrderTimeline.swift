import Kernel
import Platform

/// What happened to an order, read from its events.
public struct Timeline: Codable, Sendable {
    /// The two ways of looking at an order.
    public enum Lane: String, Codable, Sendable, CaseIterable {
        /// What was agreed, paid and given back.
        case business
        /// What became of the goods.
        case delivery
    }

    /// One thing that happened.
    public struct Entry: Codable, Sendable {
        /// When it happened.
        public let at: Instant
        /// Which lane it belongs to.
        public let lane: Lane
        /// The event's name with version.
        public let event: EventName
        /// What it is about: the order, or one of its credit notes.
        public let subject: Reference
        /// Who caused it.
        public let principal: String
        /// The event's payload.
        public let payload: JSON
    }

    /// The order.
    public let order: ID<Order>
    /// Its number.
    public let number: String
    /// What was agreed, paid and given back; oldest first.
    public let business: [Entry]
    /// What became of the goods; oldest first.
    public let delivery: [Entry]
}

/// The timeline of one order.
public struct OrderTimeline: Query {
    /// orders.timeline
    public static let name: QueryName = "orders.timeline"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary = "What happened to an order, in two lanes: business and delivery."

    /// The order.
    public var order: ID<Order>

    /// The order to tell about.
    public init(order: ID<Order>) { self.order = order }

    /// Reads the events of the order and of its newest credit notes.
    public func fetch(in db: Reader) throws -> Timeline {
        let record = try db.find(order)
        var events = try db.events(about: order.reference)
        let notes = try db.rows(
            """
            SELECT id FROM credit_note WHERE tenant = \(db.tenant) AND order_id = \(order)
            ORDER BY issued_at DESC, id DESC LIMIT 20
            """
        ) { row in (try row.next() as ID<CreditNote>).reference }
        for note in notes { events += try db.events(about: note, limit: 20) }
        let entries = try events.sorted { a, b in a.order < b.order }.map(Self.entry)
        return Timeline(
            order: order, number: record.number, business: entries.filter { $0.lane == .business },
            delivery: entries.filter { $0.lane == .delivery })
    }

    private static func entry(_ event: EventEnvelope) throws -> Timeline.Entry {
        Timeline.Entry(
            at: event.occurredAt, lane: lane(of: event.name), event: event.name, subject: event.subject,
            principal: event.principal, payload: try JSON(parsing: Array(event.payload.utf8)))
    }

    /// The modules that speak of goods, and the moment an order's goods leave.
    private static let deliveryModules: Set<String> = [
        "inventory", "fulfilments", "shipments", "deliveries", "couriers", "returns",
    ]

    static func lane(of event: EventName) -> Timeline.Lane {
        let module = String(event.rawValue.prefix { $0 != "." })
        return event == OrderFulfilled.name || deliveryModules.contains(module) ? .delivery : .business
    }
}
