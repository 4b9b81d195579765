import ArgumentParser
import Bench
import Composition
import Foundation
import Identity
import Kernel
import Logging
import Platform
import Store

/// The parts of `./dev bench`, each a measurement that answers as JSON.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures how fast a database of its own is; './dev bench' uses it.",
        shouldDisplay: false, subcommands: [Make.self, Place.self, Loop.self, HTTP.self, Work.self])

    static let stopwatch = Stopwatch { monotonicNanoseconds() }

    static func options(pool: Int) -> StoreOptions {
        var options = StoreOptions()
        options.poolSize = pool
        return options
    }

    /// Shops to place orders in.
    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes shops, articles and orders in the database.")
        @Option var shops = 1
        @Option var articles = 5_000
        @Option var orders = 0

        func run() async throws {
            let installation = try Opening.installation()
            try await installation.migrator.up(installation.store)
            let wish = BenchShop.Wish(shops: shops, articles: articles, orders: orders)
            let placed = try await BenchShop.make(wish, in: installation)
            let entry = try await installation.shops()[0]
            let key = try await Authenticator(installation).createAPIKey(
                name: "bench", scopes: ["orders.*", "*.read"],
                as: installation.system("bench", tenant: entry.tenant))
            try await installation.migrator.prepare(installation.store)
            let answer: JSON = ["orders": .int(Int64(placed)), "key": .string(key.text)]
            Terminal.answer(json: answer.bytes)
            await installation.store.close()
        }
    }

    /// Orders through the runner.
    struct Place: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Places orders in this process.")
        @Option var clients = [32]
        @Option var seconds = 3.0
        @Option var articles = 5_000
        @Option var pool = 4
        @Option var seed: UInt64 = 1

        func run() async throws {
            let url = try Opening.settings().databaseURL
            let store = try Store.open(url, options: BenchCommand.options(pool: pool))
            let placing = try await Placing(
                into: store, try Registry(Martlet.modules), articles: articles, BenchCommand.stopwatch)
            for count in clients {
                let before = Costs.now()
                let report = try await placing.run(clients: count, seconds: seconds, seed: seed)
                let costs = Costs.now().since(before, of: placing.placed)
                let answer: JSON = ["report": try Wire.json(report), "costs": costs]
                Terminal.answer(json: answer.bytes)
            }
            await store.close()
        }
    }

    /// The same statements in a bare loop.
    struct Loop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the statements of orders in a bare loop.")
        @Option var recordOn: String
        @Option(help: "LAYER:BATCH:URL, once for each measurement.") var run: [String]
        @Option var orders = 5_000
        @Option var articles = 5_000
        @Option var seed: UInt64 = 2
        @Option(help: "Where to write the last order's statements.") var statements: String?

        func run() async throws {
            let options = BenchCommand.options(pool: 1)
            let limit = try await Limit(
                recording: orders, on: recordOn, options: options, registry: try Registry(Martlet.modules),
                articles: articles, seed: seed, BenchCommand.stopwatch)
            if let statements {
                let engine: Engine = recordOn.hasPrefix("sqlite") ? .sqlite : .postgres
                try Data(limit.lastOrder(for: engine).bytes).write(to: URL(fileURLWithPath: statements))
            }
            for text in run {
                let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
                guard parts.count == 3, let batch = Int(parts[1]) else {
                    throw ValidationError("--run takes LAYER:BATCH:URL.")
                }
                let before = Costs.now()
                let report = try limit.run(on: parts[2], options: options, layer: parts[0], batch: batch)
                let answer: JSON = [
                    "report": try Wire.json(report), "costs": Costs.now().since(before, of: orders),
                ]
                Terminal.answer(json: answer.bytes)
            }
        }
    }

    /// Jobs through the workers of this process.
    struct Work: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs jobs in this process.")
        @Option var idle = 300
        @Option var seconds = 3.0

        func run() async throws {
            let url = try Opening.settings().databaseURL
            let store = try Store.open(url, options: BenchCommand.options(pool: 4))
            let working = try await Working(
                on: store, try Registry(Martlet.modules + [Working.module]), BenchCommand.stopwatch)
            let report = try await working.run(idle: idle, seconds: seconds)
            Terminal.answer(json: try Wire.encode(report))
            await store.close()
        }
    }

    /// Load on a server.
    struct HTTP: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Asks a server of this machine.")
        @Option var port: UInt16
        @Option var key: String
        @Option var clients = [32]
        @Option var seconds = 3.0
        @Option var articles = 5_000
        @Option var seed: UInt64 = 3
        @Option(help: "Addresses to read; orders are placed without any.") var get: [String] = []

        func run() async throws {
            let request: HTTPLoad.Request = get.isEmpty ? .placeOrder(articles: articles) : .get(get)
            let load = HTTPLoad(port: port, key: key, request, BenchCommand.stopwatch)
            for count in clients {
                let report = try load.run(clients: count, seconds: seconds, seed: seed)
                Terminal.answer(json: try Wire.encode(report))
            }
        }
    }
}

/// What this process has cost so far.
private struct Costs {
    /// Bytes that were handed to the system to be written, to files and sockets.
    var written: Double
    /// Seconds of the processors.
    var computed: Double
    /// Blocks of memory asked for, where somebody counts them: a library with `bench_allocations`, loaded before all others.
    var allocations: Double?

    static func now() -> Costs {
        let io = (try? String(contentsOfFile: "/proc/self/io", encoding: .utf8)) ?? ""
        let line = io.split(separator: "\n").first { line in line.hasPrefix("wchar:") }
        var usage = rusage()
        getrusage(0, &usage)  // of this process
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Costs(
            written: line.flatMap { Double($0.dropFirst(7)) } ?? 0,
            computed: Double(seconds) + Double(micros) / 1e6, allocations: counted())
    }

    private static func counted() -> Double? {
        guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "bench_allocations") else { return nil }
        typealias Count = @convention(c) () -> UInt64
        return Double(unsafeBitCast(symbol, to: Count.self)())
    }

    /// For one of so many.
    func since(_ earlier: Costs, of count: Int) -> JSON {
        let count = Double(max(1, count))
        var allocated = JSON.null
        if let allocations, let before = earlier.allocations { allocated = .double((allocations - before) / count) }
        return [
            "written_bytes": .double((written - earlier.written) / count),
            "computed_us": .double((computed - earlier.computed) * 1e6 / count), "allocations": allocated,
        ]
    }
}

private func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
