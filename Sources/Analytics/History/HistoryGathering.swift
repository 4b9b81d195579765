import Kernel
import Platform
import Store

/// One pass over every line of trade, gathering what the history report is made of. Memory grows with documents,
/// customers and codes, not with lines.
struct HistoryGathering {
    let calendar: ZonedCalendar
    private(set) var all = Revenue()
    private(set) var goods = Revenue()
    private(set) var identified = Revenue()
    private(set) var adjustmentMinor: Int128 = 0
    private(set) var adjustmentResidue: Int128 = 0
    private(set) var discountMinor: Int128 = 0
    private(set) var sold = LineTally()
    private(set) var returned = LineTally()
    private(set) var free = LineTally()
    private(set) var adjusted = LineTally()
    private(set) var documents: [RawID: HistoryDocument] = [:]
    private(set) var customers: [RawID: HistoryCustomer] = [:]
    private(set) var products: [String: HistoryProduct] = [:]
    private(set) var countries: [String: Revenue] = [:]
    private(set) var months: [Int: HistoryMonth] = [:]
    private(set) var first: Instant?
    private(set) var last: Instant?
    private var latestAt: Instant?
    private var latestMonth = 0

    init(_ zone: TimeZoneID) { calendar = ZonedCalendar(zone) }

    /// Reads everything of a shop.
    mutating func read(_ db: Reader) throws {
        let sql: SQL = """
            SELECT kind, document_id, customer_id, country, at, code, is_goods, quantity, amount_minor, amount_residue,
                discount_minor
            FROM trade_line_fact WHERE tenant = \(db.tenant)
            """
        try db.each(sql) { row in
            add(
                HistoryLine(
                    kind: try row.next(), document: try row.next(), customer: try row.next(), country: try row.next(),
                    at: try row.next(), code: try row.next(), isGoods: try row.next(), quantity: try row.next(),
                    amount: try row.next(), residue: try row.next(), discount: try row.next()))
        }
        finish()
    }

    private mutating func add(_ line: HistoryLine) {
        first = first.map { min($0, line.at) } ?? line.at
        last = last.map { max($0, line.at) } ?? line.at
        documents[line.document, default: HistoryDocument(line)].add(line)
        if let customer = line.customer { customers[customer, default: HistoryCustomer()].add(line) }
        switch line.kind {
        case .sale: sold.add(line)
        case .return: returned.add(line)
        case .free: free.add(line)
        case .adjustment:
            adjusted.add(line)
            adjustmentMinor += Int128(line.amount)
            adjustmentResidue += Int128(line.residue)
        }
        if line.kind == .sale || line.kind == .return { addRevenue(line) }
    }

    private mutating func addRevenue(_ line: HistoryLine) {
        all.add(line)
        discountMinor += Int128(line.discount)
        if line.customer != nil { identified.add(line) }
        if line.isGoods { goods.add(line) }
        countries[line.country ?? "", default: Revenue()].add(line)
        products[line.code, default: HistoryProduct()].add(line)
        if line.at != latestAt { (latestAt, latestMonth) = (line.at, Self.index(of: calendar.date(of: line.at))) }
        months[latestMonth, default: HistoryMonth()].revenue.add(line)
        if line.isGoods { months[latestMonth, default: HistoryMonth()].goods.add(line) }
        if line.kind == .sale { months[latestMonth, default: HistoryMonth()].units += line.quantity }
    }

    /// Orders are known once all their lines are: days, months and cohorts of customers follow from them.
    private mutating func finish() {
        for document in documents.values where document.isOrder {
            guard let id = document.customer else { continue }
            customers[id, default: HistoryCustomer()].order(document, on: calendar.date(of: document.first))
        }
    }

    /// Year × 12 + month − 1.
    static func index(of date: CalendarDate) -> Int { date.yearMonth.year * 12 + date.yearMonth.month - 1 }

    /// `2011-03`
    static func text(ofMonth index: Int) -> String {
        YearMonth(year: index / 12, month: index % 12 + 1)?.description ?? "?"
    }
}
