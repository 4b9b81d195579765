import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Ledger

/// Random walks over everything the books can be told, beside a model that knows what must come of it.
@Suite struct LedgerProperties {
    @Test(arguments: Engine.available, 1...6 as ClosedRange<UInt64>)
    func balancesAreTheSumsOfTheirPostingsAfterAnyWalk(_ engine: Engine, _ seed: UInt64) async throws {
        let till = try await Till.opened(engine, seed: seed)
        var random = SeededRandomness(seed).generator
        var model = Model()
        var refused = 0
        for _ in 0..<80 {
            let deed = model.any(&random)
            let isAllowed = model.allows(deed)
            let problem = await till.world.refusal { try await perform(deed, in: till, &model) }
            #expect((problem == nil) == isAllowed, "\(deed): \(String(describing: problem))")
            if problem == nil { model.did(deed) } else { refused += 1 }
        }
        #expect(refused > 0)
        for (number, credit) in model.credit {
            #expect(try await till.balance(Till.credit(number)) == credit)
            let held = model.holds.values.filter { $0.customer == number }.reduce(0) { $0 + $1.amount }
            #expect(try await till.available(Till.credit(number)) == credit - held)
        }
        let trial = try await till.trial()
        #expect(trial.isBalanced)
        #expect(
            trial.lines.first { $0.purpose == .storeCredit }?.balance.minorUnits ?? 0
                == model.credit.values.reduce(0, +))
        #expect(try await till.world.verify() == [])
    }

    private func perform(_ deed: Model.Deed, in till: Till, _ model: inout Model) async throws {
        switch deed {
        case .grant(let number, let amount):
            try await till.post([Line(.goodwill, amount), Line(.storeCredit, -amount, of: number)], .credit)
        case .spend(let number, let amount):
            try await till.post([Line(.storeCredit, amount, of: number), Line(.deposits, -amount)], .credit)
        case .hold(let number, let amount):
            let hold = try await till.world.perform(SetAside(customer: number, amount: amount))
            model.holds[hold.id] = (number, amount)
        case .release(let hold):
            if let hold { try await till.world.perform(LetGo(hold: hold)) }
        case .take(let hold):
            guard let hold, let (number, amount) = model.holds[hold] else { return }
            let lines = [Line(.storeCredit, amount, of: number), Line(.deposits, -amount)]
            try await till.world.perform(Take(hold: hold, lines: lines))
        }
    }

    private struct Model {
        enum Deed {
            case grant(UInt64, Int64), spend(UInt64, Int64), hold(UInt64, Int64), release(ID<Hold>?), take(ID<Hold>?)
        }

        var credit: [UInt64: Int64] = [:]
        var holds: [ID<Hold>: (customer: UInt64, amount: Int64)] = [:]

        func any(_ random: inout some RandomNumberGenerator) -> Deed {
            let number = UInt64.random(in: 1...3, using: &random)
            let amount = Int64.random(in: 1...900, using: &random)
            let hold = holds.keys.sorted().randomElement(using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: return .grant(number, amount)
            case 2: return .spend(number, amount)
            case 3: return .hold(number, amount)
            case 4: return .release(hold)
            default: return .take(hold)
            }
        }

        func allows(_ deed: Deed) -> Bool {
            switch deed {
            case .grant, .release, .take: true
            case .spend(let number, let amount), .hold(let number, let amount): available(number) >= amount
            }
        }

        private func available(_ number: UInt64) -> Int64 {
            credit[number, default: 0] - holds.values.filter { $0.customer == number }.reduce(0) { $0 + $1.amount }
        }

        mutating func did(_ deed: Deed) {
            switch deed {
            case .grant(let number, let amount): credit[number, default: 0] += amount
            case .spend(let number, let amount): credit[number, default: 0] -= amount
            case .hold: break
            case .release(let hold):
                if let hold { holds[hold] = nil }
            case .take(let hold):
                guard let hold, let held = holds.removeValue(forKey: hold) else { return }
                credit[held.customer, default: 0] -= held.amount
            }
        }
    }
}
