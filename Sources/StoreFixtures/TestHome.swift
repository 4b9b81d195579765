import Foundation
import Kernel
import Store
import Synchronization

/// One connection to the test server that makes and drops schemas.
final class TestHome: Sendable {
    private let store: Store

    private init(_ url: String) throws {
        store = try Store.open(url, options: StoreOptions(poolSize: 1, queueLimit: 100_000))
    }

    private static let opened = Mutex<TestHome?>(nil)

    /// The connection of this process; opening it drops what processes that are gone left behind.
    static func shared(_ url: String) throws -> TestHome {
        try opened.withLock { (home: inout TestHome?) throws -> TestHome in
            if let home { return home }
            let fresh = try TestHome(url)
            for name in try fresh.schemas() where Leftovers.isAbandoned(name) { fresh.drop(name) }
            home = fresh
            return fresh
        }
    }

    func make(_ name: String) async throws {
        try await store.write { (connection: Connection) throws -> Void in
            try connection.execute(SQL(trusted: "CREATE SCHEMA \(name)"))
        }
    }

    /// A schema that cannot be dropped stays until the next process sweeps it.
    func drop(_ name: String) {
        try? store.writeNow { (connection: Connection) throws -> Void in
            try connection.execute(SQL(trusted: "DROP SCHEMA IF EXISTS \(name) CASCADE"))
        }
    }

    private func schemas() throws -> [String] {
        try store.readNow { (connection: Connection) throws -> [String] in
            try connection.rows("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, \(Leftovers.prefix))") {
                (row: inout Row) throws -> String in try row.next()
            }
        }
    }
}

/// Bounds how many test stores are open at once: the test runner starts every test at the same time.
final class Places: Sendable {
    /// Each store on PostgreSQL holds a few connections, and a server has some hundred.
    static let postgres = Places(32)
    /// Each store on SQLite holds a few threads and files.
    static let sqlite = Places(48)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state: Mutex<State>

    private init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Waits for its turn, first come first served.
    func take() async {
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) -> Void in
            let isTaken = state.withLock { (state: inout State) -> Bool in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(turn)
                return false
            }
            if isTaken { turn.resume() }
        }
    }

    /// Hands the place to whoever waits longest.
    func give() {
        let next = state.withLock { (state: inout State) -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// What test processes leave behind when they are killed.
enum Leftovers {
    /// Every folder and schema starts with it; the process follows.
    static let prefix = "martlet_test_\(host)_"

    private static let host: String = {
        let name = ProcessInfo.processInfo.hostName.lowercased().unicodeScalars
        let letters = name.filter { (scalar: Unicode.Scalar) -> Bool in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        return String(String.UnicodeScalarView(letters).prefix(16))
    }()

    /// Removes abandoned folders, once a process.
    static let files: Void = {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory
        for name in (try? manager.contentsOfDirectory(atPath: folder.path)) ?? [] where isAbandoned(name) {
            try? manager.removeItem(at: folder.appendingPathComponent(name))
        }
    }()

    /// Whether the process in the name no longer runs.
    static func isAbandoned(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        guard let process = Int32(name.dropFirst(prefix.count).prefix { (c: Character) -> Bool in c.isNumber }) else {
            return false
        }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}
