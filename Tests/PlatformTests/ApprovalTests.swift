import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

/// Approvals: bound to what people said yes to, by enough of them, done once or not at all.
@Suite struct ApprovalTests {
    static let asker = Crew.person("asker")
    static let (anna, ben, chris) = (Crew.person("anna"), Crew.person("ben"), Crew.person("chris"))
    static let owner = Crew.person("owner", role: "owner", ["*"])
    static var crew: Crew { Crew([asker, anna, ben, chris, owner]) }

    private func pounds(_ amount: Int64) -> Money { Money(amount * 100, .gbp) }

    private func held(_ world: World, quorum: Int = 1, text: String = "a") async throws -> (ID<Note>, ID<Approval>) {
        let note = try await world.perform(WriteNote(text: text))
        let policies = try await world.fetch(ListPolicies()).data
        if policies.isEmpty { try await world.perform(CreatePolicy(topic: "notes.amount", quorum: quorum)) }
        return (note.id, try await world.ask(PayNote(note: note.id, amount: pounds(5)), as: Self.asker))
    }

    @Test("So many different people say yes, and then it is done once", arguments: Engine.available)
    func quorum(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        let (note, id) = try await held(world, quorum: 2)
        try await world.perform(Approve(approval: id), as: Self.anna)
        #expect(try await world.note(note) == "a")
        #expect(try await world.approval(id).votes == 1)
        let twice = await world.refusal { try await world.perform(Approve(approval: id), as: Self.anna) }
        #expect(twice?.code == "approvals.voted_already")
        let key = Caller(
            kind: .apiKey, principal: "key_of_anna", permissions: .all, role: "api_key", person: Self.anna.principal)
        let byKey = await world.refusal { try await world.perform(Approve(approval: id), as: key) }
        #expect(byKey?.code == "approvals.voted_already", "a key is not a second person")
        let own = Caller(
            kind: .apiKey, principal: "key_of_asker", permissions: .all, role: "api_key", person: Self.asker.principal)
        let ownKey = await world.refusal { try await world.perform(Approve(approval: id), as: own) }
        #expect(ownKey?.code == "approvals.own_request")
        world.clock.advance(by: .days(3))
        let decided = try await world.perform(Approve(approval: id, notes: "Fine."), as: Self.ben)
        #expect(decided.approval.status == .approved && decided.outcome?["text"]?.string == "a +500")
        #expect(decided.approval.executedDigest == decided.approval.previewDigest)
        let told = try await world.fetch(ListApprovalEntries(approval: id))
        #expect(told.map(\.kind) == [.requested, .approved, .approved, .executed])
        #expect(try await world.audits("notes.pay") == 1)
        #expect(try await world.verify() == [])
    }

    @Test("What would be refused now is refused now, not held", arguments: Engine.available)
    func refusedAtOnce(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        try await world.perform(CreatePolicy(topic: "notes.amount"))
        let note = try await world.perform(WriteNote(text: "closed"))
        let refused = await world.refusal {
            _ = try await world.ask(PayNote(note: note.id, amount: pounds(5)), as: Self.asker)
        }
        #expect(refused?.code == "notes.closed")
        #expect(try await world.fetch(ListApprovals()).data.isEmpty)
    }

    @Test("When the world has moved, nothing is done, and what changed is said", arguments: Engine.available)
    func moved(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        let (note, id) = try await held(world)
        try await world.perform(WriteNote(text: "another, which changes a number from a counter"))
        try await world.perform(SendNote(note: note))
        let compared = try await world.perform(CompareApproval(approval: id), as: Self.anna)
        #expect(!compared.holds && compared.differences.map(\.field) == ["text"])
        let decided = try await world.perform(Approve(approval: id), as: Self.anna)
        #expect(decided.approval.status == .void && decided.outcome == nil)
        let drift = try #require(decided.approval.drift)
        #expect(drift == [Difference(record: note.description, field: "text", then: "a", now: "sent")])
        #expect(try await world.note(note) == "sent")
        #expect(try await world.audits("notes.pay") == 0)
        #expect(try await world.fetch(ListApprovalEntries(approval: id)).last?.kind == .voided)
        #expect(try await world.verify() == [])
    }

