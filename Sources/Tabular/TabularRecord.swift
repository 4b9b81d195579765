/// The bytes of one cell, UTF-8, lent by a record.
public typealias CellBytes = UnsafeBufferPointer<UInt8>

/// What is wrong with the form of a record; its cells can still be read.
public enum RecordDefect: Sendable, Hashable {
    /// The record has another number of cells than the list has columns.
    case fieldCount(found: Int, expected: Int)
    /// Text follows a closing quote; the cell (counted from 1) is given as it stands, quotes included.
    case textAfterQuote(column: Int)

    /// The defect in words for a report.
    public var reason: String {
        switch self {
        case .fieldCount(let found, let expected): "has \(found) cells instead of \(expected)"
        case .textAfterQuote(let column): "has text after the closing quote of cell \(column)"
        }
    }
}

/// One record of a list, reused for every record: take out what you need before reading the next one.
/// Cells are counted from 0; a cell the record does not have reads as blank.
public final class TabularRecord {
    struct Field {
        var start: Int
        var end: Int
        var isEscaped: Bool
    }

    /// The line (from 1) on which the record begins.
    public internal(set) var line = 0
    /// The record's place among the records, the header not counted; the first is 1.
    public internal(set) var ordinal = 0
    /// How many cells the record has.
    public internal(set) var count = 0
    /// What is wrong with its form, nil for a sound record.
    public internal(set) var defect: RecordDefect?

    var buffer: UnsafeMutableRawBufferPointer
    var fields: UnsafeMutablePointer<Field>
    var fieldCapacity: Int

    init(bufferSize: Int) {
        buffer = .allocate(byteCount: bufferSize, alignment: 16)
        fieldCapacity = 64
        fields = .allocate(capacity: fieldCapacity)
    }

    deinit {
        buffer.deallocate()
        fields.deallocate()
    }

    /// Lends the cell as it stands, quotes taken off, without copying. The bytes must not leave `body`.
    public func withBytes<Result, Failure: Error>(
        _ index: Int, _ body: (CellBytes) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes(index))
    }

    /// Lends the cell without white space around it, without copying. The bytes must not leave `body`.
    public func withTrimmedBytes<Result, Failure: Error>(
        _ index: Int, _ body: (CellBytes) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(trimmedBytes(index))
    }

    /// The cell's bytes, good while the record lives and until the next one is read.
    func bytes(_ index: Int) -> CellBytes {
        guard index >= 0, index < count, let base = buffer.baseAddress else { return CellBytes(start: nil, count: 0) }
        let field = fields[index]
        let start = (base + field.start).assumingMemoryBound(to: UInt8.self)
        return CellBytes(start: start, count: field.end - field.start)
    }

    func trimmedBytes(_ index: Int) -> CellBytes { CellText.trimmed(bytes(index)) }

    /// The cell as it stands, as a String of its own.
    public func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

    /// The cell without white space around it, as a String of its own.
    public func trimmedText(_ index: Int) -> String { String(decoding: trimmedBytes(index), as: UTF8.self) }

    /// Whether the cell is absent, empty or only white space.
    public func isBlank(_ index: Int) -> Bool { trimmedBytes(index).isEmpty }

    /// Every cell as it stands, copied.
    public func cells() -> [String] {
        (0..<count).map { (index: Int) -> String in text(index) }
    }

    func growFields() {
        let larger = UnsafeMutablePointer<Field>.allocate(capacity: fieldCapacity * 2)
        larger.update(from: fields, count: fieldCapacity)
        fields.deallocate()
        fields = larger
        fieldCapacity *= 2
    }

    /// Turns doubled quotes into single ones, in place, in the cells that have any.
    func unescape(_ quote: UInt8) {
        for index in 0..<count where fields[index].isEscaped {
            var read = fields[index].start
            var write = read
            while read < fields[index].end {
                let byte = buffer[read]
                buffer[write] = byte
                write += 1
                read += byte == quote && read + 1 < fields[index].end && buffer[read + 1] == quote ? 2 : 1
            }
            fields[index].end = write
            fields[index].isEscaped = false
        }
    }
}
