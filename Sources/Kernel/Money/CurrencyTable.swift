/// ISO 4217 by number of decimals. Funds codes are included; metals, testing and “no currency” codes have
/// no decimals and are not money here.
enum CurrencyTable {
    static let active: [(exponent: Int, codes: String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (
            2,
            """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
            CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
            GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL \
            MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR \
            PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
            TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
            """
        ),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]

    /// Withdrawn since 2022, so that recent history can still be kept. All have two decimals.
    static let withdrawn = "ANG BGN CUC HRK SLL ZWL"

    /// The exponent at `(a·26 + b)·26 + c` for the letters of a code; -1 where there is no currency.
    static let exponents: [Int8] = {
        var table = [Int8](repeating: -1, count: 26 * 26 * 26)
        for (exponent, codes) in active + [(2, withdrawn)] {
            for code in codes.split(separator: " ") { table[index(code.utf8)] = Int8(exponent) }
        }
        return table
    }()

    static func index(_ code: some Collection<UInt8>) -> Int {
        code.reduce(0) { (sum: Int, letter: UInt8) -> Int in sum * 26 + Int(letter) - 65 }
    }
}
