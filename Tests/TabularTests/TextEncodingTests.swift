import Kernel
import Tabular
import Testing

@Suite struct TextEncodingTests {
    private static let german = "Größe;Preis\nÄpfel „rot“;1,50 €\nNuß;£ 2\n"

    private static func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { (unit: UInt16) -> [UInt8] in
            let parts = [UInt8(unit & 0xff), UInt8(unit >> 8)]
            return littleEndian ? parts : parts.reversed()
        }
    }

    private static func windows1252(_ text: String) -> [UInt8] {
        let special: [Unicode.Scalar: UInt8] = ["€": 0x80, "„": 0x84, "“": 0x93]
        return text.unicodeScalars.map { (scalar: Unicode.Scalar) -> UInt8 in
            special[scalar] ?? UInt8(scalar.value)
        }
    }

    @Test(arguments: [16, 17, 18, 19, 64, 4096]) func everyEncodingGivesTheSameText(chunk: Int) throws {
        let text = Self.german + "😀;x\n"
        let utf8 = Array(text.utf8)
        #expect(try decode(utf8, chunk: chunk).text == text)
        let marked = try decode([0xef, 0xbb, 0xbf] + utf8, chunk: chunk)
        #expect(marked.text == text && marked.guess.evidence == .byteOrderMark)
        let little = try decode([0xff, 0xfe] + Self.utf16(text, littleEndian: true), chunk: chunk)
        #expect(little.text == text && little.guess.encoding == .utf16LittleEndian)
        let big = try decode([0xfe, 0xff] + Self.utf16(text, littleEndian: false), chunk: chunk)
        #expect(big.text == text && big.guess.encoding == .utf16BigEndian)
        let western = try decode(Self.windows1252(Self.german), chunk: chunk)
        #expect(western.text == Self.german)
        #expect(western.guess == TextEncodingGuess(encoding: .windows1252, evidence: .notUTF8))
    }

    @Test(arguments: [true, false]) func utf16WithoutMarkShowsByItsZeros(littleEndian: Bool) throws {
        let found = try decode(Self.utf16(Self.german, littleEndian: littleEndian))
        #expect(found.text == Self.german && found.guess.evidence == .zeroPattern)
    }

    @Test func onlyASCIIStaysOpenUntilTheFirstOtherByte() throws {
        let plain = String(repeating: "code;name\n", count: 5000)
        #expect(try decode(Array(plain.utf8)).guess.evidence == .onlyASCII)
        let late = try decode(Array(plain.utf8) + Self.windows1252("Nuß"))
        #expect(late.text == plain + "Nuß" && late.guess.encoding == .windows1252)
        let lateUTF8 = try decode(Array((plain + "Nuß").utf8))
        #expect(lateUTF8.text == plain + "Nuß" && lateUTF8.guess.evidence == .validUTF8)
    }

    @Test func mixedEncodingsAreAProblemThatNamesTheByte() {
        let bytes = Array("é;1\n".utf8) + [UInt8](repeating: 97, count: 10_000) + Self.windows1252("Nuß;2\n")
        let found = problem { _ = try decode(bytes) }
        #expect(found?.code == "tabular.encoding_broken")
        #expect(found?.detail?.contains("byte 10008") == true, "\(found?.detail ?? "")")
        #expect((try? decode(bytes, encoding: .latin1)) != nil)
    }

    @Test func brokenSurrogatesAndCutCharactersAreProblems() {
        let lone: [UInt8] = [0xff, 0xfe, 0x61, 0, 0x00, 0xd8, 0x62, 0, 0x63, 0]
        #expect(problem { _ = try decode(lone) }?.code == "tabular.encoding_broken")
        #expect(problem { _ = try decode([0xff, 0xfe, 0x61, 0, 0x62]) }?.code == "tabular.encoding_broken")
        #expect(problem { _ = try decode(Array("é".utf8) + [0xc3]) }?.code == nil)  // one stray byte: Western European
    }

    @Test func zeroBytesMeanNoText() {
        let early = Array("a,b\n".utf8) + [0] + Array("c,d\n".utf8)
        #expect(problem { _ = try decode(early) }?.code == "tabular.not_text")
        let late = [UInt8](repeating: 97, count: 20_000) + [0, 97]
        #expect(problem { _ = try decode(late) }?.code == "tabular.not_text")
    }

    @Test(arguments: 0..<200) func utf8IsTakenWholeOrNotAtAll(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        var bytes = [UInt8](repeating: 97, count: Int.random(in: 1...50, using: &numbers))
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let valid = Bool.random(using: &numbers)
            let scalar = UnicodeScalar(UInt32.random(in: 0x20...0x1f9ff, using: &numbers)) ?? "a"
            bytes += valid ? Array(String(scalar).utf8) : [UInt8.random(in: 0x20...0xff, using: &numbers)]
            bytes += [UInt8](repeating: 98, count: Int.random(in: 0...20, using: &numbers))
        }
        let expected = String(validating: bytes, as: UTF8.self)
        var decoded: String?
        let found = problem { decoded = try decode(bytes, encoding: .utf8, chunk: 16).text }
        #expect(decoded == expected)
        #expect((found?.code == "tabular.encoding_broken") == (expected == nil))
    }
}
