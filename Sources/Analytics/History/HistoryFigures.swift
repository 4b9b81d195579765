import Kernel

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
            .init("gross_line_rounded", .string(try ExactAmount(minorUnits: grossMinor, residue: 0, currency).description)),
            .init("returns_line_rounded", .string(try ExactAmount(minorUnits: returnsMinor, residue: 0, currency).description)),
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
    enum Kind: String, CaseIterable { case sale, free, `return`, adjustment }
    let kind: Kind
    let document: RawID
    let number: String?
    let customer: RawID?
    let country: String?
    let at: Instant
    let code: String
    let isGoods: Bool
    let quantity: Int64
    let amount: Int64
    let residue: Int64
}

/// What is gathered about one document.
struct HistoryDocument {
    var sales = 0
    var lines = 0
    var isReturn = false
    var isAdjustment = false
    var customer: RawID?
    var first: Instant
    var hasTwoTimes = false
    var hasTwoCustomers = false
    var country: String?
    var number: RawID
    var gross: Int64 = 0
}

/// What is gathered about one customer.
struct HistoryCustomer {
    var revenue = Revenue()
    var firstOrder: Instant?
    var orders = 0
    var hasReturn = false
    var orderDays: Set<Int32> = []
    var orderMonths: Set<Int> = []
    var countries: Set<String> = []
}

/// What is gathered about one code.
struct HistoryProduct {
    var revenue = Revenue()
    var units: Int64 = 0
    var orders: Set<RawID> = []
    var isGoods = true
}
