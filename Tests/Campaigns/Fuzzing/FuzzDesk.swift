import Composition
import Dispatch
import Importing
import Kernel
import Logging
import Platform
import Store
import Synchronization

/// A shop in memory, for inputs that need one: always the same, and made anew when much was imported.
final class FuzzDesk: Sendable {
    private static let desk = Mutex<FuzzDesk?>(nil)
    private static let importsPerShop = 300

    let actions: [ActionEntry]
    let queries: [QueryEntry]
    let settings: [any AnySetting]
    private let installation: Installation
    private let known: [String: String]
    private let imported = Atomic<Int>(0)
    private let errors: Errors.Said

    /// The one that is there, or a new one.
    static func current() throws -> FuzzDesk {
        try desk.withLock { desk in
            if let now = desk, now.imported.load(ordering: .relaxed) < importsPerShop { return now }
            let new = try FuzzDesk()
            desk = new
            return new
        }
    }

    private init() throws {
        let clock = ManualClock(Instant.seconds(1_772_442_000))
        let chance = SeededRandomness(1)
        let errors = Errors()
        let log = Logger(label: "fuzz") { _ in errors }
        let options = StoreOptions(synchronous: .off, clock: clock, randomness: chance, logger: log)
        let store = try Store.open("sqlite::memory:", options: options)
        let installation = try Installation(
            store: store, modules: Martlet.modules, clock: clock, randomness: chance, log: log)
        self.installation = installation
        self.errors = errors.said
        // What has no address is asked for by Martlet itself, which knows what it may say.
        actions = installation.registry.actions.filter { action in action.route != nil }.sorted { a, b in
            a.name.rawValue < b.name.rawValue
        }
        queries = installation.registry.queries.sorted { $0.name.rawValue < $1.name.rawValue }
        settings = installation.registry.settings
        known = try Self.wait { try await Self.furnish(installation) }
    }

    /// Opens a shop with one of what most inputs name. Answers an id of each kind.
    private static func furnish(_ installation: Installation) async throws -> [String: String] {
        _ = try await installation.migrator.up(installation.store)
        _ = try await installation.createShop(
            slug: "shop", name: "Shop", currency: .eur, timeZone: try TimeZoneID(parsing: "Europe/Berlin"))
        var known: [String: String] = [:]
        func make(_ action: String, _ input: JSON) async throws {
            let decoded = try installation.registry.action(action).decode(input.bytes)
            let performed = try await installation.runner.performDecoded(decoded, as: invocation)
            learn(performed.outcome ?? .null, &known)
        }
        try await make("locations.create", ["code": "A", "name": "A"])
        try await make("brands.create", ["name": "Brand"])
        try await make("categories.create", ["name": "Things"])
        try await make("customers.create", ["name": "Ada", "email": "ada@example.org"])
        try await make("customer_tags.create", ["name": "good"])
        let price: JSON = ["amount": "2.25", "currency": "EUR"]
        try await make(
            "products.upsert",
            ["handle": "thing", "title": "Thing", "variants": [["sku": "S-1", "price": price]]])
        let line: JSON = ["variant": .string(known["var"] ?? ""), "quantity": "9"]
        try await make("inventory.stock_in", ["location": .string(known["loc"] ?? ""), "lines": [line]])
        try await make("orders.place", ["lines": [["variant": .string(known["var"] ?? ""), "quantity": "1"]]])
        return known
    }

    private static func learn(_ json: JSON, _ known: inout [String: String]) {
        switch json {
        case .string(let text):
            if let (prefix, _) = TypeID.parse(text), known[prefix] == nil { known[prefix] = text }
        case .array(let items): for item in items { learn(item, &known) }
        case .object(let object): for member in object.members { learn(member.value, &known) }
        case .null, .bool, .int, .double: break
        }
    }

    /// The same input with ids of records that are there.
    func withKnownIDs(_ json: JSON) -> JSON {
        switch json {
        case .string(let text):
            guard let (prefix, _) = TypeID.parse(text), let id = known[prefix] else { return json }
            return .string(id)
        case .array(let items): return .array(items.map(withKnownIDs))
        case .object(let object):
            return .object(JSONObject(object.members.map { .init($0.key, withKnownIDs($0.value)) }))
        case .null, .bool, .int, .double: return json
        }
    }

    // MARK: Asking

    private static var invocation: Invocation {
        Invocation(tenant: 1, caller: .system("fuzz"), request: RequestContext(requestID: "fuzz"))
    }

    /// Does it for show.
    func preview(_ action: any Action) throws {
        try quietly {
            var invocation = Self.invocation
            invocation.isPreview = true
            _ = try await self.installation.runner.performDecoded(action, as: invocation)
        }
    }

    /// Answers a query, in JSON that can be read.
    func answer(_ query: any Query) throws {
        try quietly {
            let answer = try await self.installation.fetchDecoded(query, as: Self.invocation, withCursors: true)
            do { _ = try JSON(parsing: answer) } catch { throw Broken("the answer is no JSON: \(error)") }
        }
    }

    /// Takes a file and imports it.
    func importFile(_ kind: ImportRun.Kind, _ bytes: [UInt8]) throws {
        imported.add(1, ordering: .relaxed)
        try quietly {
            let receipt = try await ImportUploads(self.installation, as: Self.invocation).receive(kind, name: "a.csv")
            try receipt.write(bytes)
            let upload = try await receipt.finish()
            let input: JSON = ["upload": .string(upload.id.description)]
            let begin = try self.installation.registry.action("imports.begin").decode(input.bytes)
            _ = try await self.installation.runner.performDecoded(begin, as: Self.invocation)
            try await self.installation.work(atMost: 200)
        }
    }

    /// Only problems may be thrown, and nothing is logged that an operator should look at.
    private func quietly(_ body: @Sendable @escaping () async throws -> Void) throws {
        do { try Self.wait(body) } catch let error as DBError {
            throw Broken("\(error)")
        }
        if let line = errors.take() { throw Broken("it was logged: \(line)") }
    }

    /// Waits on this thread, which is none of those that do the work.
    private static func wait<Value: Sendable>(_ body: @Sendable @escaping () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Value>()
        Task.detached {
            do {
                let value = try await body()
                box.result.withLock { result in result = .success(value) }
            } catch {
                box.result.withLock { result in result = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        guard let result = box.result.withLock({ result in result }) else { throw Broken("nothing came back") }
        return try result.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }
}

/// Keeps what is said to operators about errors.
private struct Errors: LogHandler {
    final class Said: Sendable {
        private let line = Mutex<String?>(nil)

        func add(_ text: String) { line.withLock { line in line = line ?? text } }

        func take() -> String? {
            line.withLock { line in
                defer { line = nil }
                return line
            }
        }
    }

    let said = Said()
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .error

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { said.add(event.message.description) }
}
