/// A currency of ISO 4217, with the number of decimals of its minor unit.
public struct Currency: Hashable, Sendable {
    /// Three letters in the upper 24 bits, the exponent in the lower eight.
    private let packed: UInt32

    /// How many decimals the minor unit has: 2 for pounds, 0 for yen.
    @inline(__always) public var exponent: Int { Int(packed & 0xFF) }

    /// How many minor units make one major unit.
    @inline(__always) public var minorUnitsPerMajor: Int64 {
        switch exponent {
        case 0: 1
        case 2: 100
        case 3: 1000
        default: 10_000
        }
    }

    /// The three letters.
    public var code: String {
        String(unsafeUninitializedCapacity: 3) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            for index in 0..<3 { out[index] = letter(index) }
            return 3
        }
    }

    func letter(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: packed >> UInt32(24 - 8 * index)) }

    /// The currency of a code in upper-case letters; nil when ISO 4217 has no such money.
    public init?(_ code: String) {
        let letters = code.utf8
        guard letters.count == 3 else { return nil }
        var bits: UInt32 = 0, index = 0
        for letter in letters {
            guard (65...90).contains(letter) else { return nil }
            bits = bits << 8 | UInt32(letter)
            index = index * 26 + Int(letter) - 65
        }
        let exponent = CurrencyTable.exponents[index]
        guard exponent >= 0 else { return nil }
        packed = bits << 8 | UInt32(exponent)
    }

    private init(_ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar, _ exponent: UInt32) {
        packed = a.value << 24 | b.value << 16 | c.value << 8 | exponent
    }

    /// The currency of a code, or a problem that names the code.
    public init(parsing code: String) throws {
        guard let currency = Currency(code) else {
            throw Problem.wrongValue("unknown_currency", "Expected a currency code of ISO 4217 such as EUR or GBP.")
        }
        self = currency
    }

    /// Every currency in circulation, by code.
    public static var active: [Currency] {
        CurrencyTable.active.flatMap { (row: (exponent: Int, codes: String)) -> [Currency] in
            row.codes.split(separator: " ").compactMap { (code: Substring) -> Currency? in Currency(String(code)) }
        }.sorted { (a: Currency, b: Currency) -> Bool in a.packed < b.packed }
    }

    /// Pound sterling.
    public static let gbp = Currency("G", "B", "P", 2)
    /// Euro.
    public static let eur = Currency("E", "U", "R", 2)
    /// United States dollar.
    public static let usd = Currency("U", "S", "D", 2)
    /// Canadian dollar.
    public static let cad = Currency("C", "A", "D", 2)
    /// Australian dollar.
    public static let aud = Currency("A", "U", "D", 2)
    /// Swiss franc.
    public static let chf = Currency("C", "H", "F", 2)
    /// Swedish krona.
    public static let sek = Currency("S", "E", "K", 2)
    /// Yen, which has no minor unit.
    public static let jpy = Currency("J", "P", "Y", 0)
    /// Kuwaiti dinar, which has three decimals.
    public static let kwd = Currency("K", "W", "D", 3)
}

extension Currency: Codable, CustomStringConvertible {
    /// The three letters.
    public var description: String { code }

    /// Reads a code.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the code.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
