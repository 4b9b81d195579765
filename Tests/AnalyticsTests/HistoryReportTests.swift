import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics

/// Every figure of the report, against a truth that was computed from the text of the lines.
@Suite struct HistoryReportTests {
    @Test(arguments: Engine.available, [1, 2, 3] as [UInt64])
    func everyFigureIsWhatTheLinesSay(on engine: Engine, seed: UInt64) async throws {
        let rows = try RetailYear(seed: seed).rows
        let shop = try await RetailShop.open(engine, rows)
        let report = try await shop.report()
        for (key, expected) in RetailTruth(rows).members {
            let found = try #require(report[key], "the report has no \(key)")
            #expect(found == expected, "\(key)")
        }
        let keys = Set(report.object?.keys ?? [])
        #expect(keys == Set(RetailTruth(rows).members.map(\.0) + ["shop", "currency"]))
        try await shop.settle()
        #expect(try await shop.world.verify() == [])
    }

    /// A shop without history has a report as well, of nothing.
    @Test(arguments: Engine.available)
    func nothingIsAHistoryToo(on engine: Engine) async throws {
        let shop = try await RetailShop.empty(engine)
        let report = try await shop.report()
        #expect(report["documents"]?["distinct_invoice_numbers"] == 0)
        #expect(report["revenue_all_lines"]?["net"] == "0.00")
        #expect(report["monthly"] == [] && report["by_country"] == [])
        #expect(report["period"]?["first"] == .null)
        #expect(report["average_order_value"]?["gross_over_orders"] == .null)
        #expect(report["cohorts"]?["months"] == [])
    }

    @Test(arguments: Engine.available)
    func onlyThoseWhoMayReadFigures(on engine: Engine) async throws {
        let shop = try await RetailShop.open(engine, try Array(RetailYear(seed: 1).rows.prefix(8)))
        let stranger = World.person("stranger", ["orders.read"])
        let problem = await shop.world.refusal { _ = try await shop.world.fetch(GetHistory(), as: stranger) }
        #expect(problem?.kind == .forbidden)
        let analyst = World.person("analyst", ["analytics.read"])
        #expect(try await shop.world.fetch(GetHistory(), as: analyst)["currency"] == "GBP")
    }

    /// Another shop's trade is in nobody else's figures.
    @Test(arguments: Engine.available)
    func shopsDoNotMeet(on engine: Engine) async throws {
        let shop = try await RetailShop.open(engine, try RetailYear(seed: 4, documents: 20).rows)
        try await shop.settle()
        let other = try await shop.world.anotherShop()
        let report = try await shop.world.fetch(GetHistory(), in: other)
        #expect(report["rows"]?["total"] == 0)
        #expect(try await shop.world.fetch(ListDailyMetrics(), in: other).data.isEmpty)
        #expect(try await shop.world.fetch(GetCohorts(), in: other).customers == 0)
    }
}
