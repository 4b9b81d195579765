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
        #expect(keys == Set(RetailTruth(rows).members.map(\.0) + ["shop", "currency", "discounts_total"]))
        #expect(report["discounts_total"] == "0.00")  // a list of lines knows none
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

/// The truth stands on lists that have the defects it is there for.
@Suite struct RetailYearTests {
    @Test(arguments: [1, 2, 3, 5, 6] as [UInt64])
    func everyDefectOccurs(seed: UInt64) throws {
        let rows = try RetailYear(seed: seed).rows
        let truth = RetailTruth(rows)
        #expect(rows.map(\.at) != rows.map(\.at).sorted())
        #expect(truth.lines.contains { $0.kind == .sale && $0.thousandths % 10 != 0 })
        for kind in [RetailTruth.Kind.sale, .return, .adjustment, .free, .stock] {
            #expect(truth.lines.contains { $0.kind == kind })
        }
        #expect(
            truth.orders.contains { $0.customer == nil } && truth.orders.contains { !$0.lines.allSatisfy(\.isGoods) })
        #expect(truth.orders.contains { order in order.lines.contains { $0.kind == .free } })
        #expect(truth.documents.contains { Set($0.lines.map(\.month)).count == 2 })
        #expect(truth.documents.contains { $0.customer != nil && $0.lines.allSatisfy { $0.kind == .free } })
        #expect(truth.documents.contains { $0.customer?.hasPrefix(RetailYear.friends) == true })
        #expect(rows.contains { $0.code.hasPrefix(" ") } && rows.contains { $0.code != $0.code.uppercased() })
        let members = Dictionary(truth.members, uniquingKeysWith: { first, _ in first })
        #expect(members["customers"]?["ids_with_more_than_one_country"] != 0)
        #expect(members["customers"]?["only_returns_or_other"] != 0)
        let top = members["top10_customers_by_net_revenue"]?.array?.prefix(3).map { $0["customer"]?.string ?? "" }
        #expect(top == ["20001", "20002", "20003"])
    }
}
