import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

/// Policies: what waits, for whom, for how many; and what does not.
@Suite struct ApprovalPolicyTests {
    private static let here = Reference(kind: "loc", raw: RawID(high: 7, low: 7))
    private static let elsewhere = Reference(kind: "loc", raw: RawID(high: 8, low: 8))

    /// One policy and one request, and whether it waits.
    private struct Case: Sendable, CustomStringConvertible {
        let description: String
        let waits: Bool
        let policy: @Sendable () -> CreatePolicy
        var pay: @Sendable (inout PayNote) -> Void = { _ in }
        var role = "clerk"
        var channel: String?
    }

    private static let hundred = Money(100_00, .gbp)
    private static let cases: [Case] = [
        Case(description: "any size", waits: true) { CreatePolicy(topic: "notes.amount") },
        Case(description: "at the threshold", waits: false) { CreatePolicy(topic: "notes.amount", above: hundred) },
        Case(description: "above it", waits: true) { CreatePolicy(topic: "notes.amount", above: Money(99_99, .gbp)) },
        Case(description: "another topic", waits: false) { CreatePolicy(topic: "notes.units") },
        Case(
            description: "units at it", waits: false,
            policy: {
                CreatePolicy(topic: "notes.units", aboveQuantity: Quantity(micros: 3_000_000))
            }, pay: { $0.units = Quantity(micros: 3_000_000) }),
        Case(
            description: "units above it", waits: true,
            policy: {
                CreatePolicy(topic: "notes.units", aboveQuantity: Quantity(micros: 2_000_000))
            }, pay: { $0.units = Quantity(micros: -3_000_000) }),
        Case(description: "by action", waits: true) { CreatePolicy(action: "notes.pay") },
        Case(description: "by another action", waits: false) { CreatePolicy(action: "notes.change") },
        Case(description: "no risk", waits: false) { CreatePolicy(risks: ["notes.elsewhere"]) },
        Case(
            description: "a risk", waits: true, policy: { CreatePolicy(risks: ["notes.elsewhere"]) },
            pay: {
                $0.risky = true
            }),
        Case(
            description: "a risk, but small", waits: false,
            policy: {
                CreatePolicy(topic: "notes.amount", above: Money(500_00, .gbp), risks: ["notes.elsewhere"])
            }, pay: { $0.risky = true }),
        Case(description: "the role", waits: true) { CreatePolicy(topic: "notes.amount", role: "clerk") },
        Case(description: "another role", waits: false) { CreatePolicy(topic: "notes.amount", role: "boss") },
        Case(
            description: "the channel of the request", waits: true,
            policy: {
                CreatePolicy(topic: "notes.amount", channel: "web")
            }, channel: "web"),
        Case(
            description: "the channel of the action", waits: true,
            policy: {
                CreatePolicy(topic: "notes.amount", channel: "web")
            }, pay: { $0.channel = "web" }, channel: "pos"),
        Case(description: "another channel", waits: false) { CreatePolicy(topic: "notes.amount", channel: "web") },
        Case(
            description: "the location", waits: true,
            policy: {
                CreatePolicy(topic: "notes.amount", location: here)
            }, pay: { $0.location = here }),
        Case(
            description: "another location", waits: false,
            policy: {
                CreatePolicy(topic: "notes.amount", location: here)
            }, pay: { $0.location = elsewhere }),
    ]

    @Test("What a policy says must all be so", arguments: Engine.available)
    func matrix(_ engine: Engine) async throws {
        let world = try await ApprovalTests.crew.world(engine)
        let note = try await world.perform(WriteNote(text: "a"))
        for one in Self.cases {
            let policy = try await world.perform(one.policy())
            var pay = PayNote(note: note.id, amount: Self.hundred)
            one.pay(&pay)
            var invocation = world.invocation(as: Crew.person("asker", role: one.role))
            invocation.request.channel = one.channel
            let tried = try await world.installation.perform(
                pay,
                as: {
                    var preview = invocation
                    preview.isPreview = true
                    return preview
                }())
            #expect(tried.effects.wouldNeedApproval == one.waits, "\(one), tried")
            let performed = try await world.installation.perform(pay, as: invocation)
            #expect((performed.state == .held) == one.waits, "\(one)")
            let system = try await world.installation.perform(pay, as: world.installation.system("test", tenant: 1))
            #expect(system.state == .done, "the system's own work is never held")
            try await world.perform(RemovePolicy(policy: policy.id))
        }
        #expect(try await world.verify() == [])
    }

    @Test(
        "Of several that apply, the one that asks for most counts; the shortest time does", arguments: Engine.available)
    func strictest(_ engine: Engine) async throws {
        let world = try await ApprovalTests.crew.world(engine)
        let note = try await world.perform(WriteNote(text: "a"))
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.pay"]))
        try await world.perform(CreatePolicy(topic: "notes.amount", quorum: 1, expiresAfterHours: 5))
        try await world.perform(
            CreatePolicy(topic: "notes.amount", above: Self.hundred, quorum: 2, decidedByRole: "boss"))
        let small = try await world.ask(PayNote(note: note.id, amount: Self.hundred), as: ApprovalTests.asker)
        let large = try await world.ask(PayNote(note: note.id, amount: Money(200_00, .gbp)), as: ApprovalTests.asker)
        let (first, second) = (try await world.approval(small), try await world.approval(large))
        #expect(first.quorum == 1 && first.deciderRole == nil)
        #expect(second.quorum == 2 && second.deciderRole == "boss")
        #expect(second.expiresAt == world.clock.now + .hours(5))
    }

    @Test("A policy that means nothing is refused at its fields", arguments: Engine.available)
    func refused(_ engine: Engine) async throws {
        let world = try await ApprovalTests.crew.world(engine)
        func fields(_ policy: CreatePolicy) async -> [String] {
            let problem = await world.refusal { try await world.perform(policy) }
            guard let problem, !problem.errors.isEmpty else { return [problem?.code ?? "nothing"] }
            return problem.errors.map(\.field)
        }
        #expect(await fields(CreatePolicy(topic: "notes.nothing")) == ["topic"])
        #expect(await fields(CreatePolicy(action: "notes.write")) == ["action"])
        #expect(await fields(CreatePolicy(topic: "notes.units", above: Self.hundred)) == ["above"])
        #expect(await fields(CreatePolicy(topic: "notes.amount", above: Money(1, .eur))) == ["above"])
        #expect(await fields(CreatePolicy(topic: "notes.amount", quorum: 6)) == ["quorum"])
        #expect(
            await fields(CreatePolicy(topic: "notes.amount", decidedByPermission: "no.right")) == [
                "decided_by_permission"
            ])
        #expect(await fields(CreatePolicy(quorum: 1)) == ["approval_policies.unsound"])
        #expect(await fields(CreatePolicy(topic: "notes.amount", expiresAfterHours: 0)) == ["expires_after_hours"])
        let policy = try await world.perform(CreatePolicy(topic: "notes.amount"))
        let changed = try await world.perform(UpdatePolicy(policy: policy.id, topic: "notes.amount", quorum: 3))
        #expect(try await world.fetch(ListPolicies()).data == [changed])
        #expect(try await world.fetch(GetPolicy(policy: policy.id)).quorum == 3)
        let other = try await world.anotherShop()
        #expect(try await world.fetch(ListPolicies(), in: other).data.isEmpty)
        #expect(try await world.verify() == [])
    }
}
