import Kernel
import Platform
import Store

extension Order {
    /// Where an order stands as a whole.
    public enum Status: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        case pending, paid, fulfilled, cancelled, refunded
    }

    /// Where its money stands, whatever became of its goods.
    public enum PaymentState: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        case unpaid
        case partPaid = "part_paid"
        case paid
        case partRefunded = "part_refunded"
        case refunded
    }

    /// Where its goods stand, whatever became of its money.
    public enum FulfilmentState: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        case unfulfilled, fulfilled
    }

    /// The moves a shop has unless it sets others.
    public static let lifecycle = StateMachine<Status>(
        startsAt: .pending,
        [
            .pending: [.paid, .cancelled],
            .paid: [.fulfilled, .cancelled, .refunded],
            .fulfilled: [.refunded],
            .cancelled: [],
            .refunded: [],
        ])

    /// Every move this build knows how to make; a shop's own table is a part of this.
    static let possible = StateMachine<Status>(
        startsAt: .pending,
        [
            .pending: [.paid, .fulfilled, .cancelled],
            .paid: [.fulfilled, .cancelled, .refunded],
            .fulfilled: [.refunded],
            .cancelled: [],
            .refunded: [],
        ])

    /// Every move there is: those a shop can choose from, and the way back of an order whose money turned out not to be there.
    static let moves = StateMachine<Status>(
        startsAt: .pending,
        possible.moves.merging([.paid: [.pending, .fulfilled, .cancelled, .refunded]]) { _, paid in paid })

    /// The moves of the money. What was paid can turn out not to be there.
    public static let payments = StateMachine<PaymentState>(
        startsAt: .unpaid,
        [
            .unpaid: [.partPaid, .paid],
            .partPaid: [.unpaid, .paid, .refunded],
            .paid: [.unpaid, .partPaid, .partRefunded, .refunded],
            .partRefunded: [.refunded],
            .refunded: [],
        ])

    /// The moves of the goods.
    public static let fulfilments = StateMachine<FulfilmentState>(
        startsAt: .unfulfilled, [.unfulfilled: [.fulfilled], .fulfilled: []])

    /// Moves the order as the shop's own table allows.
    mutating func advance(to next: Status, in db: Reader) throws {
        try OrderSettings.machine(in: db).move(&status, to: next)
    }
}

/// Where a document came from.
public enum DocumentSource: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    /// It was made here.
    case native
    /// It happened elsewhere and was recorded here.
    case imported
}

/// Why an order was cancelled.
public enum CancellationReason: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    case customer, inventory, fraud, declined, expired, other
}

extension Row {
    /// The next column as an amount of the document's currency.
    mutating func nextMoney(in currency: Currency) throws -> Money { Money(try next(Int64.self), currency) }
}
