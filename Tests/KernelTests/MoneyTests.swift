import Kernel
import Testing

@Suite struct CurrencyTests {
    @Test func exponents() throws {
        #expect(Currency.active.count >= 165)
        #expect(Set(Currency.active).count == Currency.active.count)
        for (code, exponent) in [("JPY", 0), ("KWD", 3), ("CLF", 4), ("EUR", 2), ("UGX", 0), ("TND", 3), ("HRK", 2)] {
            #expect(Currency(code)?.exponent == exponent)
        }
        #expect(Currency.kwd == Currency("KWD") && Currency.jpy == Currency("JPY") && Currency.gbp.code == "GBP")
        for bad in ["XXX", "XAU", "gbp", "GB", "GBPP", "", "G€P"] { #expect(Currency(bad) == nil) }
        for currency in Currency.active { #expect(Currency(currency.code) == currency) }
    }
}

@Suite struct MoneyTests {
    @Test(arguments: [
        ("12.50", Currency.gbp, 1250), ("-0.05", .gbp, -5), ("0", .gbp, 0), ("1200", .jpy, 1200), ("1.234", .kwd, 1234),
        ("7.5", .kwd, 7500), ("12.5000", .gbp, 1250), ("-92233720368547758.08", .gbp, Int64.min),
        ("92233720368547758.07", .gbp, Int64.max),
    ])
    func reads(_ text: String, _ currency: Currency, _ minor: Int64) throws {
        let money = try Money(text, currency)
        #expect(money.minorUnits == minor)
        #expect(try Money(money.amount, currency) == money)
        #expect(try Money(parsing: money.description) == money)
    }

    @Test(arguments: [
        ("12.505", "too_many_decimals"), ("1,5", "malformed_number"), ("", "malformed_number"),
        ("-", "malformed_number"),
        (".5", "malformed_number"), ("5.", "malformed_number"), ("1e3", "malformed_number"), ("+1", "malformed_number"),
        (" 1", "malformed_number"), ("1.2.3", "malformed_number"), ("92233720368547758.08", "out_of_range"),
        ("99999999999999999999999999", "out_of_range"),
    ])
    func refuses(_ text: String, _ code: String) throws {
        let problem = try #require(throws: Problem.self) { try Money(text, .gbp) }
        #expect(problem.errors.first?.code == code)
    }

    @Test func arithmeticThrowsInsteadOfMixingOrOverflowing() throws {
        let pound = Money(1_00, .gbp)
        #expect(try pound + Money(50, .gbp) == Money(150, .gbp))
        #expect(try pound - Money(250, .gbp) == Money(-150, .gbp))
        #expect(try #require(throws: Problem.self) { try pound + Money(1, .eur) }.code == "currency_mismatch")
        #expect(throws: Problem.self) { try Money(.max, .gbp) + Money(1, .gbp) }
        #expect(throws: Problem.self) { try Money(.min, .gbp) - Money(1, .gbp) }
        #expect(throws: Problem.self) { try Money(.min, .gbp).negated }
        #expect(throws: Problem.self) { try Money(.max, .gbp).scaled(by: 3, over: 2, rounding: .down) }
        #expect(try Money.sum([pound, pound], in: .gbp) == Money(2_00, .gbp))
        #expect(try pound.isLess(than: Money(101, .gbp)))
    }

    @Test(arguments: UInt64(0)..<300)
    func allocationKeepsTheSum(seed: UInt64) throws {
        var chance = seeded(seed)
        let wide = seed % 3 == 0
        let total = Int64.random(in: wide ? Int64.min...Int64.max : -10_000...10_000, using: &chance)
        var weights = (0..<Int.random(in: 1...12, using: &chance)).map { _ in
            Int64.random(in: 0...(wide ? Int64.max : 20), using: &chance)
        }
        weights.append(1)
        let parts = try Money(total, .gbp).allocated(by: weights)
        let sum = parts.reduce(Int128(0)) { $0 + Int128($1.minorUnits) }
        #expect(sum == Int128(total))
        let whole = weights.reduce(Int128(0)) { $0 + Int128($1) }
        for (part, weight) in zip(parts, weights) {
            // Each part is less than one minor unit away from its exact share, and nothing goes to weight zero.
            let scaled = Int128(part.minorUnits) * whole - Int128(total) * Int128(weight)
            #expect(scaled.magnitude < whole.magnitude)
            if weight == 0 { #expect(part.isZero) }
        }
        if total != .min {
            let mirrored = try Money(-total, .gbp).allocated(by: weights)
            #expect(try mirrored == parts.map { try $0.negated })
        }
    }

    @Test func allocationGivesRemaindersInOrder() throws {
        #expect(try Money(100, .gbp).allocated(by: [1, 1, 1]).map(\.minorUnits) == [34, 33, 33])
        #expect(try Money(5, .gbp).allocated(by: [3, 7]).map(\.minorUnits) == [2, 3])
        #expect(try Money(-100, .gbp).allocated(into: 3).map(\.minorUnits) == [-34, -33, -33])
        #expect(throws: Problem.self) { try Money(1, .gbp).allocated(by: [0, 0]) }
        #expect(throws: Problem.self) { try Money(1, .gbp).allocated(by: [2, -1]) }
        #expect(throws: Problem.self) { try Money(1, .gbp).allocated(into: 0) }
    }
}

@Suite struct RoundingTests {
    @Test func halves() {
        let expected: [(Rounding, [Int64])] = [
            (.halfAwayFromZero, [-3, -2, -1, 1, 2, 3]), (.halfEven, [-2, -2, 0, 0, 2, 2]),
            (.halfTowardsZero, [-2, -1, 0, 0, 1, 2]), (.down, [-2, -1, 0, 0, 1, 2]), (.up, [-3, -2, -1, 1, 2, 3]),
            (.floor, [-3, -2, -1, 0, 1, 2]), (.ceiling, [-2, -1, 0, 1, 2, 3]),
        ]
        for (rule, results) in expected {
            #expect([-25, -15, -5, 5, 15, 25].map { rule.divide(Int64($0), by: 10) } == results, "\(rule)")
        }
        #expect(expected.count == Rounding.allCases.count)
    }

    @Test(arguments: Rounding.allCases)
    func isWithinOneAndAgreesWithFloorAndCeiling(rule: Rounding) {
        var chance = seeded(5)
        for _ in 0..<500 {
            let n = Int64.random(in: .min ... .max, using: &chance)
            let d = Int64.random(in: 1...(Int64.max >> Int64.random(in: 0...60, using: &chance)), using: &chance)
            let result = Int128(rule.divide(n, by: d))
            let floor = Int128(Rounding.floor.divide(n, by: d)), ceiling = Int128(Rounding.ceiling.divide(n, by: d))
            #expect(floor * Int128(d) <= Int128(n) && ceiling * Int128(d) >= Int128(n) && ceiling - floor <= 1)
            #expect(result == floor || result == ceiling)
            #expect(rule.divide(Int128(n), by: Int128(d)) == result)
        }
    }
}

@Suite struct ExactTests {
    @Test(arguments: UInt64(0)..<200)
    func amountAndResidueRebuildTheProduct(seed: UInt64) throws {
        var chance = seeded(seed)
        let currency: Currency = [.gbp, .jpy, .kwd][Int(seed % 3)]
        let rule = Rounding.allCases[Int(seed) % Rounding.allCases.count]
        var exact = ExactAmount.zero, minor: Int128 = 0, residues: Int128 = 0
        for _ in 0..<20 {
            let bits = Int64.random(in: 20...40, using: &chance)
            let price = UnitPrice(micros: Int64.random(in: -(1 << bits)...(1 << bits), using: &chance), currency)
            let quantity = Quantity(micros: Int64.random(in: -(1 << bits)...(1 << bits), using: &chance))
            let (amount, residue) = try price.times(quantity, rounding: rule)
            exact = try exact.adding(price.exactly(times: quantity))
            minor += Int128(amount.minorUnits)
            residues += Int128(residue)
            #expect(residue.magnitude < 1_000_000_000_000)
            #expect(try price.exactly(times: quantity).rounded(rule, currency) == amount)
        }
        #expect(try ExactAmount(minorUnits: minor, residue: residues, currency) == exact)
        #expect(try ExactAmount(parsing: exact.description) == exact)
    }

    @Test func texts() throws {
        #expect(try ExactAmount(parsing: "10655622.484").description == "10655622.484")
        #expect(try ExactAmount(parsing: "-3").description == "-3.00")
        #expect(ExactAmount.zero.description == "0.00")
        #expect(ExactAmount(trillionths: .max).description == "170141183460469231731687303.715884105727")
        #expect(try ExactAmount(parsing: "170141183460469231731687303.715884105727").trillionths == .max)
        #expect(throws: Problem.self) { try ExactAmount(trillionths: .max).adding(ExactAmount(trillionths: 1)) }
        #expect(Quantity(micros: 2_500_000).description == "2.5")
        #expect(Quantity(micros: -1).description == "-0.000001")
        #expect(try Quantity(3).description == "3")
        #expect(UnitPrice(micros: 12_500, .gbp).description == "GBP 0.0125")
        #expect(try UnitPrice(Money(12_50, .gbp)).amount == "12.50")
        #expect(UnitPrice(micros: 12_345_678, .jpy).rounded(.halfEven) == Money(12, .jpy))
    }

    @Test func overflowIsAProblem() {
        #expect(throws: Problem.self) {
            try UnitPrice(micros: .max, .gbp).times(Quantity(micros: .max), rounding: .down)
        }
        #expect(throws: Problem.self) { try Quantity(Int64.max) }
        #expect(throws: Problem.self) { try Quantity(micros: .min).negated }
        #expect(throws: Problem.self) { try UnitPrice(Money(.max, .gbp)) }
    }
}
