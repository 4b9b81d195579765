import Kernel
import Tabular
import Testing

@Suite struct RecordReaderTests {
    private static let pieces = [
        "", " ", "a", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "é", "😀", "=1", "'", "12.5",
    ]

    private static func table(_ seed: Int, columns: Int) -> [[String]] {
        var numbers = SeededNumbers(seed)
        return (0..<Int.random(in: 1...30, using: &numbers)).map { (_: Int) -> [String] in
            (0..<columns).map { (_: Int) -> String in
                (0..<Int.random(in: 0...6, using: &numbers)).map { (_: Int) -> String in
                    pieces.randomElement(using: &numbers) ?? ""
                }.joined()
            }
        }
    }

    @Test(arguments: 0..<300) func whatIsWrittenIsRead(seed: Int) throws {
        var numbers = SeededNumbers(seed + 1000)
        let dialect = Dialect(
            delimiter: ",;\t|".utf8.randomElement(using: &numbers) ?? 0x2c,
            quote: Bool.random(using: &numbers) ? UInt8(ascii: "\"") : UInt8(ascii: "'"),
            lineEnding: LineEnding.allCases.randomElement(using: &numbers) ?? .lf)
        let table = Self.table(seed, columns: Int.random(in: 1...7, using: &numbers))
        let sink = ByteSink()
        var writer = CSVWriter(sink, dialect: dialect)
        for row in table { try writer.write(row) }
        var bytes = sink.bytes
        let endsInQuote = bytes.dropLast().last == dialect.quote
        if dialect.lineEnding == .lf, endsInQuote { bytes.removeLast() }  // the last line end may be missing
        let source = try TextStream(ByteSource(bytes: bytes), encoding: .utf8)
        let reader = RecordReader(source, dialect: dialect, expectedFields: table[0].count, bufferSize: 64)
        var read: [[String]] = []
        try reader.forEach { (record: TabularRecord) in read.append(record.cells()) }
        #expect(read == table, "seed \(seed), \(dialect)")
        #expect(reader.defectCount == 0)
    }

    @Test func linesAreCountedThroughQuotedLineEndsAndBlankLines() throws {
        let reader = try reader(
            "a,b\r\n\r\n\"x\r\ny\",1\r\n  \r\nz,\"2\"\r\nlast,3", Dialect(lineEnding: .crlf), bufferSize: 64)
        var seen: [Int] = []
        var cells: [[String]] = []
        try reader.forEach { (record: TabularRecord) in
            seen.append(record.line)
            cells.append(record.cells())
        }
        #expect(seen == [1, 3, 6, 7])
        #expect(cells == [["a", "b"], ["x\r\ny", "1"], ["z", "2"], ["last", "3"]])
    }

    @Test func raggedRecordsAreReportedWithTheirLines() throws {
        let reader = try reader("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n", expecting: 3)
        var defects: [Int: RecordDefect] = [:]
        try reader.forEach { (record: TabularRecord) in
            if let defect = record.defect { defects[record.line] = defect }
            if record.line == 2 { #expect(record.isBlank(2) && record.text(2) == "" && record.text(-1) == "") }
        }
        #expect(defects == [2: .fieldCount(found: 2, expected: 3), 3: .fieldCount(found: 4, expected: 3)])
        #expect(reader.defectCount == 2)
    }

    @Test func textBehindAQuoteIsKeptAndReported() throws {
        let reader = try reader("\"5\" pipe\",x\n\"ok\" ,y\n6\" pipe,z\n")
        _ = try reader.next()
        #expect(reader.record.defect == .textAfterQuote(column: 1))
        #expect(reader.record.cells() == ["\"5\" pipe\"", "x"])
        _ = try reader.next()
        #expect(reader.record.defect == nil && reader.record.cells() == ["ok", "y"])
        _ = try reader.next()
        #expect(reader.record.defect == nil && reader.record.cells() == ["6\" pipe", "z"])
    }

    @Test func anOpenQuoteIsAProblemAtItsLine() {
        let text = "a,b\n1,2\n3,\"four\n5,6\n7,8\n"
        let found = problem { try reader(text).forEach { (_: TabularRecord) in } }
        #expect(found?.code == "tabular.quote_unclosed" && found?.details["line"] == "3")
    }

    @Test func hugeCellsAndRecordsStopAtTheirLimits() {
        let limits = RecordLimits(maximumFieldBytes: 1000, maximumRecordBytes: 5000, maximumFields: 10)
        func code(_ text: String) -> String? {
            problem { try reader(text, limits: limits, bufferSize: 64).forEach { (_: TabularRecord) in } }?.code
        }
        let long = String(repeating: "x", count: 1001)
        #expect(code("a,\(long)\n") == "tabular.field_too_long")
        #expect(code("a,\"\(long)\"\n") == "tabular.field_too_long")
        #expect(code("a,\"\(String(repeating: long, count: 100))") == "tabular.field_too_long")
        #expect(code(String(repeating: "a,", count: 10) + "b\n") == "tabular.too_many_fields")
        #expect(code("a,\(long.dropFirst())\n") == nil)
        #expect(code(String(repeating: "a,", count: 9) + "b\n") == nil)
    }

    @Test func trimmingKnowsNoBreakSpaces() throws {
        let reader = try reader(" \u{a0}12\u{202f}\t,\u{a0},x\n")
        _ = try reader.next()
        #expect(reader.record.trimmedText(0) == "12")
        #expect(reader.record.isBlank(1) && !reader.record.isBlank(2))
        #expect(reader.record.withTrimmedBytes(0) { (cell: CellBytes) -> [UInt8] in Array(cell) } == [0x31, 0x32])
    }
}
