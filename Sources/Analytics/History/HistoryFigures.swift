import Kernel
import Store

/// Gross and returns of some lines, before and after rounding each line to the minor unit.
struct Revenue {
    private(set) var grossMinor: Int128 = 0
    private(set) var grossResidue: Int128 = 0
    private(set) var returnsMinor: Int128 = 0
    private(set) var returnsResidue: Int128 = 0

    mutating func add(_ line: HistoryLine) {
        switch line.kind {
        case .sale:
            grossMinor += Int128(line.amount)
            grossResidue += Int128(line.residue)
        case .return:
            returnsMinor += Int128(line.amount)
            returnsResidue += Int128(line.residue)
        case .free, .adjustment: break
        }
    }

    func gross(_ currency: Currency) throws -> ExactAmount {
        try ExactAmount(minorUnits: grossMinor, residue: grossResidue, currency)
    }
    func returns(_ currency: Currency) throws -> ExactAmount {
        try ExactAmount(minorUnits: returnsMinor, residue: returnsResidue, currency)
    }
    func net(_ currency: Currency) throws -> ExactAmount { try gross(currency).subtracting(try returns(currency)) }

    /// The seven members of a revenue object.
    func json(_ currency: Currency) throws -> [JSONObject.Member] {
        let net = try net(currency)
        let lineNet = try ExactAmount(minorUnits: grossMinor - returnsMinor, residue: 0, currency)
        return [
            .init("gross", .string(try gross(currency).description)),
            .init("returns", .string(try returns(currency).description)), .init("net", .string(net.description)),
            .init("net_rounded", .string(try Self.text(net.rounded(.halfAwayFromZero, currency), currency))),
            .init(
                "gross_line_rounded", .string(try ExactAmount(minorUnits: grossMinor, residue: 0, currency).description)
            ),
            .init(
                "returns_line_rounded",
                .string(try ExactAmount(minorUnits: returnsMinor, residue: 0, currency).description)),
            .init("net_line_rounded", .string(lineNet.description)),
        ]
    }

    private static func text(_ money: Money, _ currency: Currency) throws -> String {
        try ExactAmount(minorUnits: Int128(money.minorUnits), residue: 0, currency).description
    }
}

/// One line of trade as the history report reads it.
struct HistoryLine {
    /// The kinds of lines of `trade_line_fact`.
    enum Kind: String, CaseIterable, DBDecodable { case sale, free, `return`, adjustment }
    let kind: Kind
    let document: RawID
    let customer: RawID?
    let country: String?
    let at: Instant
    let code: String
    let isGoods: Bool
    let quantity: Int64
    let amount: Int64
    let residue: Int64
    let discount: Int64
}

/// Lines and units of one kind.
struct LineTally {
    private(set) var lines = 0
    private(set) var units: Int64 = 0

    mutating func add(_ line: HistoryLine) {
        lines += 1
        units += line.quantity
    }
}

/// What is gathered about one document. Its time is that of its earliest line.
struct HistoryDocument {
    let customer: RawID?
    let country: String?
    private(set) var first: Instant
    private(set) var sales = 0
    private(set) var isReturn = false
    private(set) var isAdjustment = false
    private(set) var hasTwoTimes = false
    private(set) var hasTwoCustomers = false

    init(_ line: HistoryLine) {
        customer = line.customer
        country = line.country
        first = line.at
    }

    /// Whether anything was sold with it.
    var isOrder: Bool { sales > 0 }

    mutating func add(_ line: HistoryLine) {
        if line.at != first { hasTwoTimes = true }
        if line.customer != customer { hasTwoCustomers = true }
        first = min(first, line.at)
        switch line.kind {
        case .sale: sales += 1
        case .return: isReturn = true
        case .adjustment: isAdjustment = true
        case .free: break
        }
    }
}

/// What is gathered about one customer.
struct HistoryCustomer {
    private(set) var revenue = Revenue()
    private(set) var firstOrder: Instant?
    private(set) var orders = 0
    private(set) var hasReturn = false
    private(set) var orderDays: Set<Int32> = []
    private(set) var orderMonths: Set<Int> = []
    private(set) var countries: Set<String> = []

    mutating func add(_ line: HistoryLine) {
        revenue.add(line)
        if let country = line.country, !countries.contains(country) { countries.insert(country) }
        if line.kind == .return { hasReturn = true }
    }

    mutating func order(_ document: HistoryDocument, on date: CalendarDate) {
        orders += 1
        firstOrder = firstOrder.map { min($0, document.first) } ?? document.first
        orderDays.insert(date.dayNumber)
        orderMonths.insert(HistoryGathering.index(of: date))
    }
}

/// What is gathered about one code.
struct HistoryProduct {
    private(set) var revenue = Revenue()
    private(set) var units: Int64 = 0
    private(set) var orders: Set<RawID> = []
    private(set) var isGoods = false
    private var latest: RawID?

    mutating func add(_ line: HistoryLine) {
        revenue.add(line)
        if line.isGoods { isGoods = true }
        guard line.kind == .sale else { return }
        units += line.quantity
        if line.document == latest { return }
        latest = line.document
        orders.insert(line.document)
    }
}

/// What is gathered about one month.
struct HistoryMonth {
    var revenue = Revenue()
    var goods = Revenue()
    var units: Int64 = 0
}
