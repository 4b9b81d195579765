import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

/// Random people ask, vote, take back, delegate, leave, and change what others have asked about: whatever happens, nothing
/// is done without its quorum, nothing twice, and nothing that was not approved.
@Suite struct ApprovalWalkTests {
    private static let names = (0..<6).map { "p\($0)" }

    private struct Walk {
        let world: World
        let crew: Crew
        var dice: Dice
        var notes: [ID<Note>] = []
        var asked: [ID<Approval>] = []

        mutating func someone() -> Caller { Crew.person(dice.one(of: ApprovalWalkTests.names) ?? "p0") }
        mutating func approval() -> ID<Approval>? { dice.one(of: Array(asked.suffix(5))) }

        mutating func step() async throws {
            let caller = someone()
            let colleague = someone().principal
            guard let note = dice.one(of: notes) else { return }
            let world = world
            switch dice.below(12) {
            case 0, 1, 2:
                let pay = PayNote(note: note, amount: Money(Int64(dice.below(40)) * 100, .gbp))
                let performed = try? await world.installation.perform(pay, as: world.invocation(as: caller))
                if let id = performed?.effects.approval { asked.append(id) }
            case 3, 4, 5, 6:
                guard let id = approval() else { return }
                let lender = dice.once(in: 4) ? colleague : nil
                _ = await world.refusal {
                    try await world.perform(Approve(approval: id, onBehalfOf: lender), as: caller)
                }
            case 7:
                guard dice.once(in: 3), let id = approval() else { return }
                _ = await world.refusal { try await world.perform(Reject(approval: id), as: caller) }
            case 8:
                guard dice.once(in: 3), let id = approval() else { return }
                _ = await world.refusal { try await world.perform(WithdrawApproval(approval: id), as: caller) }
            case 9:
                let text = dice.once(in: 4) ? "closed" : "moved"
                try await world.perform(ChangeNote(note: note, text: text))
            case 10:
                let until = world.clock.now + .minutes(Int64(1 + dice.below(90)))
                _ = await world.refusal {
                    try await world.perform(DelegateApprovals(to: colleague, until: until), as: caller)
                }
            case _:
                if dice.once(in: 2) { crew.leave(caller.principal) } else { crew.join(caller) }
                try await world.installation.runner.batch(as: world.invocation()) { try $0.tx.reviewApprovals() }
                world.clock.advance(by: .minutes(Int64(dice.below(60))))
                try await world.installation.settle(world.shop)
            }
        }
    }

    @Test("Never without quorum, never twice, never otherwise than approved", arguments: Engine.available, 1...4)
    func walk(_ engine: Engine, _ seed: Int) async throws {
        let crew = Crew(Self.names.map { Crew.person($0) })
        let world = try await crew.world(engine, seed: UInt64(seed))
        var walk = Walk(world: world, crew: crew, dice: Dice(UInt64(seed)))
        try await world.perform(CreatePolicy(topic: "notes.amount", quorum: 2, expiresAfterHours: 3))
        try await world.perform(CreatePolicy(topic: "notes.amount", above: Money(20_00, .gbp), quorum: 3))
        for number in 0..<3 { walk.notes.append(try await world.perform(WriteNote(text: "n\(number)")).id) }
        for _ in 0..<160 { try await walk.step() }
        #expect(try await world.verify() == [])
        var done = 0
        for id in walk.asked {
            let approval = try await world.approval(id)
            let votes = try await world.fetch(ListApprovalEntries(approval: id)).filter { $0.kind == .approved }
            let isDone = approval.status == .approved
            done += isDone ? 1 : 0
            #expect(Set(votes.map(\.actor)).count == votes.count && Set(votes.map(\.voter)).count == votes.count)
            #expect(!votes.contains { $0.actor == approval.asker || $0.voter == approval.asker })
            #expect(!isDone || votes.count == approval.quorum)
        }
        #expect(try await world.audits("notes.pay") == done, "done once for each that was approved")
        #expect(done > 0 && !walk.asked.isEmpty)
    }
}
