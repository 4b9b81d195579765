/// What a sample of a column looks like.
public struct ColumnProfile: Sendable, Hashable {
    /// The column's place, from 0.
    public let index: Int
    /// The header, or `column 3` where the list has none.
    public let header: String
    /// What the values prove.
    public let kind: ColumnKind
    /// Cells with a value.
    public let valueCount: Int
    /// Cells that are blank.
    public let blankCount: Int
    /// Different values in the sample.
    public let distinctCount: Int
    /// The first few different values.
    public let examples: [String]
    /// Currency signs or codes met in numbers.
    public let currencies: [String]
    /// The value that proves the kind's format, where one does.
    public let proof: Witness?
    /// How many values do not fit the kind, and the first of them.
    public let misfitCount: Int
    /// The first values that do not fit.
    public let misfits: [Witness]

    /// The share of blank cells, 0...1.
    public var blankShare: Double {
        let all = valueCount + blankCount
        return all == 0 ? 0 : Double(blankCount) / Double(all)
    }

    /// The column as `3 "Preis"`, counted from 1.
    public var label: String { "\(index + 1) \"\(header)\"" }
}

/// Collects a column's profile value by value.
struct ProfileBuilder {
    let index: Int
    private(set) var header: String

    private var valueCount = 0
    private var blankCount = 0
    private var hashes: Set<Int> = []
    private var examples: [String] = []
    private var numbers = NumberEvidence()
    private var dates = DateEvidence()
    private var notNumbers: [Witness] = []
    private var notDates: [Witness] = []

    init(index: Int, header: String) {
        self.index = index
        self.header = header
    }

    mutating func add(_ cell: CellBytes, line: Int) {
        if cell.isEmpty {
            blankCount += 1
            return
        }
        valueCount += 1
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(cell))
        let isNew = hashes.insert(hasher.finalize()).inserted
        if isNew, examples.count < 5 { examples.append(Self.shortened(cell)) }
        if !numbers.add(cell, line: line), notNumbers.count < 5 {
            notNumbers.append(Witness(line: line, text: Self.shortened(cell)))
        }
        if !dates.add(cell, line: line), notDates.count < 5 {
            notDates.append(Witness(line: line, text: Self.shortened(cell)))
        }
    }

    /// The same observations under another name.
    func renamed(_ header: String) -> ProfileBuilder {
        var renamed = self
        renamed.header = header
        return renamed
    }

    /// A kind holds when nine in ten values fit it; the others are listed.
    func profile() -> ColumnProfile {
        let needed = (valueCount * 9 + 9) / 10
        let kind: ColumnKind
        var proof: Witness?
        var misfitCount = 0
        var misfits: [Witness] = []
        if valueCount == 0 {
            kind = .empty
        } else if numbers.count >= needed {
            (kind, misfitCount, misfits) = (numbers.kind, valueCount - numbers.count, notNumbers)
            proof = numbers.proof
        } else if dates.count >= needed {
            (kind, misfitCount, misfits) = (dates.kind, valueCount - dates.count, notDates)
            proof = dates.proof
        } else {
            kind = .text
        }
        return ColumnProfile(
            index: index, header: header, kind: kind, valueCount: valueCount, blankCount: blankCount,
            distinctCount: hashes.count, examples: examples, currencies: numbers.currencies,
            proof: proof, misfitCount: misfitCount, misfits: misfits)
    }

    private static func shortened(_ cell: CellBytes) -> String {
        let text = String(decoding: cell, as: UTF8.self)
        return text.count <= 60 ? text : String(text.prefix(59)) + "…"
    }
}
