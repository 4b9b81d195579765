/// A value seen in the file, kept to explain a decision.
public struct Witness: Sendable, Hashable, Codable {
    /// The line the record begins on.
    public let line: Int
    /// The cell as it stands.
    public let text: String

    /// Notes a cell.
    public init(line: Int, text: String) {
        self.line = line
        self.text = text
    }
}

/// One way of reading a column's values.
public enum CellFormat: Sendable, Hashable {
    case number(NumberStyle)
    case date(DateOrder)

    /// The word that names this format in an override: `COLUMN=FIELD:dmy`.
    public var word: String {
        switch self {
        case .number(let style): style.rawValue
        case .date(let order): order.rawValue
        }
    }

    /// An example, for questions to people.
    public var example: String {
        switch self {
        case .number(let style): style.example
        case .date(let order): order.example
        }
    }
}

/// What a column holds, as far as its values prove it.
public enum ColumnKind: Sendable, Hashable {
    /// Every cell is blank.
    case empty
    /// Whole numbers without separators.
    case integer
    /// Numbers; some value proves the style.
    case decimal(NumberStyle)
    /// Dates. With an order, some value proves it; without, every value says its own (year first, or a month's name).
    case dateTime(DateOrder?)
    /// Anything else.
    case text
    /// Numbers or dates that can be read in more than one way with different results: somebody has to say which.
    case ambiguous([CellFormat], Witness)
    /// Two values prove different formats.
    case conflicting(CellFormat, Witness, CellFormat, Witness)

    /// The kind in words for reports.
    public var description: String {
        switch self {
        case .empty: "empty"
        case .integer: "whole numbers"
        case .decimal(let style): "numbers like \(style.example)"
        case .dateTime(let order): order.map { (order: DateOrder) -> String in "dates (\(order.rawValue))" } ?? "dates"
        case .text: "text"
        case .ambiguous(let formats, _):
            "undecided: " + formats.map { (format: CellFormat) -> String in format.word }.joined(separator: " or ")
        case .conflicting(let first, _, let second, _): "contradictory: \(first.word) and \(second.word)"
        }
    }
}
