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

    private var invocation: Invocation { installation.system("demo", tenant: shop.tenant) }

    /// Performs an action.
    @discardableResult
    func perform<A: Action>(_ action: A) async throws -> A.Outcome {
        let performed = try await installation.perform(action, as: invocation)
        guard let outcome = performed.outcome else {
            throw Problem(.approvalRequired, "held", "The demo shop asks nobody for approval.")
        }
        return outcome
    }

    /// Performs an action unless the business refuses it: a shelf may be empty, a customer quicker.
    func attempt<A: Action>(_ action: A) async throws -> A.Outcome? {
        do {
            return try await perform(action)
        } catch let problem as Problem where problem.kind == .conflict || problem.kind == .unprocessable {
            return nil
        }
    }

    /// Performs many actions of one kind, two hundred in a transaction; a refusal ends it.
    @discardableResult
    func performAll<A: Action>(_ actions: [A]) async throws -> [A.Outcome] {
        var outcomes: [A.Outcome] = []
        for start in stride(from: 0, to: actions.count, by: 200) {
            let part = Array(actions[start..<min(start + 200, actions.count)])
            for result in try await installation.runner.performAll(part, as: invocation) {
                outcomes.append(try result.get())
            }
        }
        return outcomes
    }

    /// Performs an action by its name, for those that only people perform.
    func perform(_ name: String, _ input: JSON) async throws {
        let action = try installation.registry.action(name).decode(input.bytes)
        _ = try await installation.runner.performDecoded(action, as: invocation)
    }

    /// Brings the shop's events home and does what has fallen due in it.
    func settle() async throws {
        try await installation.dispatcher.drain(tenant: shop.tenant)
        for sweep in installation.registry.modules.flatMap(\.sweeps) {
            // A bound, as for every sweep.
            for _ in 0..<50 {
                guard let due = try await installation.read(as: invocation, { db in try sweep.due(db) }) else { break }
                _ = try await installation.runner.performDecoded(due, as: invocation)
            }
        }
        try await installation.dispatcher.drain(tenant: shop.tenant)
    }
}