    @Test("What is refused in the end is written down and somebody hears of it", arguments: Engine.available)
    func refusedInTheEnd(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        let (note, id) = try await held(world)
        try await world.installation.store.write { db in
            _ = try db.execute("UPDATE note SET text = 'closed' WHERE tenant = 1 AND id = \(note)")
        }
        let decided = try await world.perform(Approve(approval: id), as: Self.anna)
        #expect(decided.approval.status == .failed && decided.approval.problem?.code == "notes.closed")
        let raised = try #require(try await world.openExceptions().first)
        #expect(raised.reason == "approvals.refused" && raised.about == id.reference)
        #expect(raised.details["code"] == "notes.closed" && raised.action == "notes.pay")
        try await world.installation.store.write { db in
            _ = try db.execute("UPDATE note SET text = 'a' WHERE tenant = 1 AND id = \(note)")
        }
        let clerk = Crew.person("asker", ["notes.*", "exceptions.*"])
        let retried = try await world.perform(RetryException(exception: raised.id), as: clerk)
        #expect(retried.approval != nil, "it is asked for again")
        #expect(try await world.verify() == [])
    }

    @Test("One no is enough; whoever asked may take it back, nobody else", arguments: Engine.available)
    func rejectedAndWithdrawn(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        let (_, first) = try await held(world, quorum: 3)
        try await world.perform(Approve(approval: first), as: Self.anna)
        try await world.perform(Reject(approval: first, notes: "No."), as: Self.ben)
        let late = await world.refusal { try await world.perform(Approve(approval: first), as: Self.chris) }
        #expect(late?.code == "invalid_transition")
        let (_, second) = try await held(world, text: "b")
        let foreign = await world.refusal { try await world.perform(WithdrawApproval(approval: second), as: Self.ben) }
        #expect(foreign?.code == "approvals.not_yours")
        try await world.perform(WithdrawApproval(approval: second), as: Self.asker)
        #expect(try await world.approval(second).status == .withdrawn)
        #expect(try await world.verify() == [])
    }

    @Test("Nobody decides after the time, and the sweep says that it is over", arguments: Engine.available)
    func expired(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        try await world.perform(CreatePolicy(topic: "notes.amount", expiresAfterHours: 24))
        let (_, id) = try await held(world)
        try await world.installation.settle(world.shop)
        #expect(try await world.approval(id).status == .pending)
        world.clock.advance(by: .hours(24))
        let late = await world.refusal { try await world.perform(Approve(approval: id), as: Self.anna) }
        #expect(late?.code == "approvals.expired")
        try await world.installation.settle(world.shop)
        #expect(try await world.approval(id).status == .expired)
        #expect(try await world.verify() == [])
    }

    @Test(
        "Somebody decides in a colleague's place, for a time, never what either asked for", arguments: Engine.available)
    func delegated(_ engine: Engine) async throws {
        let crew = Crew([Self.asker, Self.anna, Crew.person("ben", role: "boss"), Self.owner])
        let world = try await crew.world(engine)
        try await world.perform(CreatePolicy(topic: "notes.amount", quorum: 1, decidedByRole: "boss"))
        let (_, id) = try await held(world)
        let ben = Crew.person("ben", role: "boss")
        let others = await world.refusal { try await world.perform(Approve(approval: id), as: Self.anna) }
        #expect(others?.code == "approvals.others_decide")
        let unasked = await world.refusal {
            try await world.perform(Approve(approval: id, onBehalfOf: "usr_ben"), as: Self.anna)
        }
        #expect(unasked?.code == "approvals.no_delegation")
        let until = world.clock.now + .hours(2)
        try await world.perform(DelegateApprovals(to: "usr_asker", until: until), as: ben)
        let own = await world.refusal {
            try await world.perform(Approve(approval: id, onBehalfOf: "usr_ben"), as: Self.asker)
        }
        #expect(own?.code == "approvals.own_request")
        let lent = try await world.perform(DelegateApprovals(to: "usr_anna", until: until), as: ben)
        #expect(try await world.fetch(ListDeciders(approval: id), as: Self.anna).lenders == ["usr_ben"])
        world.clock.advance(by: .hours(3))
        let late = await world.refusal {
            try await world.perform(Approve(approval: id, onBehalfOf: "usr_ben"), as: Self.anna)
        }
        #expect(late?.code == "approvals.no_delegation")
        let again = try await world.perform(
            DelegateApprovals(to: "usr_anna", until: world.clock.now + .hours(2), approval: id), as: ben)
        let decided = try await world.perform(Approve(approval: id, onBehalfOf: "usr_ben"), as: Self.anna)
        #expect(decided.approval.status == .approved && lent.id != again.id)
        let votes = try await world.fetch(ListApprovalEntries(approval: id)).filter { $0.kind == .approved }
        #expect(votes.map(\.actor) == ["usr_anna"] && votes.map(\.voter) == ["usr_ben"])
        #expect(try await world.verify() == [])
    }

