import Kernel

/// Reads records one after the other with memory that does not grow with the file.
public final class RecordReader {
    /// The record read last; the same object every time.
    public let record: TabularRecord
    /// How many cells a sound record has; nil accepts every count.
    public var expectedFields: Int?
    /// How many records had a defect so far.
    public private(set) var defectCount = 0

    private let text: TextStream
    private let dialect: Dialect
    private let limits: RecordLimits
    private var start = 0
    private var end = 0
    private var nextLine = 1
    private var textEnded = false

    /// Reads the text from where it stands. The first record counts as line `firstLine`.
    public init(
        _ text: TextStream, dialect: Dialect, expectedFields: Int? = nil, limits: RecordLimits = .standard,
        firstLine: Int = 1, bufferSize: Int = 512 * 1024
    ) {
        self.text = text
        self.dialect = dialect
        self.limits = limits
        self.expectedFields = expectedFields
        nextLine = firstLine
        record = TabularRecord(bufferSize: max(bufferSize, 64))
    }

    /// How far the file has been read.
    public var progress: SourceProgress { text.progress }
    /// The encoding in use and why.
    public var encoding: TextEncodingGuess { text.guess }

    /// Loads the next record into `record`; false at the end. Blank lines are passed over.
    public func next() throws -> Bool {
        while true {
            let scan = RecordScan.run(record, from: start, to: end, dialect: dialect, limits: limits)
            switch scan.outcome {
            case .complete:
                let line = nextLine
                start = scan.end
                nextLine += scan.lineCount
                if scan.isBlank { continue }
                accept(scan, line: line)
                return true
            case .needsMore:
                if textEnded {
                    guard start < end else { return false }
                    throw unclosedQuote()
                }
                try fill()
            case .fieldTooLong(let column): throw tooLong("Cell \(column)", limits.maximumFieldBytes)
            case .tooManyFields: throw tooMany()
            }
        }
    }

    /// Calls `body` for every remaining record.
    public func forEach(_ body: (TabularRecord) throws -> Void) throws {
        while try next() { try body(record) }
    }

    /// The record read next counts as the first; defects before it are forgotten.
    func beginNumbering() {
        record.ordinal = 0
        defectCount = 0
    }

    private func accept(_ scan: RecordScan, line: Int) {
        record.line = line
        record.ordinal += 1
        record.count = scan.fieldCount
        record.defect = scan.textAfterQuote.map { (column: Int) -> RecordDefect in .textAfterQuote(column: column) }
        if scan.hasEscapes, let quote = dialect.quote { record.unescape(quote) }
        if let expectedFields, scan.fieldCount != expectedFields, !isOnlyPadding(beyond: expectedFields) {
            record.defect = .fieldCount(found: scan.fieldCount, expected: expectedFields)
        }
        if record.defect != nil { defectCount += 1 }
    }

    /// Empty cells behind the last column are a habit of spreadsheets, not a defect.
    private func isOnlyPadding(beyond expected: Int) -> Bool {
        guard record.count > expected else { return false }
        return (expected..<record.count).allSatisfy { (index: Int) -> Bool in record.isBlank(index) }
    }

    /// Moves the unfinished record to the front, grows the buffer if that record fills it, reads more text.
    private func fill() throws {
        guard let base = record.buffer.baseAddress else { return }
        if start > 0 {
            base.copyMemory(from: base + start, byteCount: end - start)
            end -= start
            start = 0
        }
        if end + 32 > record.buffer.count { try grow() }
        let room = UnsafeMutableRawBufferPointer(rebasing: record.buffer[end..<(record.buffer.count - 1)])
        let count = try text.read(into: room)
        end += count
        guard count == 0 else { return }
        textEnded = true
        if end > start, record.buffer[end - 1] != dialect.terminator {
            record.buffer[end] = dialect.terminator
            end += 1
        }
    }

    private func grow() throws {
        if end > limits.maximumRecordBytes { throw tooLong("The record", limits.maximumRecordBytes) }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: record.buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: record.buffer[0..<end]))
        record.buffer.deallocate()
        record.buffer = larger
    }

    private func tooLong(_ what: String, _ limit: Int) -> Problem {
        Problem(
            .invalid, "tabular.field_too_long", "A cell or record is too long",
            detail:
                "\(what) in the record that begins on line \(nextLine) of \(text.name) is longer than \(limit) bytes.",
            remedy: "Most often a quote was opened and never closed there.",
            details: ["line": "\(nextLine)"])
    }

    private func tooMany() -> Problem {
        Problem(
            .invalid, "tabular.too_many_fields", "A record has too many cells",
            detail: "Line \(nextLine) of \(text.name) has more than \(limits.maximumFields) cells.",
            remedy: "Check the delimiter.", details: ["line": "\(nextLine)"])
    }

    private func unclosedQuote() -> Problem {
        Problem(
            .invalid, "tabular.quote_unclosed", "A quote is never closed",
            detail: "The record that begins on line \(nextLine) of \(text.name) opens a quote that does not end "
                + "before the end of the file.",
            remedy: "Close the quote, or double it if it belongs to the text.", details: ["line": "\(nextLine)"])
    }
}
