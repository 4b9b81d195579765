import Kernel

/// Reads one column's dates, with the same care as `NumberColumn`: an order is proven, declared, or not needed.
public struct DateColumn: Sendable {
    /// The column's place, from 0.
    public let index: Int
    /// The column's header.
    public let header: String
    /// The order in use, once known.
    public private(set) var order: DateOrder?

    private let isDeclared: Bool
    private var proof: Witness?

    /// A column; a declared order is never argued with: values that do not fit it are faults of their record.
    public init(index: Int, header: String, order: DateOrder?, isDeclared: Bool, proof: Witness? = nil) {
        self.index = index
        self.header = header
        self.order = order
        self.isDeclared = isDeclared
        self.proof = proof
    }

    /// The record's date and time as written; nil when the cell is blank. Throws `CellFault` or `Problem`.
    public mutating func dateTime(_ record: TabularRecord) throws -> LocalDateTime? {
        let cell = record.trimmedBytes(index)
        if cell.isEmpty { return nil }
        if let order {
            if let value = DateTimeText.parse(cell, order: order) { return value }
            try checkConflict(cell, line: record.line, order: order)
            throw fault(cell, record.line)
        }
        if let plain = DateTimeText.iso(cell), plain.isReal { return plain }
        switch DateEvidence.judge(cell) {
        case .noDate: throw fault(cell, record.line)
        case .sameEitherWay: return DateTimeText.parse(cell, order: .yearMonthDay)
        case .allows(let orders, let agree):
            if agree, orders.count > 1 {
                return orders.first.flatMap { (any: DateOrder) -> LocalDateTime? in DateTimeText.parse(cell, order: any)
                }
            }
            let witness = Witness(line: record.line, text: String(decoding: cell, as: UTF8.self))
            guard orders.count == 1, let only = orders.first else {
                let open = DateOrder.allCases.filter { (order: DateOrder) -> Bool in orders.contains(order) }
                let formats = open.map { (order: DateOrder) -> CellFormat in .date(order) }
                throw FormatProblem.undecided(column: header, formats, witness)
            }
            order = only
            proof = witness
            return DateTimeText.parse(cell, order: only)
        }
    }

    private func checkConflict(_ cell: CellBytes, line: Int, order: DateOrder) throws {
        guard !isDeclared, case .allows(let orders, _) = DateEvidence.judge(cell), let other = orders.first else {
            return
        }
        let witness = Witness(line: line, text: String(decoding: cell, as: UTF8.self))
        throw FormatProblem.conflict(column: header, .date(order), proof, .date(other), witness)
    }

    private func fault(_ cell: CellBytes, _ line: Int) -> CellFault {
        let text = String(decoding: cell, as: UTF8.self)
        let form = order.map { (order: DateOrder) -> String in " (\(order.rawValue))" } ?? ""
        return CellFault(line: line, column: header, message: "\"\(text)\" is not a date\(form)")
    }
}

/// The problems of a column whose format cannot be settled.
enum FormatProblem {
    static func undecided(column: String, _ formats: [CellFormat], _ witness: Witness) -> Problem {
        Problem(
            .invalid, "tabular.format_ambiguous", "A column can be read in more than one way",
            detail: undecidedDetail(column: column, formats, witness), remedy: remedy(column: column, formats),
            details: ["column": column, "line": "\(witness.line)"])
    }

    static func undecidedDetail(column: String, _ formats: [CellFormat], _ witness: Witness) -> String {
        let choices = formats.map { (format: CellFormat) -> String in format.example }.joined(separator: " or ")
        return "\"\(witness.text)\" on line \(witness.line) of column \"\(column)\" may be written like \(choices)."
    }

    static func remedy(column: String, _ formats: [CellFormat]) -> String {
        let words = formats.map { (format: CellFormat) -> String in "\"\(column)=FIELD:\(format.word)\"" }
        return "Say which: map " + words.joined(separator: " or ") + "."
    }

    static func conflict(
        column: String, _ first: CellFormat, _ proof: Witness?, _ second: CellFormat, _ witness: Witness
    ) -> Problem {
        var details = ["column": column, "line": "\(witness.line)"]
        if let proof { details["other_line"] = "\(proof.line)" }
        return Problem(
            .invalid, "tabular.format_conflict", "A column is written in two ways",
            detail: conflictDetail(column: column, first, proof, second, witness),
            remedy: "Correct one of the lines, or declare a format with \"\(column)=FIELD:\(first.word)\"; "
                + "what does not fit it is then rejected line by line.",
            details: details)
    }

    static func conflictDetail(
        column: String, _ first: CellFormat, _ proof: Witness?, _ second: CellFormat, _ witness: Witness
    ) -> String {
        let early =
            proof.map { (proof: Witness) -> String in "\"\(proof.text)\" on line \(proof.line)" } ?? "the sample"
        return "In column \"\(column)\", \(early) is \(first.word), but \"\(witness.text)\" on line \(witness.line) "
            + "is \(second.word)."
    }
}
