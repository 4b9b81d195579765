import Kernel
import Orders
import Platform
import Store
import Synchronization

/// The statements of real orders in a bare loop: what the engine could do if there were nothing else.
public struct Limit: Sendable {
    /// What came of it.
    public struct Report: Codable, Sendable {
        /// The commits, each of `batch` orders.
        public let commits: Timings
        /// Orders in a second.
        public let perSecond: Double
        /// Statements of one order.
        public let statements: Double
    }

    /// The statements of each order, as they ran.
    private let bodies: [[TappedStatement]]
    private let stopwatch: Stopwatch

    /// Places so many orders in a database and keeps their statements.
    public init(
        recording count: Int, on url: String, options: StoreOptions, registry: Registry, articles: Int, seed: UInt64,
        _ stopwatch: Stopwatch
    ) async throws {
        let recorder = Recorder()
        var options = options
        options.tap = recorder
        options.synchronous = .off
        let store = try Store.open(url, options: options)
        let installation = Installation(
            store: store, registry: registry, clock: SystemClock(), randomness: SystemRandomness(), log: options.logger)
        let shops = try await BenchShop.all(articles: articles, in: installation)
        var chance = SeededRandomness(seed).generator
        var bodies: [[TappedStatement]] = []
        for number in 0..<count {
            let shop = shops[Int.random(in: 0..<shops.count, using: &chance)]
            let key = "limit-\(seed)-\(number)"
            _ = try await installation.perform(try shop.order(&chance), as: shop.till(key, key: key))
            bodies.append(recorder.taken())
        }
        await store.close()
        self.bodies = bodies
        self.stopwatch = stopwatch
    }

    /// Runs them on a copy of the database as it was, `batch` orders in a commit.
    public func run(on url: String, options: StoreOptions, layer: String, batch: Int) throws -> Report {
        guard let layer = BareLoop.Layer(rawValue: layer) else {
            throw Problem(.invalid, "bad_layer", "A layer is engine or connection.", field: "layer")
        }
        let loop = try BareLoop(url, layer: layer, options: options)
        try loop.prepare(bodies.flatMap { body in body })
        let ready = bodies.map(loop.body)
        var taken: [UInt64] = []
        let start = stopwatch.now()
        for begun in stride(from: 0, to: ready.count, by: batch) {
            let before = stopwatch.now()
            try loop.commit(ready[begun..<min(begun + batch, ready.count)])
            taken.append(stopwatch.now() &- before)
        }
        let seconds = stopwatch.seconds(since: start)
        loop.close()
        return Report(
            commits: Timings(taken, in: seconds), perSecond: Double(bodies.count) / seconds,
            statements: Double(bodies.map(\.count).reduce(0, +)) / Double(max(1, bodies.count)))
    }

    /// The last order's statements as an engine reads them, with what is bound: for programs of others.
    public func lastOrder(for engine: Engine) -> JSON {
        let statements = (bodies.last ?? []).map { statement -> JSON in
            [
                "sql": .string(statement.text(for: engine)), "answers": .bool(statement.answers),
                "values": .array(statement.values.map(Self.json)),
            ]
        }
        return .array(statements)
    }

    private static func json(_ value: DBValue) -> JSON {
        switch value {
        case .null: .null
        case .int(let number): .int(number)
        case .text(let text), .json(let text): .string(text)
        case .double(let number): .double(number)
        case .id(let id): ["id": .string(id.uuidString)]
        case .blob(let bytes): ["hex": .string(Hex.encode(bytes))]
        }
    }

    private final class Recorder: StatementTap {
        private let seen = Mutex<[TappedStatement]>([])

        func saw(_ statement: TappedStatement) {
            seen.withLock { (seen: inout [TappedStatement]) -> Void in seen.append(statement) }
        }

        func taken() -> [TappedStatement] {
            seen.withLock { (seen: inout [TappedStatement]) -> [TappedStatement] in
                defer { seen = [] }
                return seen
            }
        }
    }
}
