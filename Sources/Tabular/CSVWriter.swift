/// Writes records as CSV: cells are quoted where they must be, quotes doubled.
public struct CSVWriter {
    /// What happens to cells that a spreadsheet would run as a formula.
    public enum FormulaRule: String, Sendable, Codable {
        /// Every cell is written as it is, so that reading it back gives the same.
        case exact
        /// Cells that begin with `=`, `+`, `-`, `@`, tab or return get an apostrophe in front, unless they are numbers.
        case defused
    }

    private let sink: ByteSink
    private let dialect: Dialect
    private let formulas: FormulaRule
    private var line: [UInt8] = []

    /// Writes to a sink that the caller closes.
    public init(_ sink: ByteSink, dialect: Dialect = Dialect(), formulas: FormulaRule = .exact) {
        self.sink = sink
        self.dialect = dialect
        self.formulas = formulas
    }

    /// Writes one record.
    public mutating func write(_ cells: [String]) throws {
        line.removeAll(keepingCapacity: true)
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(dialect.delimiter) }
            var cell = cell
            cell.withUTF8 { (bytes: CellBytes) in append(bytes) }
        }
        if cells.count == 1, line.isEmpty, let quote = dialect.quote { line += [quote, quote] }
        switch dialect.lineEnding {
        case .lf: line.append(0x0a)
        case .crlf: line += [0x0d, 0x0a]
        case .cr: line.append(0x0d)
        }
        try sink.write(line)
    }

    private mutating func append(_ cell: CellBytes) {
        let defuses = formulas == .defused && Self.isFormula(cell)
        guard let quote = dialect.quote, needsQuotes(cell, quote) else {
            if defuses { line.append(UInt8(ascii: "'")) }
            line.append(contentsOf: cell)
            return
        }
        line.append(quote)
        if defuses { line.append(UInt8(ascii: "'")) }
        for byte in cell {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }

    /// Outer white space is quoted too, because some readers drop it.
    private func needsQuotes(_ cell: CellBytes, _ quote: UInt8) -> Bool {
        guard let first = cell.first, let last = cell.last else { return false }
        if CellText.isPlainSpace(first) || CellText.isPlainSpace(last) || first == 0x1a { return true }
        return cell.contains { (byte: UInt8) -> Bool in
            byte == dialect.delimiter || byte == quote || byte == 0x0a || byte == 0x0d
        }
    }

    private static func isFormula(_ cell: CellBytes) -> Bool {
        guard let first = cell.first, "=+-@\t\r".utf8.contains(first) else { return false }
        if case .noNumber = NumberEvidence.judge(cell) { return true }
        return false
    }
}
