import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics
@testable import Platform

/// Computing days again, and finding days that are wrong.
@Suite struct RefreshMartTests {
    private static func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    @Test(arguments: Engine.available)
    func aRangeHasTwoEndsInOrderAndAtMostAMonth(on engine: Engine) async throws {
        let shop = try await RetailShop.empty(engine)
        func faults(_ action: RefreshMart) async -> [String]? {
            await shop.world.refusal { _ = try await shop.world.perform(action) }?.errors.map {
                "\($0.field) \($0.code)"
            }
        }
        let first = try Self.date("2025-01-01")
        #expect(await faults(RefreshMart(from: first)) == ["to required"])
        #expect(await faults(RefreshMart(to: first)) == ["from required"])
        #expect(await faults(RefreshMart(from: first, to: first.adding(days: -1))) == ["to out_of_range"])
        #expect(await faults(RefreshMart(from: first, to: first.adding(days: 31))) == ["to out_of_range"])
        #expect(await faults(RefreshMart(from: first, to: first.adding(days: 30))) == nil)
        #expect(await faults(RefreshMart()) == nil)
        let clerk = World.person("clerk", ["analytics.read"])
        let problem = await shop.world.refusal { _ = try await shop.world.perform(RefreshMart(), as: clerk) }
        #expect(problem?.kind == .forbidden)
    }

    @Test(arguments: Engine.available)
    func staleDaysAreDoneAMonthAtATime(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 9, documents: 90).rows
        let shop = try await RetailShop.open(engine, rows)
        #expect(try await shop.world.perform(RefreshMart()).days == 0)  // nothing has been marked yet
        try await shop.world.settle()
        let trade = RetailTruth(rows).documents.filter { document in
            // What was only given away is recorded as stock that left, like a write-off.
            let isBuyer = document.customer?.hasPrefix(RetailYear.friends) == false
            return document.lines.contains { $0.kind != .stock && ($0.kind != .free || isBuyer) }
        }
        var left = Set(trade.map(\.day)).count
        while left > 0 {
            let outcome = try await shop.world.perform(RefreshMart())
            #expect(outcome.days <= 31 && outcome.days > 0 && outcome.staleDaysLeft == left - outcome.days)
            left = outcome.staleDaysLeft
            #expect(try await shop.world.verify() == [])  // what is done is right, what waits is known
        }
        let before = try await shop.days()
        let again = try await shop.world.perform(
            RefreshMart(from: Self.date("2025-07-15"), to: Self.date("2025-08-14")))
        #expect(again.days == 31)
        #expect(try await shop.days() == before)
    }

    static let columns: [SQL] = [
        "orders", "customers", "units", "gross_minor", "discount_minor", "credit_notes", "returned_units",
        "returned_minor", "adjusted_minor",
    ]

    @Test(arguments: Engine.available, columns)
    func aTamperedFigureIsFound(on engine: Engine, column: SQL) async throws {
        let shop = try await RetailShop.open(engine, try RetailYear(seed: 10, documents: 0).rows)
        try await shop.settle()
        let tenant = shop.world.shop.tenant
        let day = Int64(try Self.date("2025-07-31").dayNumber)
        _ = try await shop.world.installation.store.write { db in
            try db.execute(
                "UPDATE analytics_daily_metric SET \(column) = \(column) + 1 WHERE tenant = \(tenant) AND day = \(day)")
        }
        let findings = try await shop.world.verify()
        #expect(
            findings.count == 1 && findings[0].hasPrefix("analytics.mart_equals_documents: 2025-07-31: the mart has"))
        _ = try await shop.world.perform(RefreshMart(from: Self.date("2025-07-31"), to: Self.date("2025-07-31")))
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func missingAndInventedRowsAreFound(on engine: Engine) async throws {
        let shop = try await RetailShop.open(engine, try RetailYear(seed: 11, documents: 5).rows)
        try await shop.settle()
        let tenant = shop.world.shop.tenant
        let store = shop.world.installation.store
        let day = Int64(try Self.date("2025-05-05").dayNumber)
        _ = try await store.write { db in
            try db.execute("DELETE FROM analytics_daily_metric WHERE tenant = \(tenant) AND day = \(day)")
            try db.execute(
                "UPDATE analytics_customer_day SET orders = orders + 1 WHERE tenant = \(tenant) AND day = \(day)")
            try db.execute(
                """
                INSERT INTO analytics_daily_metric (tenant, day, \(DayFigures.columns))
                VALUES (\(tenant), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
                """)
        }
        let findings = try await shop.world.verify()
        #expect(findings.filter { $0.contains("2025-05-05: the mart has") }.count == 1)
        #expect(findings.filter { $0.contains("2025-05-05: what cus_") }.count == 3)
        #expect(findings.filter { $0.contains("1970-01-02") }.count == 1)
        #expect(findings.filter { $0.contains("the cohorts are not") }.count == 1)
        #expect(findings.count == 6)
    }

    /// Events on their way are no fault: what they will change is not judged before they have arrived.
    @Test(arguments: Engine.available)
    func daysWithEventsOnTheirWayAreNotJudged(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let order = try await shop.placed(1)
        try await shop.world.perform(MarkOrderPaid(order: order))
        let before = try await shop.world.installation.verify(shop.world.shop)
        #expect(before.holds)
        try await shop.settle()
        try await shop.world.perform(CancelOrder(order: order, reason: .other))
        let during = try await shop.world.installation.verify(shop.world.shop)
        #expect(during.holds)
        #expect(try await shop.metrics().map(\.orders) == [1])
        #expect(try await shop.settled().isEmpty)
    }

    /// Days are those of the shop's zone; another zone makes other days of the same trade.
    @Test(arguments: Engine.available)
    func anotherTimeZoneMakesOtherDays(on engine: Engine) async throws {
        let row = RetailRow(
            invoice: "1", code: "22001", title: "Lamp", quantity: 1, at: "2025-07-01 00:10:00", price: "5.00",
            customer: "17850", country: "France")
        let shop = try await RetailShop.open(engine, [row])
        #expect(try await shop.settled().map(\.day.description) == ["2025-07-01"])
        try await shop.world.perform(UpdateShop(name: nil, timeZone: .utc))
        #expect(try await shop.world.verify() == [])  // every day waits
        #expect(try await shop.settled().map(\.day.description) == ["2025-06-30"])
        #expect(try await shop.world.fetch(GetCohorts()).cohorts.map(\.month.description) == ["2025-06"])
        #expect(try await shop.world.verify() == [])
        #expect(try await shop.report()["period"]?["first"] == "2025-06-30 23:10:00")
    }
}
