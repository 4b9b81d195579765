import Kernel
import Ledger
import Platform
import Store

/// What an order, or a credit note without one, comes to, beside what the books say about it.
struct BooksComparison {
    /// The accounts that only trade posts to.
    static let counted: Set<AccountPurpose> = [
        .deposits, .receivable, .refundsDue, .sales, .shipping, .taxDue, .discounts, .returns, .writeOffs,
    ]
    private static let portion = 500

    let document: Reference
    /// What people call it.
    let name: String
    let currency: Currency
    /// When it happened, as far as the books are concerned.
    let happenedAt: Instant
    /// What it should come to on each account, debits positive.
    let should: [AccountPurpose: Int64]
    /// What it comes to in the books, the money included.
    let stands: [AccountPurpose: Int64]
    /// The money that should have come in for it.
    let held: Int64

    /// What is wrong; money itself may lie on any account.
    var fault: String? {
        for purpose in AccountPurpose.allCases where Self.isOfTrade(purpose) {
            let (wanted, found) = (should[purpose] ?? 0, stands[purpose] ?? 0)
            if wanted != found { return "\(found) minor units on \(purpose.rawValue), not \(wanted)" }
        }
        return money == held ? nil : "\(money) minor units of money, not \(held)"
    }

    /// The entry that is missing, or that takes back what is too much: what nothing was ever posted for is posted of the
    /// day it happened, all else of today. Money that is missing was settled elsewhere: no account of the shop has it.
    func missingEntry() throws -> JournalEntry? {
        var postings = try AccountPurpose.allCases.filter(Self.isOfTrade).map { purpose -> Posting in
            let lacks = (should[purpose] ?? 0) - (stands[purpose] ?? 0)
            return .debit(try .shop(purpose), Money(lacks, currency))
        }
        postings.append(.debit(.settledElsewhere, Money(held - money, currency)))
        let isNew = stands.isEmpty
        let entry = JournalEntry(
            isNew ? .history : .adjustment, for: document, at: isNew ? happenedAt : nil,
            memo: isNew ? nil : "Put right: the books said something else than the document", postings)
        return entry.postings.isEmpty ? nil : entry
    }

    private var money: Int64 { stands.filter { !Self.isOfTrade($0.key) }.values.reduce(0, +) }

    private static func isOfTrade(_ purpose: AccountPurpose) -> Bool {
        counted.contains(purpose) || purpose == .goodwill
    }

    // MARK: Reading

    /// Every order and every credit note without one, until the body says that it is enough. A few statements for some
    /// hundred documents.
    static func each(in db: Reader, _ body: (BooksComparison) throws -> Bool) throws {
        var goesOn = true
        try eachPortion(of: Order.self, in: db) { orders in
            for comparison in try of(orders, in: db) where goesOn { goesOn = try body(comparison) }
            return goesOn
        }
        if !goesOn { return }
        try eachPortion(of: CreditNote.self, where: "order_id IS NULL", in: db) { notes in
            for comparison in try of(notes, in: db) where goesOn { goesOn = try body(comparison) }
            return goesOn
        }
    }

    /// Records in the order of their ids, some hundred at a time, until the body says that it is enough.
    static func eachPortion<R: Record>(
        of type: R.Type, where condition: SQL = "1 = 1", in db: Reader, _ body: ([R]) throws -> Bool
    ) throws {
        var after: SQL = ""
        while true {
            let records = try db.records(
                type, where: "\(condition) \(after)", tail: "ORDER BY id LIMIT \(portion)")
            guard let last = records.last, try body(records) else { return }
            after = "AND id > \(last.id)"
        }
    }

    static func of(_ orders: [Order], in db: Reader) throws -> [BooksComparison] {
        let credited = try creditedBySent(orders, in: db)
        let sums = try Books.sums(about: orders.map(\.id.reference), in: db)
        return try orders.map { order in
            let counts = order.deletedAt == nil
            return BooksComparison(
                document: order.id.reference, name: "order \(order.number)", currency: order.currency,
                happenedAt: order.fulfilledAt ?? order.paidAt ?? order.placedAt,
                should: counts ? try booked(order, credited[order.id] ?? []) : [:],
                stands: (sums[order.id.reference] ?? [:]).mapValues(\.minorUnits),
                held: counts ? order.held.minorUnits : 0)
        }
    }

    static func of(_ notes: [CreditNote], in db: Reader) throws -> [BooksComparison] {
        let sums = try Books.sums(about: notes.map(\.id.reference), in: db)
        return notes.map { note in
            let counts = note.deletedAt == nil
            let held = note.kind == .return ? -note.total.minorUnits : note.total.minorUnits
            return BooksComparison(
                document: note.id.reference, name: "credit note \(note.number)", currency: note.currency,
                happenedAt: note.issuedAt, should: counts ? booked(note) : [:],
                stands: (sums[note.id.reference] ?? [:]).mapValues(\.minorUnits), held: counts ? held : 0)
        }
    }

    /// What an order comes to, with what its credit notes took back of what was sent.
    private static func booked(_ order: Order, _ credited: [CreditNote]) throws -> [AccountPurpose: Int64] {
        var debits = OrderStanding(order).debits
        for posting in try credited.flatMap(OrderBooks.givenBack) {
            debits[posting.account.purpose, default: 0] += posting.amount.minorUnits
        }
        return debits.filter { $0.value != 0 }
    }

    private static func booked(_ note: CreditNote) -> [AccountPurpose: Int64] {
        switch note.kind {
        case .return:
            let lines = note.total.minorUnits - note.shipping.minorUnits - note.tax.minorUnits
            let debits: [AccountPurpose: Int64] = [
                .returns: lines, .shipping: note.shipping.minorUnits, .taxDue: note.tax.minorUnits,
            ]
            return debits.filter { $0.value != 0 }
        case .adjustment: return note.total.isZero ? [:] : [.writeOffs: -note.total.minorUnits]
        }
    }

    private static func creditedBySent(_ orders: [Order], in db: Reader) throws -> [ID<Order>: [CreditNote]] {
        let sent = orders.filter { $0.fulfilmentState == .fulfilled && $0.credited.isPositive }.map(\.id)
        if sent.isEmpty { return [:] }
        var credited: [ID<Order>: [CreditNote]] = [:]
        for note in try db.records(CreditNote.self, where: "order_id IN \(list: sent)") {
            if let order = note.order { credited[order, default: []].append(note) }
        }
        return credited
    }
}
