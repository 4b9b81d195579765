import Kernel
import Platform
import Store

/// What each customer bought on a day.
struct CustomerDay {
    /// What one customer bought.
    struct Purchases: Equatable {
        let orders: Int64
        let gross: Int64
    }
    private let purchases: [RawID: Purchases]

    /// Computes a day: one statement.
    init(_ range: Range<Instant>, in db: Reader) throws {
        purchases = try Self.read(
            """
            SELECT customer_id, count(DISTINCT document_id), sum(amount_minor)
            FROM trade_line_fact
            WHERE tenant = \(db.tenant) AND document_at >= \(range.lowerBound) AND document_at < \(range.upperBound)
                AND kind = 'sale' AND customer_id IS NOT NULL
            GROUP BY customer_id
            """, in: db)
    }

    private static func read(_ sql: SQL, in db: Reader) throws -> [RawID: Purchases] {
        var purchases: [RawID: Purchases] = [:]
        try db.each(sql) { row in
            let customer: RawID = try row.next()
            purchases[customer] = Purchases(orders: try row.next(), gross: try row.next())
        }
        return purchases
    }

    /// Computes days again, writes those that differ from what the mart had, and lets the cohorts follow once, for the
    /// customers whose orders differ on any of them: who buys every day is counted once and not for each day.
    static func renew(_ days: [CalendarDate], _ calendar: ZonedCalendar, in tx: Transaction) throws {
        var written: [(day: CalendarDate, purchases: CustomerDay)] = []
        var changed: Set<RawID> = []
        for day in days {
            let now = try CustomerDay(calendar.day(day), in: tx)
            let before = try stored(day, in: tx)
            if before == now.purchases { continue }
            written.append((day, now))
            let customers = Set(before.keys).union(now.purchases.keys)
            changed.formUnion(customers.filter { before[$0]?.orders != now.purchases[$0]?.orders })
        }
        try CohortCounts.following(changed.sorted(), in: tx) {
            for one in written { try one.purchases.replace(one.day, in: tx) }
        }
    }

    private static func stored(_ day: CalendarDate, in db: Reader) throws -> [RawID: Purchases] {
        try read(
            """
            SELECT customer_id, orders, gross_minor FROM analytics_customer_day
            WHERE tenant = \(db.tenant) AND day = \(Int64(day.dayNumber))
            """, in: db)
    }

    /// Writes the day in place of what the mart had.
    private func replace(_ day: CalendarDate, in tx: Transaction) throws {
        let number = Int64(day.dayNumber)
        try tx.execute("DELETE FROM analytics_customer_day WHERE tenant = \(tx.tenant) AND day = \(number)")
        let month = RefreshMart.index(of: day.yearMonth)
        let rows = purchases.keys.sorted().map { (customer: RawID) -> [DBValue] in
            let bought = purchases[customer] ?? Purchases(orders: 0, gross: 0)
            return [
                .int(tx.tenant), .int(number), .id(customer), .int(month), .int(bought.orders), .int(bought.gross),
            ]
        }
        try tx.insertMany(into: "analytics_customer_day", columns: Self.columns, rows: rows)
    }

    private static let columns: [StaticString] = ["tenant", "day", "customer_id", "month", "orders", "gross_minor"]
}

/// How many customers who first ordered in one month ordered in another.
struct CohortCounts: Equatable {
    /// A cell of the grid.
    struct Cell: Hashable {
        let first: Int64
        let month: Int64
    }
    /// What a cell holds; who has two or more orders is counted in the month of the first.
    struct Count: Equatable {
        var customers: Int64 = 0
        var repeated: Int64 = 0
    }
    private(set) var cells: [Cell: Count] = [:]

    /// Changes what some customers bought, and changes the grid by what they were and are in it.
    static func following(_ customers: [RawID], in tx: Transaction, _ change: () throws -> Void) throws {
        let before = try CohortCounts(of: customers, in: tx)
        try change()
        let after = try CohortCounts(of: customers, in: tx)
        try after.less(before).write(in: tx)
    }

    /// Counts some customers.
    private init(of customers: [RawID], in db: Reader) throws {
        for start in stride(from: 0, to: customers.count, by: 512) {
            let part = customers[start..<min(start + 512, customers.count)]
            var months: [RawID: [(month: Int64, orders: Int64)]] = [:]
            let sql: SQL = """
                SELECT customer_id, month, sum(orders) FROM analytics_customer_day
                WHERE tenant = \(db.tenant) AND customer_id IN \(list: part) GROUP BY customer_id, month
                """
            try db.each(sql) { row in
                let customer: RawID = try row.next()
                months[customer, default: []].append((try row.next(), try row.next()))
            }
            for one in months.values { add(one) }
        }
    }

    /// Adds a customer by months with orders.
    private mutating func add(_ months: [(month: Int64, orders: Int64)]) {
        guard let first = months.map(\.month).min() else { return }
        for one in months { cells[Cell(first: first, month: one.month), default: Count()].customers += 1 }
        let orders = months.reduce(0) { sum, one in sum + one.orders }
        if orders >= 2 { cells[Cell(first: first, month: first), default: Count()].repeated += 1 }
    }

    /// The differences that are not zero.
    private func less(_ other: CohortCounts) -> CohortCounts {
        var difference = self
        for (cell, count) in other.cells {
            difference.cells[cell, default: Count()].customers -= count.customers
            difference.cells[cell, default: Count()].repeated -= count.repeated
        }
        difference.cells = difference.cells.filter { $0.value != Count() }
        return difference
    }

    /// Adds differences to the grid; what has come to nothing goes.
    private func write(in tx: Transaction) throws {
        if cells.isEmpty { return }
        for (cell, count) in cells {
            try tx.send(
                """
                INSERT INTO analytics_cohort (tenant, first_month, month, customers, repeated)
                VALUES (\(tx.tenant), \(cell.first), \(cell.month), \(count.customers), \(count.repeated))
                ON CONFLICT (tenant, first_month, month) DO UPDATE SET
                    customers = analytics_cohort.customers + excluded.customers,
                    repeated = analytics_cohort.repeated + excluded.repeated
                """)
        }
        try tx.execute("DELETE FROM analytics_cohort WHERE tenant = \(tx.tenant) AND customers = 0 AND repeated = 0")
    }

    /// The whole grid as it is stored, or as it follows from what customers bought.
    init(_ sql: SQL, in db: Reader) throws {
        try db.each(sql) { row in
            let cell = Cell(first: try row.next(), month: try row.next())
            cells[cell] = Count(customers: try row.next(), repeated: try row.next())
        }
    }
}
