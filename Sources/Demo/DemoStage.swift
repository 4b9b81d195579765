import Kernel
import Platform

/// Where the demo shop's past is played: the installation's own database and modules, with a clock that is set to each
/// moment and chance that comes from the seed.
final class DemoStage: Sendable {
    let clock: ManualClock
    let installation: Installation
    let shop: ShopEntry

    /// Opens the shop at a time in the past.
    static func open(
        _ installation: Installation, slug: String, seed: UInt64, at start: Instant
    ) async throws -> DemoStage {
        let clock = ManualClock(start)
        let stage = try Installation(
            store: installation.store, modules: installation.registry.modules, clock: clock,
            randomness: SeededRandomness(seed &* 0x9e37_79b9_7f4a_7c15), log: installation.log)
        let shop = try await stage.createShop(
            slug: slug, name: "Pemberton Gifts", currency: .gbp, timeZone: try TimeZoneID(parsing: "Europe/London"))
        return DemoStage(clock: clock, installation: stage, shop: shop)
    }

    private init(clock: ManualClock, installation: Installation, shop: ShopEntry) {
        self.clock = clock
        self.installation = installation
        self.shop = shop
    }

    /// An invocation by a colleague, or by the shop itself: its web shop, its till, its payments.
    func invocation(as caller: Caller? = nil) -> Invocation {
        let system = installation.system("demo", tenant: shop.tenant)
        guard let caller else { return system }
        return Invocation(tenant: shop.tenant, caller: caller, request: system.request)
    }

    /// Performs an action.
    @discardableResult
    func perform<A: Action>(_ action: A, as caller: Caller? = nil) async throws -> A.Outcome {
        let performed = try await installation.perform(action, as: invocation(as: caller))
        guard let outcome = performed.outcome else {
            throw Problem(.approvalRequired, "held", "Nobody was there to approve \(A.name).")
        }
        return outcome
    }

    /// Asks for an action that the shop holds; answers the approval it waits for, or nil when the business refuses it.
    func ask<A: Action>(_ action: A, as caller: Caller) async throws -> ID<Approval>? {
        try await unlessRefused {
            try await installation.perform(action, as: invocation(as: caller)).effects.approval
        } ?? nil
    }

    /// Performs an action unless the business refuses it: a shelf may be empty, a customer quicker.
    func attempt<A: Action>(_ action: A, as caller: Caller? = nil) async throws -> A.Outcome? {
        try await unlessRefused { try await perform(action, as: caller) }
    }

    /// As above, for an action by its name.
    @discardableResult
    func attempt(_ name: String, _ input: JSON, as caller: Caller? = nil) async throws -> JSON? {
        try await unlessRefused { try await perform(name, input, as: caller) }
    }

    private func unlessRefused<T>(_ body: () async throws -> T) async throws -> T? {
        do {
            return try await body()
        } catch let problem as Problem where problem.kind == .conflict || problem.kind == .unprocessable {
            return nil
        }
    }

    /// Performs many actions of one kind, two hundred in a transaction; a refusal ends it.
    @discardableResult
    func performAll<A: Action>(_ actions: [A]) async throws -> [A.Outcome] {
        var outcomes: [A.Outcome] = []
        outcomes.reserveCapacity(actions.count)
        for start in stride(from: 0, to: actions.count, by: 200) {
            let part = Array(actions[start..<min(start + 200, actions.count)])
            for result in try await installation.runner.performAll(part, as: invocation()) {
                outcomes.append(try result.get())
            }
        }
        return outcomes
    }

    /// Performs an action by its name, for those whose modules keep them to themselves; answers its outcome as JSON.
    @discardableResult
    func perform(_ name: String, _ input: JSON, as caller: Caller? = nil) async throws -> JSON {
        let action = try installation.registry.action(name).decode(input.bytes)
        let performed = try await installation.runner.performDecoded(action, as: invocation(as: caller))
        return performed.outcome ?? .null
    }

    /// What a query answers, for those whose modules keep them to themselves.
    func answer(_ name: String, _ input: JSON) async throws -> JSON {
        let query = try installation.registry.query(name).decode(input.bytes)
        return try JSON(parsing: await installation.fetchDecoded(query, as: invocation()))
    }

    /// Brings the shop's events home and does what has fallen due in it.
    func settle() async throws { try await installation.settle(shop) }
}
