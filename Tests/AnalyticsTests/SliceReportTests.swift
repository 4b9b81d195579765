import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics

/// Products, countries, channels and customers of a period, against sums made from the text of the lines.
@Suite struct SliceReportTests {
    private static func stretches(_ seed: UInt64) throws -> [(CalendarDate, CalendarDate)] {
        var chance = SeededRandomness(seed).generator
        let first = try CalendarDate(parsing: "2024-11-25")
        let random = (0..<10).map { _ -> (CalendarDate, CalendarDate) in
            let from = first.adding(days: Int.random(in: 0...370, using: &chance))
            return (from, from.adding(days: Int.random(in: 0...200, using: &chance)))
        }
        let whole = (try CalendarDate(parsing: "2025-03-01"), try CalendarDate(parsing: "2025-07-31"))
        return random + [whole, (whole.0, whole.0)]
    }

    @Test(arguments: Engine.available, [31, 32] as [UInt64])
    func productsAreWhatTheLinesSay(on engine: Engine, seed: UInt64) async throws {
        let rows = try RetailYear(seed: seed, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        for (from, to) in try Self.stretches(seed) {
            let said = truth.slices(from.description, to.description, by: \.code)
            for measure in SliceMeasure.allCases {
                let query = GetTopProducts(period: nil, from: from, to: to, by: measure, limit: 100)
                let report = try await shop.world.fetch(query)
                #expect(report.count == said.count && report.products.count == min(said.count, 100))
                func size(_ slice: RetailTruth.Slice) -> Int128 {
                    measure == .net ? slice.net / 10 : Int128(slice.units) * 1_000_000
                }
                let whole = said.values.reduce(0) { sum, slice in sum + size(slice) }
                for product in report.products {
                    let expected = try #require(said[product.code], "\(product.code)")
                    #expect(Int128(product.net.minorUnits) * 10 == expected.net)
                    #expect(product.units.wholeUnits == Int64(expected.units) && product.orders == expected.orders)
                    #expect(product.variant != nil && product.title.hasPrefix("TITLE OF"))
                    let share = FigureRatio.share(of: Int64(size(expected)), in: Int64(whole))
                    #expect(product.share == share)
                }
                let sizes = report.products.compactMap { said[$0.code].map(size) }
                #expect(sizes == said.values.map(size).sorted(by: >).prefix(100).map(\.self))
            }
        }
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func countriesAndChannelsAreWhatTheLinesSay(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 33, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        for (from, to) in try Self.stretches(33) {
            let countries = try await shop.world.fetch(GetCountrySales(from: from, to: to, limit: 100))
            let channels = try await shop.world.fetch(GetChannelSales(from: from, to: to))
            let byCountry = truth.slices(from.description, to.description, by: \.row.country)
            let byChannel = truth.slices(from.description, to.description) { $0.kind == .sale ? "file" : "" }
            for (report, said) in [(countries, byCountry), (channels, byChannel)] {
                #expect(report.count == said.count && report.rows.count == said.count)
                for row in report.rows {
                    let expected = try #require(said[row.name ?? ""])
                    #expect(Int128(row.gross.minorUnits) * 10 == expected.gross && row.orders == expected.orders)
                    #expect(Int128(row.returns.minorUnits) * 10 == expected.returned)
                    #expect(Int128(row.net.minorUnits) * 10 == expected.net)
                }
                let nets = report.rows.map(\.net.minorUnits)
                #expect(nets == nets.sorted(by: >))
            }
        }
    }

    @Test(arguments: Engine.available)
    func insightsAreWhoBought(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 34, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        for (from, to) in try Self.stretches(34) {
            let said = truth.buyers(from.description, to.description)
            let found = try await shop.world.fetch(GetCustomerInsights(from: from, to: to, limit: 5))
            let repeating = said.values.filter { $0.orders >= 2 }.count
            #expect(found.active == said.count && found.repeating == repeating)
            #expect(found.repeatRate == FigureRatio.share(of: Int64(repeating), in: Int64(said.count)))
            #expect(
                found.top.map { Int128($0.gross.minorUnits) * 10 }
                    == said.values.map(\.gross).sorted(by: >).prefix(5).map(\.self))
            for buyer in found.top { #expect(said[buyer.customer.number]?.orders == buyer.orders) }
        }
        let problem = await shop.world.refusal {
            let day = try CalendarDate(parsing: "2025-01-01")
            _ = try await shop.world.fetch(GetCustomerInsights(from: day, to: day.adding(days: 366)))
        }
        #expect(problem?.errors.map(\.field) == ["to"])
    }

    @Test func stretchesAreWholeMonthsAndWhatIsLeft() throws {
        func days(_ from: String, _ to: String) throws -> ClosedRange<CalendarDate> {
            try CalendarDate(parsing: from)...CalendarDate(parsing: to)
        }
        var chance = SeededRandomness(35).generator
        let first = try CalendarDate(parsing: "2023-12-20")
        for _ in 0..<300 {
            let from = first.adding(days: Int.random(in: 0...500, using: &chance))
            let range = from...from.adding(days: Int.random(in: 0...120, using: &chance))
            let stretches = SliceStretches(range)
            var covered = stretches.days.flatMap { Array($0) }
            if let months = stretches.months {
                covered += Array(months.lowerBound.firstDay...months.upperBound.lastDay)
            }
            #expect(covered.sorted() == Array(range))
        }
        #expect(try SliceStretches(days("2025-02-01", "2025-03-31")).days.isEmpty)
        #expect(try SliceStretches(days("2025-02-02", "2025-03-30")).months == nil)
    }

    @Test(arguments: Engine.available)
    func limitsAreRefusedByName(on engine: Engine) async throws {
        let shop = try await RetailShop.empty(engine)
        for limit in [0, 101] {
            let problem = await shop.world.refusal { _ = try await shop.world.fetch(GetTopProducts(limit: limit)) }
            #expect(problem?.errors.map(\.field) == ["limit"])
            let other = await shop.world.refusal { _ = try await shop.world.fetch(GetCustomerInsights(limit: limit)) }
            #expect(other?.errors.map(\.field) == ["limit"])
        }
        #expect(try await shop.world.fetch(GetTopProducts()).products.isEmpty)
        #expect(try await shop.world.fetch(GetCountrySales()).rows.isEmpty)
        #expect(try await shop.world.fetch(GetCustomerInsights()).repeatRate == nil)
    }

    /// Parts, sums and cohorts that were tampered with are found.
    @Test(
        arguments: Engine.available,
        [
            ("UPDATE analytics_slice_day SET gross_minor = gross_minor + 1", "is not what the lines say"),
            ("UPDATE analytics_slice_day SET label = 'x'", "is not what the lines say"),
            ("UPDATE analytics_slice_month SET orders = orders + 1", "is not the sum of its days"),
            ("UPDATE analytics_cohort SET repeated = repeated + 1", "cohorts are not"),
        ] as [(SQL, String)])
    func tamperingIsFound(on engine: Engine, change: (SQL, String)) async throws {
        let shop = try await RetailShop.open(engine, try RetailYear(seed: 36, documents: 4).rows)
        try await shop.settle()
        #expect(try await shop.world.verify() == [])
        let tenant = shop.world.shop.tenant
        _ = try await shop.world.installation.store.write { db in
            try db.execute("\(change.0) WHERE tenant = \(tenant)")
        }
        let findings = try await shop.world.verify()
        #expect(!findings.isEmpty && findings.contains { $0.contains(change.1) })
    }
}
