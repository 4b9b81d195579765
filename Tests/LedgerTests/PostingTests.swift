import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Ledger

@Suite struct PostingTests {
    @Test(arguments: Engine.available) func anEntryMovesMoneyBetweenAccounts(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        let id = try await till.post(
            [Line(.bank, 120_00), Line(.sales, -100_00), Line(.taxDue, -20_00), Line(.fees, 0)])
        #expect(try await till.balance(.shop(.bank)) == 120_00)
        #expect(try await till.balance(.shop(.sales)) == 100_00)
        let entry = try await till.world.fetch(GetEntry(ledgerEntry: id))
        #expect(entry.lines?.map(\.purpose) == [.bank, .sales, .taxDue])
        #expect(entry.amount == Money(120_00, .gbp) && entry.kind == .payment)
        #expect(entry.lines?[0].debit == Money(120_00, .gbp) && entry.lines?[1].credit == Money(100_00, .gbp))
        let trial = try await till.trial()
        #expect(trial.isBalanced && trial.totals.map(\.debits) == [Money(120_00, .gbp)])
        #expect(trial.lines.map(\.purpose) == [.bank, .taxDue, .sales])
        #expect(try await till.world.verify() == [])
    }

    @Test func anEntryThatDoesNotBalanceIsNotPosted() async throws {
        let till = try await Till.opened(.sqlite)
        let refused: [[Line]] = [
            [Line(.bank, 100), Line(.sales, -99)], [Line(.bank, 100)], [], [Line(.bank, 0), Line(.sales, 0)],
            [Line(.bank, 100), Line(.sales, -100, in: .eur)],
        ]
        for lines in refused {
            let problem = await till.world.refusal { try await till.post(lines) }
            #expect(problem?.kind == .internal)
        }
        try await till.post([
            Line(.bank, 100), Line(.exchange, -100), Line(.exchange, 120, in: .eur), Line(.bank, -120, in: .eur),
        ])
        #expect(try await till.trial().isBalanced)
        #expect(try await till.world.verify() == [])
    }

    @Test(arguments: Engine.available, Raw.Deed.allCases)
    func theDatabaseRefusesWhatTheBooksNeverDo(_ engine: Engine, _ deed: Raw.Deed) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        let before = try await till.trial().totals.map(\.debits)
        let problem = await till.world.refusal { try await till.world.perform(Raw(deed: deed)) }
        #expect(problem != nil)
        #expect(try await till.trial().totals.map(\.debits) == before)
        try await till.grant(5)
        #expect(try await till.world.verify() == [])
    }

    @Test(arguments: Engine.available) func nobodySpendsWhatIsNotThere(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        let spend = Post(kind: .credit, lines: [Line(.storeCredit, 10_01, of: 1), Line(.deposits, -10_01)])
        let problem = await till.world.refusal { try await till.world.perform(spend) }
        #expect(problem?.code == "ledger.not_enough" && problem?.details["available"] == "GBP 10.00")
        try await till.world.perform(Limit(customer: 1, amount: 1))
        try await till.world.perform(spend)
        #expect(try await till.balance(Till.credit()) == -1)
        let lower = await till.world.refusal { try await till.world.perform(Limit(customer: 1, amount: 0)) }
        #expect(lower?.code == "ledger.limit_in_use")
        #expect(try await till.world.verify() == [])
    }

    @Test(arguments: Engine.available) func ofManyWhoSpendAtOnceTheBalanceDecides(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        let spent = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    await till.world.refusal {
                        try await till.post([Line(.storeCredit, 1_00, of: 1), Line(.deposits, -1_00)], .credit)
                    } == nil
                }
            }
            return await group.reduce(into: 0) { count, isDone in count += isDone ? 1 : 0 }
        }
        #expect(spent == 10)
        #expect(try await till.balance(Till.credit()) == 0)
        #expect(try await till.balance(.shop(.deposits)) == 10_00)
        #expect(try await till.world.verify() == [])
    }

    @Test(arguments: Engine.available) func anEntryIsTakenBackOnce(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        let id = try await till.post([Line(.bank, 50), Line(.sales, -50)])
        let back = try await till.world.perform(Reverse(entry: id)).entry
        #expect(try await till.balance(.shop(.bank)) == 0)
        for entry in [id, back] {
            let again = await till.world.refusal { try await till.world.perform(Reverse(entry: entry)) }
            #expect(again?.code == "ledger.already_reversed")
        }
        let reversal = try await till.world.fetch(GetEntry(ledgerEntry: back))
        #expect(reversal.reverses == id && reversal.memo == "wrong")
        let other = try await till.world.anotherShop()
        let foreign = await till.world.refusal { try await till.world.perform(Reverse(entry: id), in: other) }
        #expect(foreign?.kind == .notFound)
        #expect(try await till.world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatIsHeldCannotBeSpentElsewhere(_ engine: Engine) async throws {
        let till = try await Till.opened(engine)
        try await till.grant(10)
        let first = try await till.world.perform(SetAside(customer: 1, amount: 6_00))
        let more = await till.world.refusal { try await till.world.perform(SetAside(customer: 1, amount: 4_01)) }
        #expect(more?.code == "ledger.not_enough")
        let stranger = await till.world.refusal { try await till.world.perform(SetAside(customer: 2, amount: 1)) }
        #expect(stranger?.code == "ledger.not_enough")
        let second = try await till.world.perform(SetAside(customer: 1, amount: 4_00))
        #expect(try await till.available(Till.credit()) == 0)
        try await till.world.perform(LetGo(hold: second.id))
        let taken = [Line(.storeCredit, 6_00, of: 1), Line(.deposits, -6_00)]
        try await till.world.perform(Take(hold: first.id, lines: taken))
        for hold in [first.id, second.id] {
            #expect(await till.world.refusal { try await till.world.perform(LetGo(hold: hold)) }?.kind == .conflict)
        }
        #expect(try await till.available(Till.credit()) == 4_00)
        #expect(try await till.world.verify() == [])
    }
}
