import Kernel
import Logging
import Store

/// One running Martlet: the store, the registry, and the injected clock, chance and ids. Faces hold one of these and
/// nothing else.
public final class Installation: Sendable {
    /// The database.
    public let store: Store
    /// What can be done.
    public let registry: Registry
    /// The only source of time.
    public let clock: any Clock
    /// The only source of chance.
    public let randomness: any Randomness
    /// The only source of ids.
    public let ids: IDSource
    /// Where operators read.
    public let log: Logger
    /// Performs actions.
    public let runner: ActionRunner
    /// Brings events to subscribers.
    public let dispatcher: Dispatcher
    /// Runs jobs in this process.
    public let jobs: JobCrew
    /// The kinds of background work, and the desks at which this process does them.
    let works: [(kind: Work, desk: any WorkDesk)]

    /// Puts the parts together. Nothing is read or written yet.
    public convenience init(
        store: Store, modules: [Module], clock: any Clock, randomness: any Randomness, log: Logger,
        seats: JobSeats = JobSeats()
    ) throws {
        self.init(
            store: store, registry: try Registry(modules), clock: clock, randomness: randomness, log: log, seats: seats)
    }

    /// The same with a registry that is there already.
    package init(
        store: Store, registry: Registry, clock: any Clock, randomness: any Randomness, log: Logger,
        steps: StepTimes? = nil, seats: JobSeats = JobSeats()
    ) {
        self.store = store
        self.registry = registry
        self.clock = clock
        self.randomness = randomness
        self.log = log
        ids = IDSource(clock: clock, randomness: randomness)
        runner = ActionRunner(store: store, registry: registry, clock: clock, ids: ids, log: log, steps: steps)
        dispatcher = Dispatcher(store: store, registry: registry, clock: clock, ids: ids, log: log)
        jobs = JobCrew(worker: "wrk_" + ids.next().uuidString.suffix(12), seats: seats)
        works =
            [SchedulePlan(registry).work].map { work in (work, work.open()) }
            + registry.modules.flatMap(\.works).map { work in (work, work.open()) }
    }

    /// The migrations of every module.
    public var migrator: Migrator { Migrator(registry.migrations) }

    /// Performs an action.
    public func perform<A: Action>(_ action: A, as invocation: Invocation) async throws -> Performed<A.Outcome> {
        try await runner.perform(action, as: invocation)
    }

    /// Answers a query, if the caller may ask it; a page with the cursor of each row if they are wanted.
    public func fetch<Q: Query>(
        _ query: Q, as invocation: Invocation, withCursors: Bool = false
    ) async throws -> Q.Output {
        try invocation.caller.require(Q.permission)
        return try await read(as: invocation) { db in
            db.wantsCursors = withCursors
            return try query.fetch(in: db)
        }
    }

    /// Answers a query that was decoded from JSON, as JSON.
    public func fetchDecoded(
        _ query: any Query, as invocation: Invocation, withCursors: Bool = false
    ) async throws -> [UInt8] {
        func run<Q: Query>(_ query: Q) async throws -> [UInt8] {
            try Wire.encode(try await fetch(query, as: invocation, withCursors: withCursors))
        }
        return try await run(query)
    }

    /// Reads with a caller's eyes: what faces and tests use beside queries.
    public func read<T: Sendable>(as invocation: Invocation, _ body: @Sendable @escaping (Reader) throws -> T)
        async throws -> T
    {
        let now = clock.now
        let registry = registry
        return try await store.read { db in try body(Reader(invocation, on: db, at: now, registry)) }
    }

    /// A reader on a connection that somebody drives by hand: simulations.
    package func reader(as invocation: Invocation, on db: Connection) -> Reader {
        Reader(invocation, on: db, at: clock.now, registry)
    }

    /// An invocation by a part of Martlet itself.
    public func system(_ part: String, tenant: Int64) -> Invocation {
        Invocation(tenant: tenant, caller: .system(part), request: RequestContext(requestID: ids.next().uuidString))
    }

    /// Opens a shop and answers it with its number.
    public func createShop(
        slug: String, name: String, currency: Currency, timeZone: TimeZoneID
    ) async throws -> ShopEntry {
        let action = CreateShop(slug: slug, name: name, currency: currency, timeZone: timeZone)
        for _ in 0..<5 {
            let last: Int64? = try await store.read { db in try db.scalar("SELECT max(tenant) FROM shop") }
            let tenant = (last ?? 0) + 1
            do {
                let performed = try await perform(action, as: system("installation", tenant: tenant))
                guard let shop = performed.outcome else { continue }
                return ShopEntry(tenant: tenant, shop: shop)
            } catch let problem as Problem where problem.code == "unique" {
                continue  // two shops were opened at once; take the next number
            }
        }
        throw Problem(.unavailable, "shops.busy", "Too many shops are being opened at once.", remedy: "Try again.")
    }

    /// The shop with a short name.
    public func shop(named slug: String) async throws -> ShopEntry {
        let found = try await shops().first { $0.shop.slug == slug }
        guard let found else {
            throw Problem(
                .notFound, "no_such_shop", "There is no shop called '\(slug)'.",
                remedy: "'martlet shop list' names them; 'martlet shop create \(slug) --currency EUR' opens one.")
        }
        return found
    }

    /// All shops by number.
    public func shops() async throws -> [ShopEntry] {
        try await store.read { db in
            try db.rows("SELECT tenant, \(Shop.columns) FROM shop ORDER BY tenant") { row in
                ShopEntry(tenant: try row.next(), shop: try Shop(row: &row))
            }
        }
    }

    /// Checks every promise in one shop.
    public func verify(_ entry: ShopEntry) async throws -> VerifyReport {
        let checks = registry.modules.flatMap(\.checks)
        let lines = try await read(as: system("verify", tenant: entry.tenant)) { db in
            try checks.map { check in
                VerifyReport.Line(check: check.name, promise: check.promise, findings: try check.findings(db))
            }
        }
        return VerifyReport(shop: entry.shop.slug, checks: lines)
    }

    /// Does what has fallen due in every shop: events to subscribers, then each module's sweeps.
    public func tick() async throws {
        try await dispatcher.drain()
        for entry in try await shops() { try await sweep(entry) }
        try await dispatcher.drain()
    }

    /// Does what has fallen due in one shop, until nothing is left: after an import, before figures are read.
    public func settle(_ entry: ShopEntry) async throws {
        try await dispatcher.drain(tenant: entry.tenant)
        try await sweep(entry)
        try await dispatcher.drain(tenant: entry.tenant)
    }

    private func sweep(_ entry: ShopEntry) async throws {
        for sweep in registry.modules.flatMap(\.sweeps) {
            let invocation = system("sweep.\(sweep.name)", tenant: entry.tenant)
            var refused: [UInt8] = []
            // A bound, so that a sweep which always finds something cannot hold up the others.
            for _ in 0..<50 {
                guard let due = try await read(as: invocation, { db in try sweep.due(db) }) else { break }
                let input = try Wire.encode(due)
                do { _ = try await runner.performDecoded(due, as: invocation) } catch let problem as Problem
                    where [.notFound, .conflict].contains(problem.kind) && input != refused
                {
                    // Another server did it at the same moment: then it is not due any more.
                    refused = input
                }
            }
        }
    }
}
