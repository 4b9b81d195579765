import Kernel

/// A list of trade made from a seed, with the faults such lists have in life, and what must come of it, counted from the
/// documents themselves and not by the code under test.
struct TradeFile {
    struct Line {
        var invoice: String
        var code: String
        var description: String
        var quantity: Int
        var at: String
        /// Thousandths of the currency.
        var mills: Int
        var customer: String
        var country: String
    }

    struct Truth: Equatable {
        var orders = 0
        var creditNotes = 0
        var adjustments = 0
        var stockDocuments = 0
        var saleLines = 0
        var freeLines = 0
        var returnLines = 0
        var grossMills = 0
        var returnMills = 0
        var adjustmentMills = 0
        var soldUnits = 0
    }

    static let header = [
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
    ]

    private(set) var lines: [Line] = []
    private(set) var truth = Truth()
    private(set) var customers: Set<String> = []
    private(set) var skus: Set<String> = []
    private var chance: SeededRandomness
    private let codes: [String]

    init(seed: UInt64, documents: Int, firstNumber: Int = 500_000, longest: Int = 0) {
        chance = SeededRandomness(seed)
        codes = (0..<60).map { "\(20_000 + $0 * 7)" + ["", "A", "B"][$0 % 3] } + ["POST", "M", "BANK CHARGES", "C2"]
        for index in 0..<documents { add(document: firstNumber + index, index: index) }
        if longest > 0 { addLong(number: firstNumber + documents, lines: longest) }
        scatter()
    }

    /// A number below the bound.
    private func pick(_ bound: Int) -> Int { Int(chance.next() % UInt64(bound)) }

    private mutating func add(document number: Int, index: Int) {
        let at = time(index)
        switch index % 20 {
        case 7: addReturn("C\(number)", at)
        case 11: addStock("\(number)", at, isFree: index % 40 == 11)
        case 17 where index % 60 == 17: addAdjustment("A\(number)", at)
        case _: addOrder("\(number)", at, index)
        }
    }

    private mutating func addOrder(_ number: String, _ at: String, _ index: Int) {
        let (customer, country) = buyer()
        for position in 0..<(1 + pick(12)) {
            let isFree = position > 0 && pick(25) == 0
            let mills = isFree ? 0 : pick(40) == 0 ? 1 + pick(9_999) : 10 * (1 + pick(2_000))
            let code = codes[pick(codes.count)]
            let later = position > 2 && index % 15 == 0 ? String(at.dropLast(2)) + "59" : at
            let line = Line(
                invoice: number, code: pick(8) == 0 ? code.lowercased() : code, description: title(code),
                quantity: 1 + pick(pick(30) == 0 ? 4_000 : 24), at: later, mills: mills, customer: customer,
                country: country)
            lines.append(line)
            count(line)
            if pick(30) == 0 {
                lines.append(line)
                count(line)
            }
        }
        truth.orders += 1
    }

    private mutating func count(_ line: Line) {
        skus.insert(line.code.uppercased())
        if line.mills == 0 {
            truth.freeLines += 1
        } else {
            truth.saleLines += 1
            truth.grossMills += line.quantity * line.mills
            truth.soldUnits += line.quantity
        }
    }

    private mutating func addLong(number: Int, lines count: Int) {
        let (customer, country) = buyer()
        for index in 0..<count {
            let line = Line(
                invoice: "\(number)", code: codes[index % 60], description: title(codes[index % 60]), quantity: 1,
                at: "2011-06-01 10:00:00", mills: 1_250, customer: customer, country: country)
            lines.append(line)
            self.count(line)
        }
        truth.orders += 1
    }

    private mutating func addReturn(_ number: String, _ at: String) {
        let (customer, country) = buyer()
        for _ in 0..<(1 + pick(3)) {
            let code = codes[pick(60)]
            let line = Line(
                invoice: number, code: code, description: title(code), quantity: -(1 + pick(12)), at: at,
                mills: 10 * (1 + pick(900)), customer: customer, country: country)
            lines.append(line)
            skus.insert(line.code.uppercased())
            truth.returnLines += 1
            truth.returnMills += -line.quantity * line.mills
        }
        truth.creditNotes += 1
    }

    private mutating func addStock(_ number: String, _ at: String, isFree: Bool) {
        let code = codes[pick(60)]
        skus.insert(code.uppercased())
        lines.append(
            Line(
                invoice: number, code: code, description: ["damaged", "?", "check", ""][pick(4)],
                quantity: isFree ? 1 + pick(50) : -(1 + pick(50)), at: at, mills: 0, customer: "",
                country: "United Kingdom"))
        truth.stockDocuments += 1
    }

    private mutating func addAdjustment(_ number: String, _ at: String) {
        let mills = (pick(2) == 0 ? -1 : 1) * 11_062_060
        skus.insert("B")
        lines.append(
            Line(
                invoice: number, code: "B", description: "Adjust bad debt", quantity: 1, at: at, mills: mills,
                customer: "", country: "United Kingdom"))
        truth.adjustments += 1
        truth.adjustmentMills += mills
    }

    private mutating func buyer() -> (String, String) {
        if pick(5) == 0 { return ("", "United Kingdom") }
        let number = 12_346 + pick(40)
        customers.insert("\(number)")
        return ("\(number)", number == 12_350 && pick(2) == 0 ? "EIRE" : ["United Kingdom", "Unspecified"][number % 2])
    }

    private func title(_ code: String) -> String {
        switch pick(20) {
        case 0: ""
        case 1: "  CANDLE \(code)  "
        case 2: "CANDLE, \"WHITE\" \(code)"
        case _: "CANDLE \(code)"
        }
    }

    private func time(_ index: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = index / 4
        return "2011-\(two(1 + day / 28 % 12))-\(two(1 + day % 28)) \(two(8 + index % 10)):\(two(index * 7 % 60)):00"
    }

    /// Moves some lines far from their documents.
    private mutating func scatter() {
        guard lines.count > 20 else { return }
        for _ in 0..<(lines.count / 12) {
            let from = pick(lines.count)
            let line = lines.remove(at: from)
            lines.insert(line, at: pick(lines.count))
        }
    }

    /// The file as RFC 4180 has it.
    func csv() -> [UInt8] { text(of: lines) }

    /// These lines as a file.
    func text(of lines: [Line], header: [String] = TradeFile.header) -> [UInt8] {
        var text = header.joined(separator: ",") + "\n"
        for line in lines { text += Self.row(line) + "\n" }
        return Array(text.utf8)
    }

    static func row(_ line: Line) -> String {
        let quoted =
            "\"" + line.description.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
        return [
            line.invoice, line.code, quoted, "\(line.quantity)", line.at, price(line.mills, "."), line.customer,
            line.country,
        ].joined(separator: ",")
    }

    /// A price with as many decimals as it needs, two at least.
    static func price(_ mills: Int, _ sign: String) -> String {
        let size = abs(mills)
        let decimals = String("\(1_000 + size % 1_000)".dropFirst())
        let shown = decimals.hasSuffix("0") ? String(decimals.dropLast()) : decimals
        return (mills < 0 ? "-" : "") + "\(size / 1_000)" + sign + shown
    }
}
