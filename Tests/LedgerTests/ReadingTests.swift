import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Ledger

@Suite struct ReadingTests {
    @Test(arguments: Engine.available) func aStatementRunsFromPageToPage(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        for pounds in 1...9 as ClosedRange<Int64> {
            try await till.grant(pounds)
            till.world.clock.advance(by: .seconds(1))
        }
        try await till.post([Line(.storeCredit, 5_00, of: 1), Line(.deposits, -5_00)], .credit)
        let accounts = try await till.world.fetch(ListAccounts(holder: Till.customer(1)))
        let account = try #require(accounts.data.first)
        #expect(accounts.data.count == 1 && account.balance == Money(40_00, .gbp) && account.limit == Money(0, .gbp))
        var balances: [Int64] = []
        var cursor: String?
        repeat {
            let page = try await till.world.fetch(ListPostings(ledgerAccount: account.id, limit: 3, after: cursor))
            balances += page.data.map(\.balance.minorUnits)
            cursor = page.next
        } while cursor != nil
        #expect(balances == [40_00, 45_00, 36_00, 28_00, 21_00, 15_00, 10_00, 6_00, 3_00, 1_00])
    }

    @Test(arguments: Engine.available) func theTrialBalanceOfADayLeavesOutWhatCameAfter(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        let early = try Instant(parsing: "2026-02-28T23:59:59Z")
        let late = try Instant(parsing: "2026-03-01T00:00:00Z")
        try await till.post([Line(.bank, 100), Line(.sales, -100)], at: early)
        try await till.post([Line(.cash, 7), Line(.sales, -7)], at: late)
        let day = try #require(CalendarDate("2026-02-28"))
        let then = try await till.trial(day)
        #expect(then.lines.first { $0.purpose == .sales }?.balance == Money(100, .gbp))
        #expect(then.lines.first { $0.purpose == .cash }?.balance == Money(0, .gbp))
        #expect(then.isBalanced)
        #expect(try await till.trial().lines.first { $0.purpose == .sales }?.balance == Money(107, .gbp))
    }

    @Test(arguments: Engine.available) func theJournalIsFoundByWhatItRecords(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(1)
        try await till.post([Line(.bank, 100), Line(.sales, -100)])
        let credits = try await till.world.fetch(ListEntries(kind: AnyOf([.credit])))
        #expect(credits.data.map(\.kind) == [.credit])
        #expect(try await till.world.fetch(ListEntries(document: Till.document)).data.count == 2)
        #expect(try await till.world.fetch(ListEntries(document: Till.customer(1))).data.isEmpty)
        let other = try await till.world.anotherShop()
        #expect(try await till.world.fetch(ListEntries(), in: other).data.isEmpty)
        #expect(try await till.world.fetch(TrialBalance(), in: other).lines.isEmpty)
    }

    @Test(arguments: Engine.available) func whoeverTampersIsFound(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        try await till.post([Line(.bank, 100), Line(.sales, -100)])
        let tenant = till.world.shop.tenant
        try await till.world.installation.store.write { db in
            if engine == .sqlite {
                try db.execute("DROP TRIGGER ledger_posting_no_update")
            } else {
                try db.execute("DROP TRIGGER ledger_posting_append_only ON ledger_posting")
            }
            try db.execute(
                "UPDATE ledger_posting SET amount_minor = amount_minor * 2 WHERE tenant = \(tenant) AND seq = 1")
            try db.execute("UPDATE ledger_balance SET held_minor = 1 WHERE tenant = \(tenant) AND limit_minor = 0")
        }
        let found = Set(try await till.world.verify().map { String($0.prefix { $0 != ":" }) })
        #expect(
            found.isSuperset(of: [
                "ledger.balances_equal_postings", "ledger.chain_unbroken", "ledger.held_equals_holds",
            ]))
        // Balances follow from postings only while those are what was written.
        #expect(try await till.world.installation.repair(till.world.shop, isPreview: false).isEmpty)
    }

    @Test(arguments: Engine.available) func balancesAreComputedAgain(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        try await till.post([Line(.bank, 100), Line(.sales, -100)])
        let before = try await till.world.fetch(TrialBalance()).lines.map(\.balance)
        let tenant = till.world.shop.tenant
        try await till.world.installation.store.write { db in
            try db.execute("UPDATE ledger_balance SET debit_minor = debit_minor + 7 WHERE tenant = \(tenant)")
            try db.execute("UPDATE ledger_balance SET held_minor = 1 WHERE tenant = \(tenant) AND limit_minor = 0")
        }
        #expect(try await till.world.fetch(TrialBalance()).lines.map(\.balance) != before)
        let done = try await till.world.installation.repair(till.world.shop, isPreview: false)
        #expect(done.map(\.action) == ["ledger.recompute_balances"])
        #expect(try await till.world.fetch(TrialBalance()).lines.map(\.balance) == before)
        #expect(try await till.world.verify() == [])
    }
}
