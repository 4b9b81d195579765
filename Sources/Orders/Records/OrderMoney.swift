import Kernel
import Platform
import Store

/// The money that has moved for an order; what follows from it is the order's `OrderPosition`.
public struct OrderMoney: Codable, Sendable, Hashable {
    /// What came in, in every way.
    public internal(set) var paid: Money
    /// What of it came in by a tender that somebody recorded; the rest was settled elsewhere.
    public internal(set) var tendered: Money
    /// What of the tenders turned out not to be there: a cheque that bounced.
    public internal(set) var reversed: Money
    /// What went back to the customer.
    public internal(set) var refunded: Money
    /// What was let off without goods coming back.
    public internal(set) var allowed: Money
    /// What will never be paid.
    public internal(set) var writtenOff: Money

    /// Nothing has moved yet.
    static func none(_ currency: Currency) -> OrderMoney {
        let nothing = Money.zero(currency)
        return OrderMoney(
            paid: nothing, tendered: nothing, reversed: nothing, refunded: nothing, allowed: nothing,
            writtenOff: nothing
        )
    }

    /// All of it came in outside of Martlet; nil where that is nothing.
    static func settledElsewhere(_ amount: Money) -> OrderMoney? {
        if amount.isZero { return nil }
        var money = none(amount.currency)
        money.paid = amount
        return money
    }

    /// Reads the columns; nil where nothing has moved.
    static func read(_ row: inout Row, _ currency: Currency) throws -> OrderMoney? {
        let money = OrderMoney(
            paid: try row.nextMoney(in: currency), tendered: try row.nextMoney(in: currency),
            reversed: try row.nextMoney(in: currency), refunded: try row.nextMoney(in: currency),
            allowed: try row.nextMoney(in: currency), writtenOff: try row.nextMoney(in: currency))
        return money == .none(currency) ? nil : money
    }

    func bind(_ values: inout Binder) {
        for amount in [paid, tendered, reversed, refunded, allowed, writtenOff] { values.add(amount.minorUnits) }
    }
}

/// Where the money of an order stands in the books. Everything an order posts is the difference between its position
/// before and after, so that the books cannot come to say something else than the order does.
public struct OrderPosition: Codable, Sendable, Hashable {
    /// Paid, and not yet sent.
    public let deposits: Money
    /// What the customer owes.
    public let receivable: Money
    /// What has to be given back.
    public let refundsDue: Money

    /// Whether nothing is outstanding.
    public var isEven: Bool { deposits.isZero && receivable.isZero && refundsDue.isZero }
}

extension Order {
    /// What has moved, also where that is nothing.
    var moved: OrderMoney {
        get { money ?? .none(currency) }
        set { money = newValue == .none(currency) ? nil : newValue }
    }

    /// What the customer has to have paid in the end: the total less what came back, was let off or written off.
    var claim: Money {
        let taken = credited.minorUnits + moved.allowed.minorUnits + moved.writtenOff.minorUnits
        return Money(status == .cancelled ? 0 : total.minorUnits - taken, currency)
    }

    /// What is there of the customer's money.
    var held: Money {
        Money(moved.paid.minorUnits - moved.reversed.minorUnits - moved.refunded.minorUnits, currency)
    }

    /// What is missing of the claim.
    public var owed: Money { Money(max(0, claim.minorUnits - held.minorUnits), currency) }

    /// Where its money stands. Before goods are sent, what is there is a deposit and nobody owes anything, unless money
    /// that was given back turned out never to have come.
    public var position: OrderPosition {
        let (claim, held) = (claim.minorUnits, held.minorUnits)
        let isSent = fulfilmentState == .fulfilled
        return OrderPosition(
            deposits: Money(isSent ? 0 : max(0, min(held, claim)), currency),
            receivable: Money(isSent ? max(0, claim - held) : max(0, -held), currency),
            refundsDue: Money(max(0, held - claim), currency))
    }
}
