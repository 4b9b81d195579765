import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Sums are exact to the minor unit, whatever is ordered.
@Suite struct OrderTotalsTests {
    /// Any order: one to forty lines, prices with up to six decimals, fractions of units.
    private func randomOrder(_ seed: UInt64) throws -> (prices: [UnitPrice], quantities: [Quantity], currency: Currency)
    {
        var random = SeededRandomness(seed).generator
        let currency = [Currency.gbp, .jpy, .kwd].randomElement(using: &random) ?? .gbp
        let count = Int.random(in: 1...40, using: &random)
        let prices = (0..<count).map { _ in
            UnitPrice(micros: Int64.random(in: 0...90_000_000, using: &random), currency)
        }
        let quantities = (0..<count).map { _ in Quantity(micros: Int64.random(in: 1...50_000_000, using: &random)) }
        return (prices, quantities, currency)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func totalsAreTheSumOfTheLines(seed: UInt64) throws {
        let (prices, quantities, currency) = try randomOrder(seed)
        var random = SeededRandomness(seed &+ 1_000).generator
        let amounts = try zip(prices, quantities).map { price, quantity in try LineAmount(price, quantity) }
        let subtotal = amounts.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
        let discount = Money(Int64.random(in: 0...max(0, subtotal), using: &random), currency)
        let shipping = Money(Int64.random(in: 0...2_000, using: &random), currency)
        let tax = Money(Int64.random(in: 0...5_000, using: &random), currency)
        let totals = try OrderTotals(
            of: amounts.map(\.amount), in: currency, discount: discount, shipping: shipping, tax: tax)
        #expect(totals.subtotal.minorUnits == subtotal)
        #expect(totals.total.minorUnits == subtotal - discount.minorUnits + shipping.minorUnits + tax.minorUnits)
        #expect(totals.lineDiscounts.reduce(0) { $0 + $1.minorUnits } == discount.minorUnits)
        for (share, line) in zip(totals.lineDiscounts, amounts) {
            #expect(share.minorUnits >= 0 && share.minorUnits <= line.amount.minorUnits)
        }
        // The exact sum can be rebuilt from rounded amounts and residues.
        let exact = zip(prices, quantities).reduce(Int128(0)) { $0 + $1.0.exactly(times: $1.1).trillionths }
        let residues = amounts.reduce(Int128(0)) { $0 + Int128($1.residue) }
        #expect(try ExactAmount(minorUnits: Int128(subtotal), residue: residues, currency).trillionths == exact)
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func aLineGivenBackPieceByPieceEndsAtWhatWasPaid(seed: UInt64) throws {
        var random = SeededRandomness(seed).generator
        let units = Int64.random(in: 1...30, using: &random)
        let price = UnitPrice(micros: Int64.random(in: 0...9_999_999, using: &random), .gbp)
        let priced = try LineAmount(price, Quantity(units))
        let discount = Money(Int64.random(in: 0...priced.amount.minorUnits, using: &random), .gbp)
        var given: Int64 = 0
        var back: Int64 = 0
        while back < units {
            let piece = Int64.random(in: 1...(units - back), using: &random)
            let line = try OrderLine.stub(
                units: units, price: price, priced: priced, discount: discount, returned: back, credited: given)
            let amount = try LineCredit.amount(of: line, returning: Quantity(piece))
            #expect(amount.minorUnits >= 0)
            given += amount.minorUnits
            back += piece
        }
        #expect(given == priced.amount.minorUnits - discount.minorUnits)
    }

    @Test func aDiscountIsAtMostTheLines() throws {
        let problem = #expect(throws: Problem.self) {
            try OrderTotals(of: [Money(100, .gbp)], in: .gbp, discount: Money(101, .gbp), shipping: Money(-1, .gbp))
        }
        #expect(problem?.errors.map(\.field) == ["shipping", "discount"])
    }

    @Test(arguments: Engine.available)
    func randomOrdersAreStoredAsTheSumOfTheirLines(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine, stock: 10_000)
        var random = SeededRandomness(42).generator
        for _ in 0..<12 {
            let lines = try (0..<Int.random(in: 1...9, using: &random)).map { _ in
                let sku = ["TEA", "CUP", "POT", "CARD", "WRAP"].randomElement(using: &random) ?? "TEA"
                return try TradeShop.line(Int64.random(in: 1...13, using: &random), sku)
            }
            let shipping = Money(Int64.random(in: 0...900, using: &random), .gbp)
            let order = try await shop.world.perform(PlaceOrder(lines: lines, shipping: shipping))
            let stored = try await shop.lines(of: order.id)
            let sum = stored.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
            #expect(order.subtotal.minorUnits == sum)
            #expect(order.total.minorUnits == sum + shipping.minorUnits)
            #expect(stored.map(\.quantity) == lines.map(\.quantity))
        }
        #expect(try await shop.world.verify() == [])
    }
}

extension OrderLine {
    /// A line as it stands after some of it came back.
    static func stub(
        units: Int64, price: UnitPrice, priced: LineAmount, discount: Money, returned: Int64, credited: Int64
    ) throws -> OrderLine {
        let fresh = OrderLine(
            line: 1, variant: nil, code: "A", sku: "A", title: "A", quantity: try Quantity(units), unitPrice: price,
            priced: priced, discount: discount, at: .epoch, movesStock: false)
        let json = try JSON(parsing: Wire.encode(fresh))
        guard case .object(let object) = json else { throw Problem(.internal, "no_object", "A line is an object.") }
        let members = object.members.map { member -> JSONObject.Member in
            switch member.key {
            case "returned": .init("returned", .string(String(returned)))
            case "credited": .init("credited", ["amount": .string(Money(credited, .gbp).amount), "currency": "GBP"])
            case _: member
            }
        }
        return try Wire.decode(OrderLine.self, from: JSON.object(JSONObject(members)))
    }
}
