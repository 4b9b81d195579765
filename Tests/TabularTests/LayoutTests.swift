import Kernel
import Tabular
import Testing

@Suite struct LayoutTests {
    private static func list(_ dialect: Dialect, seed: Int, decimal: String, header: Bool = true) throws -> [UInt8] {
        var numbers = SeededNumbers(seed)
        let sink = ByteSink()
        var writer = CSVWriter(sink, dialect: dialect)
        if header { try writer.write(["Number", "Article name", "Ordered", "Price", "Note"]) }
        let words = ["LANTERN, RED", "BAG; BIG", "BOX | TIN", "MUG", "5\" PIPE", "A\nB", ""]
        for row in 0..<Int.random(in: 20...120, using: &numbers) {
            let day = Int.random(in: 1...28, using: &numbers)
            try writer.write([
                "\(10_000 + row)", words.randomElement(using: &numbers) ?? "", "\(day).03.2011",
                "\(Int.random(in: 0...99, using: &numbers))\(decimal)\(Int.random(in: 10...99, using: &numbers))",
                words.randomElement(using: &numbers) ?? "",
            ])
        }
        return sink.bytes
    }

    @Test(arguments: 0..<40) func everyLayoutIsFound(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        let dialect = Dialect(
            delimiter: ",;\t|".utf8.randomElement(using: &numbers) ?? 0x2c,
            lineEnding: LineEnding.allCases.randomElement(using: &numbers) ?? .lf)
        let usesComma = Bool.random(using: &numbers)
        let hasHeader = Bool.random(using: &numbers)
        let bytes = try Self.list(dialect, seed: seed, decimal: usesComma ? "," : ".", header: hasHeader)
        let packed = Bool.random(using: &numbers) ? gzip(bytes) : bytes
        let file = try TabularFile.inspect(bytes: packed)
        #expect(file.dialect == dialect)
        #expect(file.header == (hasHeader ? .present : .absent))
        #expect(
            file.headers
                == (hasHeader
                    ? ["Number", "Article name", "Ordered", "Price", "Note"]
                    : ["column 1", "column 2", "column 3", "column 4", "column 5"]))
        #expect(file.profiles[3].kind == .decimal(usesComma ? .comma : .point))
        let reader = try file.open()
        var count = 0
        try reader.forEach { (record: TabularRecord) in count += 1 }
        #expect(count == file.sampledRecords && reader.record.ordinal == count && reader.defectCount == 0)
    }

    @Test func semicolonsWithDecimalCommasAreNotCommas() throws {
        let file = try inspect("1,5;2,5;3,5\n1,7;2,7;3,7\n4,1;4,2;4,3\n")
        #expect(file.dialect.delimiter == UInt8(ascii: ";") && file.header == .absent)
        let three = try inspect("A;B;C\n1,5;2,5;3\n1,7;2,7;3\n4,1;4,2;4\n")
        #expect(three.dialect.delimiter == UInt8(ascii: ";"))
    }

    @Test func aStatedDelimiterIsObeyed() throws {
        let file = try inspect("sep=|\r\na|b,c\r\n1|2,3\r\n4|5,6\r\n")
        #expect(file.dialect.delimiter == UInt8(ascii: "|") && file.headers == ["a", "b,c"])
        let reader = try file.open()
        #expect(try reader.next())
        #expect(reader.record.line == 3 && reader.record.text(1) == "2,3")
    }

    @Test func apostrophesMayBeQuotes() throws {
        let file = try inspect("id,name\n1,'Box'\n2,'Mug'\n3,'Bag'\n")
        #expect(file.dialect.quote == UInt8(ascii: "'"))
    }

    @Test func twoFittingDelimitersAreAskedAbout() throws {
        let text = "alpha;beta,gamma\nred;green,blue\ncat;dog,bird\n"
        #expect(problem { _ = try inspect(text) }?.code == "tabular.delimiter_ambiguous")
        let stated = try inspect(text, options: ReadingOptions(delimiter: UInt8(ascii: ",")))
        #expect(stated.headers == ["alpha;beta", "gamma"])
    }

    @Test(arguments: [
        ("{\"orders\": [1, 2]}", "tabular.not_a_list"), ("[{\"a\":1}]", "tabular.not_a_list"),
        ("<!doctype html><html><body>a,b\nc,d</body></html>", "tabular.not_a_list"),
        ("<?xml version=\"1.0\"?>\n<a>1,2</a>", "tabular.not_a_list"), ("", "tabular.empty"),
        ("\n \n", "tabular.empty"),
        ("Dear all,\nthe list is late.\nRegards\nAnn\n", "tabular.not_a_list"),
        ("one\ntwo\nthree\n", "tabular.not_a_list"),
        ("%PDF-1.4\n1 0 obj", "tabular.not_text"), ("PK\u{3}\u{4}rest of a workbook", "tabular.not_text"),
    ]) func otherFilesAreRefused(text: String, code: String) {
        #expect(problem { _ = try inspect(text) }?.code == code)
    }

    @Test func picturesAndDoublyPackedFilesAreRefused() {
        let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]
        #expect(problem { _ = try TabularFile.inspect(bytes: png) }?.detail?.contains("PNG") == true)
        let twice = gzip(gzip(Array("a,b\n1,2\n".utf8)))
        #expect(problem { _ = try TabularFile.inspect(bytes: twice) }?.detail?.contains("compressed twice") == true)
        var numbers = SeededNumbers(4)
        let noise = (0..<5000).map { (_: Int) -> UInt8 in UInt8.random(in: 0...255, using: &numbers) }
        #expect(problem { _ = try TabularFile.inspect(bytes: noise) }?.code == "tabular.not_text")
    }

    @Test func anUnclearHeaderIsAskedAboutWhenItMatters() throws {
        let text = "red,round\ngreen,square\nblue,flat\n"
        let fields = [TargetField(key: "colour", label: "Colour")]
        #expect(problem { _ = try inspect(text, vocabulary: fields) }?.code == "tabular.header_unclear")
        #expect(try inspect("colour,shape\nred,round\nblue,flat\n", vocabulary: fields).header == .present)
        #expect(
            try inspect(text, options: ReadingOptions(hasHeader: false), vocabulary: fields).headers == [
                "column 1", "column 2",
            ])
    }
}
