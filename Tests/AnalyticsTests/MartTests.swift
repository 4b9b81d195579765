import Catalog
import Customers
import Inventory
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics
@testable import Orders

/// The mart says what the documents say, whatever became of them.
@Suite struct MartTests {
    @Test(arguments: Engine.available, [5, 6] as [UInt64])
    func everyDayIsWhatTheLinesSay(on engine: Engine, seed: UInt64) async throws {
        let rows = try RetailYear(seed: seed).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        let found = try await shop.days()
        #expect(Set(found.keys) == Set(truth.days.keys))
        for (day, expected) in truth.days { #expect(found[day] == expected, "\(day)") }
        let cohorts = try await shop.world.fetch(GetCohorts())
        #expect(cohorts.cohorts.map(\.month.description) == truth.cohortTable.map(\.month))
        #expect(cohorts.cohorts.map(\.size) == truth.cohortTable.map { $0.active[0] })
        for (cohort, expected) in zip(cohorts.cohorts, truth.cohortTable) {
            // The mart ends with the last month in which a known customer ordered.
            #expect(cohort.active == Array(expected.active.prefix(cohort.active.count)))
            #expect(expected.active.dropFirst(cohort.active.count).allSatisfy { $0 == 0 })
        }
        let report = try await shop.report()
        #expect(report["customers"]?["with_at_least_one_order"]?.int == Int64(cohorts.customers))
        #expect(report["customers"]?["with_two_or_more_orders"]?.int == Int64(cohorts.customersWithTwoOrMoreOrders))
        #expect(report["customers"]?["repeat_customer_rate"] == .double(cohorts.repeatRate))
    }

    @Test(arguments: Engine.available)
    func daysComeNewestFirstAndByRange(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 7, documents: 30).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let all = try await shop.metrics().map(\.day)
        #expect(all == all.sorted(by: >) && all.count == RetailTruth(rows).days.count)
        var query = ListDailyMetrics()
        query.from = try CalendarDate(parsing: "2025-03-30")
        query.to = try CalendarDate(parsing: "2025-07-31")
        query.limit = 100
        let some = try await shop.world.fetch(query).data.map(\.day)
        #expect(
            some == all.filter { day in query.from.map { $0 <= day } == true && query.to.map { $0 >= day } == true })
        #expect(some.contains(try CalendarDate(parsing: "2025-03-30")))
    }

    /// Everything that may happen to an order, one after the other, on days of their own.
    @Test(arguments: Engine.available)
    func ordersCountWhenTheyArePaidAndNoLongerWhenTheyAreCancelled(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let monday = try await shop.placed(2, discount: 1_00)
        #expect(try await shop.settled().isEmpty)  // nobody has paid yet
        try await shop.world.perform(MarkOrderPaid(order: monday))
        let paid = try await shop.settled()
        #expect(paid.map(\.gross.minorUnits) == [9_00] && paid[0].discount == Money(1_00, .gbp))
        #expect(paid[0].net == Money(8_00, .gbp) && paid[0].orders == 1 && paid[0].units.wholeUnits == 2)
        #expect(try await shop.report()["discounts_total"] == "1.00")
        shop.world.clock.advance(by: .days(1))
        let tuesday = try await shop.placed(3)
        try await shop.world.perform(MarkOrderPaid(order: tuesday))
        #expect(try await shop.settled().map(\.gross.minorUnits) == [13_50, 9_00])
        shop.world.clock.advance(by: .days(1))
        try await shop.world.perform(CancelOrder(order: tuesday, reason: .customer))
        #expect(try await shop.settled().map(\.gross.minorUnits) == [9_00])
        try await shop.world.perform(FulfilOrder(order: monday))
        try await shop.world.perform(
            CreateCreditNote(order: monday, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        let returned = try await shop.settled()
        #expect(returned.map(\.returned.minorUnits) == [4_00, 0] && returned.map(\.gross.minorUnits) == [0, 9_00])
        shop.world.clock.advance(by: .days(3))
        try await shop.world.perform(RefundOrder(order: monday, restock: false))
        #expect(try await shop.settled().map(\.returned.minorUnits) == [4_00, 4_00, 0])
        #expect(try await shop.world.verify() == [])
    }

    /// A deleted order takes its credit notes with it, also those of later days.
    @Test(arguments: Engine.available)
    func deletedOrdersAreInNoDayUntilTheyAreRestored(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let order = try await shop.placed(2)
        try await shop.world.perform(MarkOrderPaid(order: order))
        try await shop.world.perform(FulfilOrder(order: order))
        shop.world.clock.advance(by: .days(5))
        try await shop.world.perform(
            CreateCreditNote(order: order, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        let before = try await shop.settled()
        #expect(before.count == 2)
        try await shop.world.perform(MarkOrderRefunded(order: order))
        shop.world.clock.advance(by: .days(5))
        try await shop.world.perform(DeleteOrder(order: order))
        #expect(try await shop.settled().isEmpty)
        #expect(try await shop.world.fetch(GetCohorts()).customers == 0)
        try await shop.world.perform(RestoreOrder(order: order))
        let after = try await shop.settled()
        #expect(after.map(\.day) == before.map(\.day) && after.map(\.net) == before.map(\.net))
        #expect(try await shop.world.fetch(GetCohorts()).customers == 1)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func adjustmentsComeAndGo(on engine: Engine) async throws {
        let shop = try await RetailShop.open(
            engine,
            [
                RetailRow(
                    invoice: "A1", code: "B", title: "Bad debt", quantity: 1, at: "2025-07-01 00:10:00",
                    price: "-11.06",
                    customer: nil, country: "United Kingdom")
            ])
        let day = try #require(try await shop.settled().first)
        #expect(day.day.description == "2025-07-01" && day.adjusted == Money(-11_06, .gbp) && day.net.isZero)
        let note = try #require(try await shop.world.fetch(ListCreditNotes()).data.first)
        try await shop.world.perform(DeleteCreditNote(creditNote: note.id))
        #expect(try await shop.settled().isEmpty)
        try await shop.world.perform(RestoreCreditNote(creditNote: note.id))
        #expect(try await shop.settled().count == 1)
    }

    @Test(arguments: Engine.available)
    func aWithdrawnImportLeavesWhatWasThereBefore(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let own = try await shop.placed(2)
        try await shop.world.perform(MarkOrderPaid(order: own))
        let before = try await shop.settled()
        try await shop.record(try RetailYear(seed: 8, documents: 60).rows)
        #expect(try await shop.settled().count > 40)
        var outcome: WithdrawImported.Outcome
        repeat {
            outcome = try await shop.world.perform(WithdrawImported(importID: RetailShop.file, limit: 50))
        } while !outcome.isDone
        #expect(try await shop.settled().map(\.net) == before.map(\.net))
        #expect(try await shop.world.verify() == [])
    }

    /// Figures that somebody altered are computed again.
    @Test(arguments: Engine.available)
    func whatIsWrongIsComputedAgain(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        try await shop.record(try RetailYear(seed: 8, documents: 60).rows)
        let before = try await shop.settled().map(\.gross)
        let tenant = shop.world.shop.tenant
        try await shop.world.installation.store.write { db in
            try db.execute("UPDATE analytics_daily_metric SET gross_minor = gross_minor + 1 WHERE tenant = \(tenant)")
            try db.execute("UPDATE analytics_slice_day SET orders = orders + 1 WHERE tenant = \(tenant)")
        }
        #expect(try await !shop.world.verify().isEmpty)
        let done = try await shop.world.installation.repair(shop.world.shop, isPreview: false)
        #expect(Set(done.map(\.action)) == ["analytics.refresh_mart"])
        #expect(try await shop.settled().map(\.gross) == before)
        #expect(try await shop.world.verify() == [])
    }

    /// A guest who is known now counts as a customer of that day.
    @Test(arguments: Engine.available)
    func guestsMayBecomeKnown(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let order = try await shop.placed(1, asGuest: true)
        try await shop.world.perform(MarkOrderPaid(order: order))
        #expect(try await shop.settled().map(\.customers) == [0])
        let ada = try #require(try await shop.world.read { db in try Customer.numbered(["A-1"], in: db)["A-1"] })
        try await shop.world.perform(AssignOrderCustomer(order: order, customer: ada))
        #expect(try await shop.settled().map(\.customers) == [1])
        #expect(try await shop.world.fetch(GetCohorts()).cohorts.map(\.active) == [[1]])
    }
}