    @Test(
        "Who leaves strands nothing: votes stay, and when too few are left the shop hears of it",
        arguments: Engine.available)
    func leaving(_ engine: Engine) async throws {
        let crew = Crew([Self.asker, Self.anna, Self.ben, Self.chris])
        let world = try await crew.world(engine)
        let (note, id) = try await held(world, quorum: 2)
        try await world.perform(Approve(approval: id), as: Self.anna)
        crew.leave("usr_anna")
        crew.leave("usr_ben")
        try await world.installation.runner.batch(as: world.invocation()) { try $0.tx.reviewApprovals() }
        #expect(try await world.openExceptions().isEmpty, "chris is left, and anna's vote stays")
        crew.leave("usr_chris")
        try await world.installation.runner.batch(as: world.invocation()) { try $0.tx.reviewApprovals() }
        let raised = try #require(try await world.openExceptions().first)
        #expect(raised.reason == "approvals.nobody_left" && raised.details["left"] == "0")
        crew.join(Self.owner)
        try await world.perform(Approve(approval: id), as: Self.owner)
        #expect(try await world.note(note) == "a +500")
        #expect(try await world.openExceptions().isEmpty, "decided, so nobody has to be found")
        #expect(try await world.verify() == [])
    }

    @Test("Two last votes, yes against no, taking back while approving: one outcome", arguments: Engine.available)
    func races(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        for round in 0..<12 {
            let (note, id) = try await held(world, text: "race \(round)")
            let other: @Sendable () async throws -> Void = {
                switch round % 3 {
                case 0: try await world.perform(Approve(approval: id), as: Self.ben)
                case 1: try await world.perform(Reject(approval: id), as: Self.ben)
                case _: try await world.perform(WithdrawApproval(approval: id), as: Self.asker)
                }
            }
            let approve: @Sendable () async throws -> Void = {
                try await world.perform(Approve(approval: id), as: Self.anna)
            }
            let deeds = [approve, other]
            let done = await withTaskGroup(of: Bool.self) { group in
                for deed in deeds { group.addTask { await world.refusal(deed) == nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let status = try await world.approval(id).status
            #expect(done == 1 && status != .pending)
            #expect(try await world.note(note).hasSuffix("+500") == (status == .approved))
        }
        #expect(try await world.verify() == [])
    }

    @Test("The database refuses what the code never does", arguments: Engine.available)
    func constraints(_ engine: Engine) async throws {
        let world = try await Self.crew.world(engine)
        let (_, id) = try await held(world, quorum: 2)
        for change: SQL in [
            "UPDATE approval SET votes = 2 WHERE tenant = 1 AND id = \(id)",
            "UPDATE approval SET status = 'approved', decided_at = 1, votes = 1 WHERE tenant = 1 AND id = \(id)",
            "UPDATE approval SET status = 'approved', decided_at = 1, votes = 2 WHERE tenant = 1 AND id = \(id)",
            "UPDATE approval SET status = 'rejected', decided_at = 1, decided_by = asker WHERE tenant = 1 AND id = \(id)",
            "UPDATE approval_event SET kind = 'approved' WHERE tenant = 1 AND approval = \(id)",
        ] {
            let refused = await world.refusal {
                try await world.installation.store.write { db in _ = try db.execute(change) }
            }
            #expect(refused != nil)
        }
    }
}
