import Customers
import Kernel
import Orders
import Platform
import Store

/// What somebody wants of the shop: a question, a complaint, a wish, with whoever takes care of it.
public struct Ticket: Record, Hashable {
    /// `tkt_…`
    public static let idPrefix = "tkt"
    /// Its table.
    public static let table = Table(
        "ticket",
        """
        number, title, message, customer_id, order_id, contact, channel, priority, status, assigned_to, created_by,
        created_at, updated_at, solved_at, resolution
        """)

    /// The life of a ticket.
    public enum Status: String, Codable, Sendable, CaseIterable, FilterValue {
        /// The shop has to do something.
        case open
        /// The customer has to.
        case waiting
        /// Nobody has to.
        case solved
    }

    /// How much it presses.
    public enum Priority: String, Codable, Sendable, CaseIterable, FilterValue {
        case low, normal, high, urgent
    }

    /// How it came.
    public enum Channel: String, Codable, Sendable, CaseIterable, FilterValue {
        case email, phone, chat, store, other
    }

    /// A solved ticket is opened again when there is more to say.
    public static let lifecycle = StateMachine<Status>(
        startsAt: .open, [.open: [.waiting, .solved], .waiting: [.open, .solved], .solved: [.open]])

    /// The id.
    public let id: ID<Ticket>
    /// Counts the saves.
    public var version: Int
    /// The number people say: T-000001.
    public let number: String
    /// What it is about, in a line.
    public internal(set) var title: String
    /// What was asked, as it was asked.
    public internal(set) var message: String?
    /// Who asks; absent when nobody knows.
    public internal(set) var customer: ID<Customer>?
    /// The order it is about.
    public internal(set) var order: ID<Order>?
    /// How to reach whoever asks, where no customer says it.
    public internal(set) var contact: String?
    /// How it came.
    public internal(set) var channel: Channel
    /// How much it presses.
    public internal(set) var priority: Priority
    /// Where it stands.
    public internal(set) var status: Status
    /// Who takes care of it: `usr_…`.
    public internal(set) var assignedTo: String?
    /// Who wrote it down.
    public let createdBy: String
    /// When.
    public let createdAt: Instant
    /// When it was changed last.
    public internal(set) var updatedAt: Instant
    /// When it was solved.
    public internal(set) var solvedAt: Instant?
    /// How.
    public internal(set) var resolution: String?

    init(id: ID<Ticket>, number: String, title: String, createdBy: String, createdAt: Instant) {
        self.id = id
        version = 1
        self.number = number
        self.title = title
        channel = .other
        priority = .normal
        status = Self.lifecycle.start
        self.createdBy = createdBy
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        number = try row.next()
        title = try row.next()
        message = try row.next()
        customer = try row.next()
        order = try row.next()
        contact = try row.next()
        channel = try row.next()
        priority = try row.next()
        status = try row.next()
        assignedTo = try row.next()
        createdBy = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        solvedAt = try row.next()
        resolution = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(number)
        values.add(title)
        values.add(message)
        values.add(customer)
        values.add(order)
        values.add(contact)
        values.add(channel)
        values.add(priority)
        values.add(status)
        values.add(assignedTo)
        values.add(createdBy)
        values.add(createdAt)
        values.add(updatedAt)
        values.add(solvedAt)
        values.add(resolution)
    }

    /// Goes on to another state.
    mutating func advance(to next: Status, in tx: Transaction) throws {
        try Self.lifecycle.move(&status, to: next)
        solvedAt = next == .solved ? tx.now : nil
    }

    /// Saves it and says what became of it.
    mutating func keep(in tx: Transaction) throws {
        updatedAt = tx.now
        try tx.save(&self)
        try tx.emit(TicketChanged(self))
    }
}

/// Gives tickets their numbers: T-000001, T-000002 …
enum TicketNumber {
    /// The next one: a statement that holds the shop's counter until the transaction ends.
    static func next(in tx: Transaction) throws -> String {
        let last: Int64? = try tx.scalar(
            """
            INSERT INTO ticket_number (tenant, last) VALUES (\(tx.tenant), 1)
            ON CONFLICT (tenant) DO UPDATE SET last = ticket_number.last + 1 RETURNING last
            """)
        let digits = String(last ?? 1)
        return "T-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
