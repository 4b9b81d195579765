import Kernel
import Tabular
import Testing

@Suite struct ColumnProfileTests {
    /// The kind found for a column with these values, the first on line 2.
    private static func profile(_ values: [String]) throws -> ColumnProfile {
        let sink = ByteSink()
        var writer = CSVWriter(sink)
        try writer.write(["key", "value"])
        for (index, value) in values.enumerated() { try writer.write(["k\(index)", value]) }
        let options = ReadingOptions(delimiter: UInt8(ascii: ","), hasHeader: true)
        return try TabularFile.inspect(bytes: sink.bytes, options: options).profiles[1]
    }

    @Test(
        arguments: [
            (["6", "-8", "12"], .integer), (["2.55", "3"], .decimal(.point)), (["2,55", "3"], .decimal(.comma)),
            (["1,234", "2.55"], .decimal(.point)), (["1.234", "2,5"], .decimal(.comma)), (["0.123"], .decimal(.point)),
            (["£1,234.50", "£2"], .decimal(.point)), (["1.234.567"], .decimal(.comma)),
            (["2010-12-01", "2010-12-02 08:00"], .dateTime(nil)), (["1 Dec 2010"], .dateTime(nil)),
            (["05/05/2011"], .dateTime(nil)), (["03/04/2011", "13/02/2011"], .dateTime(.dayMonthYear)),
            (["03/04/2011", "02/13/2011"], .dateTime(.monthDayYear)),
            (["11/04/03", "71/01/02"], .dateTime(.yearMonthDay)),
            (["red", "5"], .text), (["", " "], .empty), (["85123A", "22423"], .text),
        ] as [([String], ColumnKind)]) func valuesProveTheirKind(values: [String], kind: ColumnKind) throws
    {
        #expect(try Self.profile(values).kind == kind, "\(values)")
    }

    @Test func whatCanBeReadInTwoWaysStaysOpen() throws {
        #expect(
            try Self.profile(["7", "1,234"]).kind
                == .ambiguous([.number(.point), .number(.comma)], Witness(line: 3, text: "1,234")))
        #expect(
            try Self.profile(["12.345"]).kind
                == .ambiguous([.number(.point), .number(.comma)], Witness(line: 2, text: "12.345")))
        #expect(
            try Self.profile(["05/05/2011", "03/04/2011"]).kind
                == .ambiguous([.date(.dayMonthYear), .date(.monthDayYear)], Witness(line: 3, text: "03/04/2011")))
        #expect(
            try Self.profile(["03/04/11"]).kind
                == .ambiguous(
                    [.date(.yearMonthDay), .date(.dayMonthYear), .date(.monthDayYear)],
                    Witness(line: 2, text: "03/04/11")))
    }

    @Test func contradictionsNameBothLines() throws {
        #expect(
            try Self.profile(["13/02/2011", "01/02/2011", "02/13/2011"]).kind
                == .conflicting(
                    .date(.dayMonthYear), Witness(line: 2, text: "13/02/2011"),
                    .date(.monthDayYear), Witness(line: 4, text: "02/13/2011")))
        #expect(
            try Self.profile(["1.5", "2", "1,5"]).kind
                == .conflicting(
                    .number(.point), Witness(line: 2, text: "1.5"), .number(.comma), Witness(line: 4, text: "1,5")))
    }

    @Test func aProfileCountsWhatItSees() throws {
        let values = (0..<40).map { (index: Int) -> String in index < 10 ? "" : index == 39 ? "n/a" : "£\(index % 5).50"
        }
        let profile = try Self.profile(values)
        #expect(profile.kind == .decimal(.point) && profile.blankCount == 10 && profile.valueCount == 30)
        #expect(profile.blankShare == 0.25 && profile.distinctCount == 6 && profile.currencies == ["£"])
        #expect(profile.misfitCount == 1 && profile.misfits == [Witness(line: 41, text: "n/a")])
        #expect(profile.examples == ["£0.50", "£1.50", "£2.50", "£3.50", "£4.50"])
    }

    @Test func numbersSettleLateOrAskLate() throws {
        var column = NumberColumn(index: 0, header: "Qty", style: nil, isDeclared: false)
        #expect(try column.micros(record("7")) == 7_000_000)
        #expect(try column.micros(record(" ")) == nil)
        let before = column
        let asked = problem {
            var column = before
            _ = try column.micros(record("1,234"))
        }
        #expect(asked?.code == "tabular.format_ambiguous" && asked?.remedy?.contains("Qty=FIELD:comma") == true)
        #expect(try column.micros(record("2,5")) == 2_500_000)
        #expect(try column.micros(record("1.234")) == 1_234_000_000)
        let settled = column
        let conflict = problem {
            var column = settled
            _ = try column.micros(record("2.55"))
        }
        #expect(conflict?.code == "tabular.format_conflict" && conflict?.details["other_line"] == "1")
        #expect(throws: CellFault.self) {
            var column = settled
            _ = try column.micros(record("n/a"))
        }
        var declared = NumberColumn(index: 0, header: "Qty", style: .comma, isDeclared: true)
        #expect(throws: CellFault.self) { try declared.micros(record("2.55")) }
    }

    @Test func datesSettleLateOrAskLate() throws {
        var column = DateColumn(index: 0, header: "Date", order: nil, isDeclared: false)
        #expect(try column.dateTime(record("2011-04-03"))?.month == 4)
        let before = column
        #expect(
            problem {
                var column = before
                _ = try column.dateTime(record("03/04/2011"))
            }?.code == "tabular.format_ambiguous")
        #expect(try column.dateTime(record("13/04/2011"))?.day == 13)
        #expect(try column.dateTime(record("03/04/2011"))?.day == 3)
        #expect(try column.dateTime(record("")) == nil)
        let settled = column
        #expect(
            problem {
                var column = settled
                _ = try column.dateTime(record("04/13/2011"))
            }?.code == "tabular.format_conflict")
        #expect(throws: CellFault.self) {
            var column = settled
            _ = try column.dateTime(record("31/02/2011"))
        }
        var declared = DateColumn(index: 0, header: "Date", order: .dayMonthYear, isDeclared: true)
        #expect(throws: CellFault.self) { try declared.dateTime(record("04/13/2011")) }
    }
}
