import Kernel
import Platform
import Store

/// One pass over every line of trade, gathering what the history report is made of. Memory grows with documents,
/// customers and codes, not with lines.
struct HistoryGathering {
    let calendar: ZonedCalendar
    var all = Revenue()
    var goods = Revenue()
    var identified = Revenue()
    var adjustments = Revenue()
    var adjustmentMinor: Int128 = 0
    var adjustmentResidue: Int128 = 0
    var lines: [HistoryLine.Kind: Int] = [:]
    var units: [HistoryLine.Kind: Int64] = [:]
    var documents: [RawID: HistoryDocument] = [:]
    var customers: [RawID: HistoryCustomer] = [:]
    var products: [String: HistoryProduct] = [:]
    var countries: [String: Revenue] = [:]
    var months: [Int: Revenue] = [:]
    var goodsMonths: [Int: Revenue] = [:]
    var monthUnits: [Int: Int64] = [:]
    var first: Instant?
    var last: Instant?

    init(_ zone: TimeZoneID) { calendar = ZonedCalendar(zone) }

    /// Reads everything of a shop.
    mutating func read(_ db: Reader) throws {
        let sql: SQL = """
            SELECT kind, document_id, customer_id, country, at, code, is_goods, quantity, amount_minor, amount_residue
            FROM trade_line_fact WHERE tenant = \(db.tenant)
            """
        try db.each(sql) { row in
            let line = HistoryLine(
                kind: try row.next(), document: try row.next(), number: nil, customer: try row.next(),
                country: try row.next(), at: try row.next(), code: try row.next(), isGoods: try row.next(),
                quantity: try row.next(), amount: try row.next(), residue: try row.next())
            add(line)
        }
        finish()
    }

    private mutating func add(_ line: HistoryLine) {
        lines[line.kind, default: 0] += 1
        units[line.kind, default: 0] += line.quantity
        first = first.map { min($0, line.at) } ?? line.at
        last = last.map { max($0, line.at) } ?? line.at
        note(line, in: &documents[line.document])
        if line.kind == .adjustment {
            adjustmentMinor += Int128(line.amount)
            adjustmentResidue += Int128(line.residue)
        }
        if let customer = line.customer { note(line, of: customer) }
        guard line.kind == .sale || line.kind == .return else { return }
        let month = Self.index(of: calendar.date(of: line.at))
        all.add(line)
        months[month, default: Revenue()].add(line)
        countries[line.country ?? "", default: Revenue()].add(line)
        if line.kind == .sale { monthUnits[month, default: 0] += line.quantity }
        if line.isGoods {
            goods.add(line)
            goodsMonths[month, default: Revenue()].add(line)
        }
        note(line, product: &products[line.code, default: HistoryProduct()])
    }

    private func note(_ line: HistoryLine, in slot: inout HistoryDocument?) {
        var document = slot ?? HistoryDocument(first: line.at, number: line.document)
        if document.lines == 0 {
            (document.customer, document.country) = (line.customer, line.country)
        } else {
            if line.at != document.first { document.hasTwoTimes = true }
            if line.customer != document.customer { document.hasTwoCustomers = true }
        }
        document.lines += 1
        document.first = min(document.first, line.at)
        switch line.kind {
        case .sale:
            document.sales += 1
            document.gross += line.amount
        case .return: document.isReturn = true
        case .adjustment: document.isAdjustment = true
        case .free: break
        }
        slot = document
    }

    private mutating func note(_ line: HistoryLine, of customer: RawID) {
        if line.kind == .sale || line.kind == .return { identified.add(line) }
        customers[customer, default: HistoryCustomer()].revenue.add(line)
        if let country = line.country { customers[customer]?.countries.insert(country) }
        if line.kind == .return { customers[customer]?.hasReturn = true }
    }

    private func note(_ line: HistoryLine, product: inout HistoryProduct) {
        product.revenue.add(line)
        product.isGoods = line.isGoods
        if line.kind == .sale {
            product.units += line.quantity
            product.orders.insert(line.document)
        }
    }

    /// Orders are known once all their lines are: days, months and cohorts of customers follow from them.
    private mutating func finish() {
        for document in documents.values where document.sales > 0 {
            guard let id = document.customer, var customer = customers[id] else { continue }
            let date = calendar.date(of: document.first)
            customer.orders += 1
            customer.firstOrder = customer.firstOrder.map { min($0, document.first) } ?? document.first
            customer.orderDays.insert(date.dayNumber)
            customer.orderMonths.insert(Self.index(of: date))
            customers[id] = customer
        }
    }

    /// Year × 12 + month − 1.
    static func index(of date: CalendarDate) -> Int { date.yearMonth.year * 12 + date.yearMonth.month - 1 }

    /// `2011-03`
    static func text(ofMonth index: Int) -> String {
        YearMonth(year: index / 12, month: index % 12 + 1)?.description ?? "?"
    }
}
