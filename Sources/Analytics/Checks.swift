import Customers
import Kernel
import Platform
import Store

/// What can be checked about the mart.
enum AnalyticsChecks {
    static let all = [
        Check(
            "analytics.mart_equals_documents",
            "For every day that does not wait to be computed, the mart says what the documents say.",
            repair: { db, _ in RefreshMart.proposed(for: try differences(in: db).keys) },
            findings: { db in
                Array(try differences(in: db).values.flatMap { texts in texts }.sorted().prefix(100))
            })
    ]

    /// What is wrong, by day.
    private static func differences(in db: Reader) throws -> [CalendarDate: [String]] {
        if try MartZone.isOutdated(in: db) { return [:] }  // every day waits
        let calendar = ZonedCalendar(try db.shop.timeZone)
        let waiting = try WaitingDays(calendar, in: db).numbers
        let documents = try DocumentFigures(calendar, in: db)
        let found =
            try documents.differencesOfDays(except: waiting, in: db)
            + documents.differencesOfCustomers(except: waiting, in: db)
        return Dictionary(grouping: found, by: \.day).mapValues { found in found.map(\.text) }
    }
}

extension RefreshMart {
    /// The repair of the first wrong day and those that follow it; what is left is found again.
    static func proposed(for days: some Sequence<CalendarDate>) -> RefreshMart? {
        guard let first = days.min() else { return nil }
        return RefreshMart(from: first, to: first.adding(days: limit - 1))
    }
}

/// The days that are stale, and those that events will mark which have not arrived yet.
struct WaitingDays {
    private(set) var numbers: Set<Int64> = []

    init(_ calendar: ZonedCalendar, in db: Reader) throws {
        add(try StaleDays.first(10_000_000, in: db))
        var affected: Set<Affected> = []
        try db.undelivered(to: MarkDays.subscriber) { event in affected.insert(try Affected(by: event)) }
        for one in affected {
            for times in try one.times(in: db) { add(calendar.days(of: times)) }
        }
    }

    private mutating func add(_ days: some Sequence<CalendarDate>) {
        for day in days { numbers.insert(Int64(day.dayNumber)) }
    }
}

/// What every document says, by day and by customer and day: one pass over all lines, in other statements than those
/// that fill the mart.
struct DocumentFigures {
    /// A customer on a day.
    struct CustomerDay: Hashable {
        let day: Int64
        let customer: RawID
    }
    /// What a customer did on a day.
    struct Purchases: Equatable {
        var month: Int64 = 0
        var orders: Int64 = 0
        var gross: Int64 = 0
    }
    private var days: [Int64: DayFigures] = [:]
    private var purchases: [CustomerDay: Purchases] = [:]
    private var buyers: [Int64: Int] = [:]

    init(_ calendar: ZonedCalendar, in db: Reader) throws {
        let sql: SQL = """
            SELECT kind, document_id, customer_id, document_at, sum(quantity), sum(amount_minor), sum(discount_minor)
            FROM trade_line_fact WHERE tenant = \(db.tenant) GROUP BY kind, document_id, customer_id, document_at
            """
        try db.each(sql) { row in
            let kind: HistoryLine.Kind = try row.next()
            _ = try row.next(RawID.self)
            let customer: RawID? = try row.next()
            let date = calendar.date(of: try row.next())
            let day = Int64(date.dayNumber)
            let quantity: Int64 = try row.next()
            let amount: Int64 = try row.next()
            days[day, default: DayFigures()]
                .add(kind, documents: 1, quantity: quantity, amount: amount, discount: try row.next())
            guard kind == .sale, let customer else { return }
            var sums = purchases[CustomerDay(day: day, customer: customer)] ?? Purchases()
            if sums.orders == 0 { buyers[day, default: 0] += 1 }
            sums.month = RefreshMart.index(of: date.yearMonth)
            sums.orders += 1
            sums.gross += amount
            purchases[CustomerDay(day: day, customer: customer)] = sums
        }
    }

    func differencesOfDays(except waiting: Set<Int64>, in db: Reader) throws -> [(day: CalendarDate, text: String)] {
        var mart: [Int64: DayFigures] = [:]
        try db.each("SELECT day, \(DayFigures.columns) FROM analytics_daily_metric WHERE tenant = \(db.tenant)") {
            row in
            mart[try row.next()] = try DayFigures(row: &row)
        }
        return Set(mart.keys).union(days.keys).subtracting(waiting).compactMap { number -> (CalendarDate, String)? in
            let day = CalendarDate(dayNumber: Int(number))
            let said = (days[number] ?? DayFigures()).bought(by: buyers[number] ?? 0)
            let kept = mart[number] ?? DayFigures()
            if said == kept { return nil }
            return (day, "\(day): the mart has \(kept.values), the documents say \(said.values)")
        }
    }

    func differencesOfCustomers(except waiting: Set<Int64>, in db: Reader) throws -> [(day: CalendarDate, text: String)]
    {
        var mart: [CustomerDay: Purchases] = [:]
        let sql: SQL = """
            SELECT day, customer_id, month, orders, gross_minor FROM analytics_customer_day WHERE tenant = \(db.tenant)
            """
        try db.each(sql) { row in
            let key = CustomerDay(day: try row.next(), customer: try row.next())
            mart[key] = Purchases(month: try row.next(), orders: try row.next(), gross: try row.next())
        }
        return Set(mart.keys).union(purchases.keys).filter { key in !waiting.contains(key.day) }
            .compactMap { key -> (CalendarDate, String)? in
                if mart[key] == purchases[key] { return nil }
                let (day, customer) = (CalendarDate(dayNumber: Int(key.day)), ID<Customer>(raw: key.customer))
                return (day, "\(day): what \(customer) bought is not what the documents say")
            }
    }
}
