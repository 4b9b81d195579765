/// Writes the records that were not taken, with their cells as they were, and `line` and `reason` behind them, so that
/// the file can be corrected and imported again.
public struct RejectWriter {
    /// How many records were written.
    public private(set) var count = 0

    private var writer: CSVWriter
    private let sink: ByteSink
    private let headers: [String]
    private var hasHeader = false

    /// Writes to a sink; the header line comes with the first record, so that nothing rejected is an empty file.
    public init(_ sink: ByteSink, headers: [String], formulas: CSVWriter.FormulaRule = .exact) {
        self.sink = sink
        self.headers = headers
        writer = CSVWriter(sink, formulas: formulas)
    }

    /// Writes one record. Records of other lengths are filled up; surplus cells come behind the reason.
    public mutating func reject(_ record: TabularRecord, reason: String) throws {
        try reject(record.cells(), line: record.line, reason: reason)
    }

    /// Writes cells that were kept when their record was read.
    public mutating func reject(_ cells: [String], line: Int, reason: String) throws {
        if !hasHeader {
            hasHeader = true
            try writer.write(headers + ["line", "reason"])
        }
        count += 1
        try writer.write(Self.row(cells, headers: headers.count, line: line, reason: reason))
    }

    /// The cells of one line of such a file.
    public static func row(_ cells: [String], headers: Int, line: Int, reason: String) -> [String] {
        var row = Array(cells.prefix(headers))
        row += Array(repeating: "", count: headers - row.count)
        return row + ["\(line)", reason] + cells.dropFirst(headers)
    }

    /// Ends the file.
    public func close() throws { try sink.close() }
}
