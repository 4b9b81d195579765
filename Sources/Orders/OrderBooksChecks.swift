import Kernel
import Ledger
import Platform
import Store

/// What `martlet verify` recomputes about orders, credit notes and the books.
enum OrderBooksChecks {
    private static let portion = 500

    static let agree = Check(
        "orders.books_agree",
        "What the books say about each order and credit note is what its states and amounts come to (I1, I11)."
    ) { db in
        var found = Findings()
        try eachOrder(in: db) { orders in try compare(orders, &found, in: db) }
        try eachLooseNote(in: db) { notes in try compare(notes, &found, in: db) }
        return found.texts.isEmpty ? try found.expected.differences(in: db) : found.texts
    }

    /// What was found so far, and what all of it comes to.
    private struct Findings {
        var texts: [String] = []
        var expected = ExpectedTotals()

        mutating func add(_ fault: String?, about record: String) {
            if let fault, texts.count < 100 { texts.append("\(record): \(fault)") }
        }
    }

    private static func compare(_ orders: [Order], _ found: inout Findings, in db: Reader) throws {
        let credited = try creditedBySent(orders, in: db)
        let sums = try Books.sums(about: orders.map(\.id.reference), in: db)
        for order in orders {
            let counts = order.deletedAt == nil
            let should = counts ? try booked(order, credited[order.id]) : [:]
            found.expected.add(should, order.currency)
            let stands = (sums[order.id.reference] ?? [:]).mapValues(\.minorUnits)
            found.add(
                fault(should, stands, held: counts ? order.held.minorUnits : 0), about: "order \(order.number)")
        }
    }

    private static func compare(_ notes: [CreditNote], _ found: inout Findings, in db: Reader) throws {
        let sums = try Books.sums(about: notes.map(\.id.reference), in: db)
        for note in notes {
            let counts = note.deletedAt == nil
            let should = counts ? booked(note) : [:]
            found.expected.add(should, note.currency)
            let stands = (sums[note.id.reference] ?? [:]).mapValues(\.minorUnits)
            let held = note.kind == .return ? -note.total.minorUnits : note.total.minorUnits
            found.add(fault(should, stands, held: counts ? held : 0), about: "credit note \(note.number)")
        }
    }

    static let states = Check(
        "orders.payment_state_follows_money", "An order counts as paid when nothing of its money is missing (I10)."
    ) { db in
        var findings: [String] = []
        try eachOrder(in: db) { orders in
            for order in orders where findings.count < 100 && !order.stateFits {
                findings.append("order \(order.number) is \(order.paymentState.rawValue), and \(order.owed) is missing")
            }
        }
        return findings
    }

    /// What an order comes to, with what its credit notes took back of what was sent.
    private static func booked(_ order: Order, _ credited: [CreditNote]?) throws -> [AccountPurpose: Int64] {
        var debits = OrderStanding(order).debits
        for posting in try (credited ?? []).flatMap(OrderBooks.givenBack) {
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

    /// What is wrong with what stands about a record; money itself may lie on any account.
    private static func fault(
        _ should: [AccountPurpose: Int64], _ stands: [AccountPurpose: Int64], held: Int64
    ) -> String? {
        for purpose in AccountPurpose.allCases where ExpectedTotals.counted.contains(purpose) || purpose == .goodwill {
            let (wanted, found) = (should[purpose] ?? 0, stands[purpose] ?? 0)
            if wanted != found { return "\(found) minor units on \(purpose.rawValue), not \(wanted)" }
        }
        let money = stands.filter { !ExpectedTotals.counted.contains($0.key) && $0.key != .goodwill }
        let sum = money.values.reduce(0, +)
        return sum == held ? nil : "\(sum) minor units of money, not \(held)"
    }

    private static func eachOrder(in db: Reader, _ body: ([Order]) throws -> Void) throws {
        var last: ID<Order>?
        while true {
            let after: SQL = last.map { "id > \($0)" } ?? "1 = 1"
            let orders = try db.records(Order.self, where: after, tail: "ORDER BY id LIMIT \(portion)")
            if orders.isEmpty { return }
            try body(orders)
            last = orders.last?.id
        }
    }

    /// Credit notes that belong to no order.
    private static func eachLooseNote(in db: Reader, _ body: ([CreditNote]) throws -> Void) throws {
        var last: ID<CreditNote>?
        while true {
            let after: SQL = last.map { "order_id IS NULL AND id > \($0)" } ?? "order_id IS NULL"
            let notes = try db.records(CreditNote.self, where: after, tail: "ORDER BY id LIMIT \(portion)")
            if notes.isEmpty { return }
            try body(notes)
            last = notes.last?.id
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

extension Order {
    /// Whether the payment state says what the money says.
    fileprivate var stateFits: Bool {
        switch paymentState {
        case .unpaid: moved.paid.minorUnits == moved.reversed.minorUnits
        case .partPaid: moved.paid.minorUnits > moved.reversed.minorUnits
        case .paid: owed.isZero
        case .partRefunded, .refunded: owed.isZero || moved.reversed.isPositive
        }
    }
}

/// What the accounts that only trade posts to must come to.
private struct ExpectedTotals {
    static let counted: Set<AccountPurpose> = [
        .deposits, .receivable, .refundsDue, .sales, .shipping, .taxDue, .discounts, .returns, .writeOffs,
    ]

    private var sums: [AccountPurpose: [Currency: Int64]] = [:]

    mutating func add(_ debits: [AccountPurpose: Int64], _ currency: Currency) {
        for (purpose, minor) in debits { sums[purpose, default: [:]][currency, default: 0] += minor }
    }

    func differences(in db: Reader) throws -> [String] {
        var left = sums
        for (purpose, amounts) in try Books.totals(in: db) {
            for amount in amounts { left[purpose, default: [:]][amount.currency, default: 0] -= amount.minorUnits }
        }
        return AccountPurpose.allCases.filter(Self.counted.contains).flatMap { purpose in
            (left[purpose] ?? [:]).filter { $0.value != 0 }.map { currency, minor in
                "\(purpose.rawValue) is \(Money(-minor, currency)) off the documents"
            }
        }
    }
}
