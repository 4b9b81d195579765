import Kernel
import Ledger
import Platform
import Store

/// What orders and credit notes mean for the books. The README has the table of what posts what.
///
/// An order has one standing at any time, a function of what it says of itself; an act posts how the standing changed,
/// and the other side of it: the money that moved, or what a credit note gave back. An entry that did not balance would
/// be refused, so an act that forgot a side could not be performed.
enum OrderBooks {
    /// Posts how an order changed, with the other side. Nothing is posted where no money is concerned.
    static func post(
        _ kind: EntryKind, for document: Reference, from before: Order, to after: Order, _ other: [Posting] = [],
        in tx: Transaction
    ) throws {
        let change = OrderStanding(after).change(from: OrderStanding(before))
        let postings = try postings(change, after.currency) + other
        let entry = JournalEntry(kind, for: document, about: after.id.reference, try merged(postings))
        if entry.postings.isEmpty { return }
        if entry.postings.contains(where: { $0.account.purpose.isHeld }) {
            try Books.post(entry, in: tx)
        } else {
            try Books.collect(entry, in: tx)
        }
    }

    /// Posts an order that happened elsewhere, paid and sent on the day it was placed.
    static func postHistory(of order: Order, in tx: Transaction) throws {
        let settled = Posting.debit(.settledElsewhere, order.moved.paid)
        let postings = try postings(OrderStanding(order).debits, order.currency) + [settled]
        let entry = JournalEntry(.history, for: order.id.reference, at: order.placedAt, postings)
        if !entry.postings.isEmpty { try Books.collect(entry, in: tx) }
    }

    /// Posts a credit note or an adjustment that happened elsewhere and names no order.
    static func postHistory(of note: CreditNote, in tx: Transaction) throws {
        let settled = AccountKey.settledElsewhere
        let postings: [Posting] =
            switch note.kind {
            case .return: try givenBack(by: note) + [.credit(settled, note.total)]
            // An adjustment is below nothing where the merchant gets less.
            case .adjustment: [.debit(settled, note.total), try .credit(.shop(.writeOffs), note.total)]
            }
        let entry = JournalEntry(.history, for: note.id.reference, at: note.issuedAt, postings)
        if !entry.postings.isEmpty { try Books.collect(entry, in: tx) }
    }

    /// What a credit note takes back of what was sold.
    static func givenBack(by note: CreditNote) throws -> [Posting] {
        let lines = try note.total.subtracting(note.shipping).subtracting(note.tax)
        return [
            .debit(try .shop(.returns), lines), .debit(try .shop(.shipping), note.shipping),
            .debit(try .shop(.taxDue), note.tax),
        ]
    }

    private static func postings(_ debits: [AccountPurpose: Int64], _ currency: Currency) throws -> [Posting] {
        try debits.sorted { $0.key.rawValue < $1.key.rawValue }.map { purpose, minor in
            .debit(try .shop(purpose), Money(minor, currency))
        }
    }

    /// One posting for each account.
    private static func merged(_ postings: [Posting]) throws -> [Posting] {
        var sums: [AccountKey: Money] = [:]
        var order: [AccountKey] = []
        for posting in postings {
            if sums[posting.account] == nil { order.append(posting.account) }
            sums[posting.account] = try sums[posting.account]?.adding(posting.amount) ?? posting.amount
        }
        return order.compactMap { account in sums[account].map { .debit(account, $0) } }
    }
}

/// What an order comes to on each account, debits positive, apart from the money itself and from its credit notes. Sales
/// count from the moment the goods are sent.
struct OrderStanding {
    let debits: [AccountPurpose: Int64]

    init(_ order: Order) {
        let position = order.position
        var debits: [AccountPurpose: Int64] = [
            .deposits: -position.deposits.minorUnits, .receivable: position.receivable.minorUnits,
            .refundsDue: -position.refundsDue.minorUnits,
        ]
        if order.fulfilmentState == .fulfilled {
            debits[.sales] = -order.subtotal.minorUnits
            debits[.discounts] = order.discount.minorUnits
            debits[.shipping] = -order.shipping.minorUnits
            debits[.taxDue] = -order.tax.minorUnits
            debits[.goodwill] = order.moved.allowed.minorUnits
            debits[.writeOffs] = order.moved.writtenOff.minorUnits
        }
        self.debits = debits.filter { $0.value != 0 }
    }

    func change(from before: OrderStanding) -> [AccountPurpose: Int64] {
        debits.merging(before.debits.mapValues { -$0 }) { after, before in after + before }.filter { $0.value != 0 }
    }
}
