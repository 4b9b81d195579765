import Kernel
import Tabular
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct WritingTests {
    @Test func formulasAreDefusedOnRequestOnly() throws {
        let cells = ["=1+2", "+cmd", "-5.20", "-x", "@sum", "\tx", "plain", "a=b", "=\"a,b\""]
        let exact = ByteSink()
        var writer = CSVWriter(exact)
        try writer.write(cells)
        let reader = try reader(String(decoding: exact.bytes, as: UTF8.self))
        _ = try reader.next()
        #expect(reader.record.cells() == cells)
        let safe = ByteSink()
        var careful = CSVWriter(safe, formulas: .defused)
        try careful.write(cells)
        #expect(
            String(decoding: safe.bytes, as: UTF8.self)
                == "'=1+2,'+cmd,-5.20,'-x,'@sum,\"'\tx\",plain,a=b,\"'=\"\"a,b\"\"\"\n")
    }

    @Test func rejectsKeepTheirCellsWithLineAndReason() throws {
        let sink = ByteSink()
        var rejects = RejectWriter(sink, headers: ["a", "b"])
        #expect(sink.bytes.isEmpty)
        let reader = try reader("1,\"x, y\"\n2\n3,4,5\n", expecting: 2)
        try reader.forEach { (record: TabularRecord) in
            try rejects.reject(record, reason: record.defect?.reason ?? "is \"odd\"")
        }
        let expected = """
            a,b,line,reason
            1,"x, y",1,"is ""odd\"""
            2,,2,has 1 cells instead of 2
            3,4,3,has 3 cells instead of 2,5

            """
        #expect(String(decoding: sink.bytes, as: UTF8.self) == expected)
        #expect(rejects.count == 3)
    }

    @Test func filesAreWrittenWholeAndReadBack() throws {
        let path = "/tmp/martlet-tabular-\(getpid()).csv"
        defer { unlink(path) }
        let sink = try ByteSink(path: path)
        var writer = CSVWriter(sink)
        try writer.write(["id", "text"])
        for row in 0..<20_000 { try writer.write(["\(row)", "line \(row), \"quoted\""]) }
        try sink.close()
        let file = try TabularFile.inspect(path: path)
        let reader = try file.open()
        var last = ""
        while try reader.next() { last = reader.record.text(1) }
        #expect(reader.record.ordinal == 20_000 && last == "line 19999, \"quoted\"")
        #expect(reader.progress.share == 1)
        #expect(!file.isWholeFileSampled && file.sampledRecords == 5000)
        #expect(problem { _ = try ByteSink(path: "/no/such/folder/file.csv") }?.code == "tabular.write_failed")
    }
}
