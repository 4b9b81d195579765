import Kernel
import Ledger
import Platform
import Store

/// What `martlet verify` recomputes about orders, credit notes and the books.
enum OrderBooksChecks {
    static let agree = Check(
        "orders.books_agree",
        "What the books say about each order and credit note is what its states and amounts come to (I1, I11).",
        repair: { db, limit in try RepairBooks.proposed(atMost: limit, in: db) },
        findings: { db in
            var texts: [String] = []
            var expected = ExpectedTotals()
            try BooksComparison.each(in: db) { comparison in
                expected.add(comparison.should, comparison.currency)
                if let fault = comparison.fault, texts.count < 100 { texts.append("\(comparison.name): \(fault)") }
                return true
            }
            return texts.isEmpty ? try expected.differences(in: db) : texts
        })

    static let states = Check(
        "orders.payment_state_follows_money", "An order counts as paid when nothing of its money is missing (I10)."
    ) { db in
        var findings: [String] = []
        try BooksComparison.eachPortion(of: Order.self, in: db) { orders in
            for order in orders where findings.count < 100 && !order.stateFits {
                findings.append("order \(order.number) is \(order.paymentState.rawValue), and \(order.owed) is missing")
            }
            return findings.count < 100
        }
        return findings
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
    private var sums: [AccountPurpose: [Currency: Int64]] = [:]

    mutating func add(_ debits: [AccountPurpose: Int64], _ currency: Currency) {
        for (purpose, minor) in debits { sums[purpose, default: [:]][currency, default: 0] += minor }
    }

    func differences(in db: Reader) throws -> [String] {
        var left = sums
        for (purpose, amounts) in try Books.totals(in: db) {
            for amount in amounts { left[purpose, default: [:]][amount.currency, default: 0] -= amount.minorUnits }
        }
        return AccountPurpose.allCases.filter(BooksComparison.counted.contains).flatMap { purpose in
            (left[purpose] ?? [:]).filter { $0.value != 0 }.map { currency, minor in
                "\(purpose.rawValue) is \(Money(-minor, currency)) off the documents"
            }
        }
    }
}
