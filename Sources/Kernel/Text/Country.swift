/// A country or area of ISO 3166-1, by its code of two letters.
public struct Country: Hashable, Sendable {
    /// The two letters.
    public let code: String

    /// The country of a code in upper-case letters; nil when the standard has no such country.
    public init?(_ code: String) {
        guard Self.known.contains(code) else { return nil }
        self.code = code
    }

    /// The country of a code, or a problem that says what was expected.
    public init(parsing code: String) throws {
        guard let country = Country(code) else {
            throw Problem.wrongValue(
                "unknown_country", "Expected the two letters of a country in ISO 3166 such as GB or DE.")
        }
        self = country
    }

    /// Every country, by code.
    public static var all: [Country] { known.sorted().compactMap { (code: String) -> Country? in Country(code) } }

    private static let known = Set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
        BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
        FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
        IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
        ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
        PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
        TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.split(separator: " ").map(String.init))
}

extension Country: Codable, CustomStringConvertible, JSONWritable, SchemaDescribed {
    /// The two letters.
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

    /// Writes the code.
    public func write(to writer: inout JSONWriter) { writer.string(code) }

    /// A code of ISO 3166-1.
    public static var schema: Schema {
        .text("country", pattern: "^[A-Z]{2}$", summary: "A country code of ISO 3166.", example: "GB")
    }
    /// The United Kingdom.
    public static var sample: Country { Country(trusted: "GB") }

    private init(trusted code: String) { self.code = code }
}
