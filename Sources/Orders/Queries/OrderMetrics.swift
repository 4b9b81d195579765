import Kernel
import Platform
import Store

/// How many orders wait for something, and since when.
public struct OrderQueueCount: Codable, Sendable, Hashable {
    /// How many; never more than the limit.
    public let count: Int
    /// Whether there are more than it says.
    public let isMore: Bool
    /// When the one that waits longest was placed.
    public let oldest: Instant?
}

/// The work queues of orders.
public struct OrderMetrics: Codable, Sendable, Hashable {
    /// Nobody has paid yet.
    public let awaitingPayment: OrderQueueCount
    /// Paid, and the goods are still here.
    public let toShip: OrderQueueCount
}

/// The work queues of orders: one statement that reads at most a thousand and one rows of an index for each queue.
/// Queues of what this installation has no records of (shipments, payments under way) are not there at all.
public struct GetOrderMetrics: Query {
    /// orders.metrics
    public static let name: QueryName = "orders.metrics"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary = "How many orders await payment and how many are to be shipped, and since when."
    /// An address that others rely on.
    public static let aliases = ["/orders/metrics"]
    /// A queue is counted up to here.
    public static let limit = 1_000

    /// No members: it is about the whole shop.
    public init() {}

    /// Counts.
    public func fetch(in db: Reader) throws -> OrderMetrics {
        let queues: [Order.Status] = [.pending, .paid]
        let counts = queues.map { (status: Order.Status) -> SQL in
            """
            SELECT CAST(\(status) AS text), count(*), min(placed_at) FROM (
                SELECT placed_at FROM sales_order
                WHERE tenant = \(db.tenant) AND status = \(status) AND deleted_at IS NULL
                ORDER BY placed_at LIMIT \(Self.limit + 1)
            ) waiting
            """
        }
        var found: [Order.Status: OrderQueueCount] = [:]
        try db.each(SQL.joined(counts, separator: " UNION ALL ")) { row in
            let status: Order.Status = try row.next()
            let count: Int = try row.next()
            found[status] = OrderQueueCount(
                count: min(count, Self.limit), isMore: count > Self.limit, oldest: try row.next())
        }
        let none = OrderQueueCount(count: 0, isMore: false, oldest: nil)
        return OrderMetrics(awaitingPayment: found[.pending] ?? none, toShip: found[.paid] ?? none)
    }
}
