import Kernel

/// The figures of a list of retail lines, computed from its text alone: no database, no money type, no time zone.
/// The clock texts say day, month and hour themselves. Amounts are thousandths of a pound in 128 bits.
struct RetailTruth {
    enum Kind { case sale, `return`, adjustment, free, stock }

    struct Line {
        let row: RetailRow
        let kind: Kind
        let code: String
        let isGoods: Bool
        let units: Int
        /// Positive for sales and returns, signed for adjustments.
        let thousandths: Int128
        var month: String { String(row.at.prefix(7)) }
    }

    struct Document {
        var lines: [Line]
        var at: String { lines.map(\.row.at).min() ?? "" }
        var isOrder: Bool { lines.contains { $0.kind == .sale } }
        var isReturn: Bool { lines[0].kind == .return }
        var customer: String? { lines[0].row.customer }
        var country: String { lines[0].row.country }
        var day: String { String(at.prefix(10)) }
        var month: String { String(at.prefix(7)) }
    }

    let lines: [Line]
    let documents: [Document]

    init(_ rows: [RetailRow]) {
        lines = rows.map(Self.line)
        documents = Dictionary(grouping: lines) { $0.row.invoice }.values.map(Document.init)
    }

    var orders: [Document] { documents.filter(\.isOrder) }

    private static func line(_ row: RetailRow) -> Line {
        let price = thousandths(row.price)
        let kind: Kind =
            if row.invoice.hasPrefix("C") { .return } else if row.invoice.hasPrefix("A") {
                .adjustment
            } else if row.quantity < 0 {
                .stock
            } else { price == 0 ? .free : .sale }
        let code = RetailShop.code(row.code)
        return Line(
            row: row, kind: kind, code: code, isGoods: RetailShop.isGoods(code), units: abs(row.quantity),
            thousandths: Int128(abs(row.quantity)) * price)
    }

    // MARK: decimals

    /// `-3.25` is −3250.
    static func thousandths(_ text: String) -> Int128 {
        let digits = text.drop { $0 == "-" }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let decimals = (parts.count > 1 ? parts[1] : "") + "000"
        let value = (Int128(parts[0]) ?? 0) * 1_000 + (Int128(String(decimals.prefix(3))) ?? 0)
        return text.hasPrefix("-") ? -value : value
    }

    /// Thousandths as decimal text with two decimals, or three where the third is not zero.
    static func text(_ value: Int128) -> String {
        let size = value.magnitude
        let cut = size % 10 == 0 ? 2 : 3
        let all = "\(1_000 + size % 1_000)".dropFirst().prefix(cut)
        return "\(value < 0 ? "-" : "")\(size / 1_000).\(all)"
    }

    /// Half away from zero to the penny, in thousandths.
    static func rounded(_ value: Int128) -> Int128 {
        let pennies = Int128((value.magnitude + 5) / 10) * 10
        return value < 0 ? -pennies : pennies
    }

    static func share(_ part: Int128, _ whole: Int128) -> JSON {
        .double(whole == 0 ? 0 : (Double(part) / Double(whole) * 1_000_000).rounded() / 1_000_000)
    }

    static func sum(_ lines: [Line], _ kind: Kind, rounding: Bool = false) -> Int128 {
        var sum: Int128 = 0
        for line in lines where line.kind == kind { sum += rounding ? rounded(line.thousandths) : line.thousandths }
        return sum
    }

    static func revenue(_ lines: [Line]) -> [(String, JSON)] {
        let gross = sum(lines, .sale)
        let returns = sum(lines, .return)
        let grossRounded = sum(lines, .sale, rounding: true)
        let returnsRounded = sum(lines, .return, rounding: true)
        return [
            ("gross", gross), ("returns", returns), ("net", gross - returns), ("net_rounded", rounded(gross - returns)),
            ("gross_line_rounded", grossRounded), ("returns_line_rounded", returnsRounded),
            ("net_line_rounded", grossRounded - returnsRounded),
        ].map { key, value in (key, .string(text(value))) }
    }

    static func object(_ members: [(String, JSON)]) -> JSON {
        .object(JSONObject(members.map { JSONObject.Member($0.0, $0.1) }))
    }

    static func counts(_ members: [(String, Int)]) -> JSON { object(members.map { ($0.0, .int(Int64($0.1))) }) }
}
