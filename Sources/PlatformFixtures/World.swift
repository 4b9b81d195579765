import Kernel
import Logging
import Platform
import Store
import StoreFixtures

/// A whole installation in a database nobody else sees, with the clock in hand: what tests of modules run in.
public final class World: Sendable {
    /// The installation under test.
    public let installation: Installation
    /// The clock; nothing moves it but the test.
    public let clock: ManualClock
    /// The shop that exists from the start: GBP, Europe/London.
    public let shop: ShopEntry

    /// A fresh, migrated installation of these modules (the platform's own is always there) with one shop.
    public static func fresh(
        _ engine: Engine, modules: [Module] = [], seed: UInt64 = 1, currency: String = "GBP",
        zone: String = "Europe/London", options: StoreOptions = StoreOptions(synchronous: .off)
    ) async throws -> World {
        let store = try await TestStore.fresh(engine, options: options)
        let clock = ManualClock(try Instant(parsing: "2026-03-02T09:00:00Z"))
        let installation = try Installation(
            store: store, modules: PlatformModule.all + modules, clock: clock,
            randomness: SeededRandomness(seed), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await installation.migrator.up(store)
        let shop = try await installation.createShop(
            slug: "test-shop", name: "Test shop", currency: try Currency(parsing: currency),
            timeZone: try TimeZoneID(parsing: zone))
        return World(installation: installation, clock: clock, shop: shop)
    }

    init(installation: Installation, clock: ManualClock, shop: ShopEntry) {
        self.installation = installation
        self.clock = clock
        self.shop = shop
    }

    /// An invocation in the world's shop by a caller who may do everything, unless told otherwise.
    public func invocation(
        as caller: Caller? = nil, key: String? = nil, preview: Bool = false, in shop: ShopEntry? = nil,
        expectedVersion: Int? = nil
    ) -> Invocation {
        Invocation(
            tenant: (shop ?? self.shop).tenant, caller: caller ?? Self.owner,
            request: RequestContext(requestID: "req-test"), idempotencyKey: key, isPreview: preview,
            expectedVersion: expectedVersion)
    }

    /// A person who may do everything in the shop.
    public static let owner = Caller(kind: .user, principal: "usr_owner", permissions: .all, role: "owner")

    /// A person with exactly these permission patterns, and if given only these locations.
    public static func person(_ name: String, _ patterns: [String], locations: Set<RawID>? = nil) -> Caller {
        Caller(
            kind: .user, principal: "usr_\(name)", permissions: PermissionSet(patterns), locations: locations,
            role: "custom")
    }

    /// Performs an action and answers its outcome; a held action is a refusal here.
    @discardableResult
    public func perform<A: Action>(
        _ action: A, as caller: Caller? = nil, key: String? = nil, in shop: ShopEntry? = nil
    ) async throws -> A.Outcome {
        let performed = try await installation.perform(action, as: invocation(as: caller, key: key, in: shop))
        guard let outcome = performed.outcome else {
            throw Problem(.approvalRequired, "held", "The action is held for approval.")
        }
        return outcome
    }

    /// What performing the action would do; nothing is changed.
    public func preview<A: Action>(_ action: A, as caller: Caller? = nil) async throws -> Performed<A.Outcome> {
        try await installation.perform(action, as: invocation(as: caller, preview: true))
    }

    /// Answers a query.
    public func fetch<Q: Query>(_ query: Q, as caller: Caller? = nil, in shop: ShopEntry? = nil) async throws
        -> Q.Output
    {
        try await installation.fetch(query, as: invocation(as: caller, in: shop))
    }

    /// Reads with everything allowed.
    public func read<T: Sendable>(_ body: @Sendable @escaping (Reader) throws -> T) async throws -> T {
        try await installation.read(as: invocation(), body)
    }

    /// The problem an action or query is refused with; nil when it was not refused.
    public func refusal(_ body: () async throws -> Void) async -> Problem? {
        do {
            try await body()
            return nil
        } catch let problem as Problem {
            return problem
        } catch {
            return Problem(.internal, "not_a_problem", "\(error)")
        }
    }

    /// Brings all events to all subscribers.
    public func settle() async throws { try await installation.dispatcher.drain() }

    /// The events of one type, oldest first.
    public func events<E: Event>(_ type: E.Type) async throws -> [E] {
        let name = E.name.rawValue
        let tenant = shop.tenant
        return try await read { db in
            try db.rows(
                "SELECT payload FROM event WHERE tenant = \(tenant) AND name = \(name) ORDER BY recorded_at, id"
            ) {
                row in try Wire.decode(E.self, from: Array((try row.next() as String).utf8))
            }
        }
    }

    /// The number of audit rows of an action.
    public func audits(_ action: ActionName) async throws -> Int {
        let tenant = shop.tenant
        let count: Int? = try await read { db in
            try db.scalar("SELECT count(*) FROM audit_entry WHERE tenant = \(tenant) AND action = \(action.rawValue)")
        }
        return count ?? 0
    }

    /// Everything that is wrong in the shop, after all events were delivered. Tests expect it to be empty.
    public func verify() async throws -> [String] {
        try await settle()
        let report = try await installation.verify(shop)
        return report.checks.flatMap { line in line.findings.map { "\(line.check): \($0)" } }
    }

    /// A second shop, to show that shops don't meet.
    public func anotherShop(_ slug: String = "other-shop") async throws -> ShopEntry {
        try await installation.createShop(
            slug: slug, name: "Other shop", currency: try Currency(parsing: "EUR"),
            timeZone: try TimeZoneID(parsing: "Europe/Berlin"))
    }
}
