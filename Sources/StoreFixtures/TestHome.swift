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

/// Bounds how many PostgreSQL test stores are open at once: each may hold a pool of connections. Who waits for long gets
/// a place nevertheless, so that a test with several stores cannot block itself.
final class Places: Sendable {
    static let shared = Places(12)
    private let free: Mutex<Int>

    private init(_ count: Int) { free = Mutex(count) }

    func take() async {
        for _ in 0..<400 {
            let isTaken = free.withLock { (free: inout Int) -> Bool in
                guard free > 0 else { return false }
                free -= 1
                return true
            }
            if isTaken { return }
            try? await Task.sleep(for: .milliseconds(25))
        }
        free.withLock { (free: inout Int) -> Void in free -= 1 }
    }

    func give() { free.withLock { (free: inout Int) -> Void in free += 1 } }
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
