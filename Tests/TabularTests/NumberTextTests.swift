import Kernel
import Tabular
import Testing

@Suite struct NumberTextTests {
    private static func read(_ text: String, _ style: NumberStyle) -> Int64? {
        try? NumberText.micros(text, style: style)
    }

    @Test(
        arguments: [
            ("2.55", 2_550_000), ("-11062.06", -11_062_060_000), ("0.001", 1000), ("80995", 80_995_000_000),
            ("1,234.56", 1_234_560_000), ("1,234,567", 1_234_567_000_000), ("1 234.5", 1_234_500_000),
            ("1\u{a0}234.5", 1_234_500_000), ("1\u{202f}234", 1_234_000_000), ("1'234.50", 1_234_500_000),
            ("£2.50", 2_500_000), ("$ -3", -3_000_000), ("-$3", -3_000_000), ("(4.20)", -4_200_000), ("5-", -5_000_000),
            ("\u{2212}6", -6_000_000), ("+7", 7_000_000), ("GBP 8.10", 8_100_000), ("9.5 EUR", 9_500_000),
            (".5", 500_000),
            (" 1.500000000 ", 1_500_000), ("0012", 12_000_000), ("R$ 10.00", 10_000_000),
        ] as [(String, Int64)]) func pointNumbersAreExact(text: String, micros: Int64)
    {
        #expect(Self.read(text, .point) == micros)
    }

    @Test(
        arguments: [
            ("2,55", 2_550_000), ("1.234,56", 1_234_560_000), ("1.234", 1_234_000_000), ("1 234,5 €", 1_234_500_000),
            ("12,50 zł", 12_500_000), ("CHF 1'234,00", 1_234_000_000),
        ] as [(String, Int64)]) func commaNumbersAreExact(text: String, micros: Int64)
    {
        #expect(Self.read(text, .comma) == micros)
    }

    @Test(arguments: [
        "", " ", "abc", "1.2.3", "12,34.5", "1,23", "0,123", "1,2345", "1,234,56", "1 23", "C536379", "85123A", "--5",
        "5.", ".", "-", "1e5", "12%", "1.234.567", "1,234 567", "POST 5", "5 pcs", "1/2", "£",
    ]) func otherTextIsNoNumber(text: String) {
        #expect(Self.read(text, .point) == nil, "\(text)")
    }

    @Test func nothingIsRoundedAndNothingOverflows() throws {
        #expect(throws: NumberFault.tooManyDecimals) { try NumberText.micros("0.1234567", style: .point) }
        #expect(throws: NumberFault.tooLarge) { try NumberText.micros("9300000000000", style: .point) }
        #expect(throws: NumberFault.tooLarge) { try NumberText.micros("99999999999999999999999", style: .point) }
        #expect(Self.read("9223372036854.775807", .point) == Int64.max)
        #expect(Self.read("-9223372036854.775807", .point) == -Int64.max)
        #expect(throws: NumberFault.blank) { try NumberText.micros("  ", style: .comma) }
        #expect(try read(integer: "3.00") == 3)
        #expect(throws: NumberFault.notANumber) { try read(integer: "3.5") }
    }

    private func read(integer text: String) throws -> Int64 {
        let record = try record(text)
        return try record.withBytes(0) { (cell: CellBytes) throws(NumberFault) -> Int64 in
            try NumberText.integer(cell, style: .point)
        }
    }

    @Test(arguments: 0..<200) func everyWrittenNumberIsReadBack(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        let digits = Int.random(in: 1...18, using: &numbers)
        let bound = (0..<digits).reduce(Int64(1)) { (product: Int64, _: Int) -> Int64 in product * 10 }
        let micros = Int64.random(in: -bound...bound, using: &numbers)
        let style: NumberStyle = Bool.random(using: &numbers) ? .point : .comma
        let text = Self.written(micros, style, grouped: Bool.random(using: &numbers))
        #expect(Self.read(text, style) == micros, "\(text)")
    }

    /// Written another way: from the decimal digits of the number.
    private static func written(_ micros: Int64, _ style: NumberStyle, grouped: Bool) -> String {
        let magnitude = String(micros.magnitude)
        let padded = String(repeating: "0", count: max(0, 7 - magnitude.count)) + magnitude
        var whole = String(padded.dropLast(6))
        if grouped {
            var groups: [String] = []
            while whole.count > 3 {
                groups.insert(String(whole.suffix(3)), at: 0)
                whole.removeLast(3)
            }
            groups.insert(whole, at: 0)
            whole = groups.joined(separator: style == .point ? "," : ".")
        }
        return (micros < 0 ? "-" : "") + whole + (style == .point ? "." : ",") + padded.suffix(6)
    }
}
