import Foundation
import Kernel
import Store
import Synchronization

/// Databases that nobody else sees.
public enum TestStore {
    /// A new, empty database: a temporary SQLite file with `synchronous` off, or a schema of its own in the PostgreSQL of
    /// `MARTLET_TEST_POSTGRES`. It disappears when the store is closed or no longer used.
    ///
    /// `options` may be given; its `synchronous` is then used as it is.
    public static func fresh(
        _ engine: Engine, options: StoreOptions = StoreOptions(synchronous: .off), migrations: [Migration] = []
    ) async throws -> Store {
        let store: Store
        switch engine {
        case .sqlite: store = try await sqlite(options)
        case .postgres: store = try await postgres(options)
        }
        if !migrations.isEmpty { try await Migrator(migrations).up(store) }
        return store
    }

    /// A database in memory, for simulations.
    public static func inMemory(migrations: [Migration] = []) async throws -> Store {
        let store = try Store.open("sqlite::memory:", options: StoreOptions(synchronous: .off))
        if !migrations.isEmpty { try await Migrator(migrations).up(store) }
        return store
    }

    private static let counter = Atomic<Int>(0)

    private static func nextName() -> String {
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(Leftovers.prefix)\(ProcessInfo.processInfo.processIdentifier)_\(number)"
    }

    /// The URL of a new, empty database for tests that open it more than once; the caller removes it.
    public static func address(_ engine: Engine) throws -> TestAddress {
        let name = nextName()
        switch engine {
        case .sqlite:
            let folder = try makeFolder(name)
            return TestAddress(url: "sqlite:\(folder.path)/test.db") { () -> Void in
                try? FileManager.default.removeItem(at: folder)
            }
        case .postgres:
            let home = try TestHome.shared(try serverURL)
            return TestAddress(url: schemaURL(try serverURL, name)) { () -> Void in home.drop(name) }
        }
    }

    private static func sqlite(_ options: StoreOptions) async throws -> Store {
        let folder = try makeFolder(nextName())
        await Places.sqlite.take()
        do {
            return try Store(
                "sqlite:\(folder.path)/test.db", options: options,
                whenClosed: { () -> Void in
                    try? FileManager.default.removeItem(at: folder)
                    Places.sqlite.give()
                })
        } catch {
            Places.sqlite.give()
            throw error
        }
    }

    private static func makeFolder(_ name: String) throws -> URL {
        _ = Leftovers.files
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static var serverURL: String {
        get throws {
            guard let url = TestServer.url else {
                throw Problem(.unavailable, "store.no_test_server", "MARTLET_TEST_POSTGRES is not set.")
            }
            return url
        }
    }

    private static func schemaURL(_ url: String, _ name: String) -> String {
        url + (url.contains("?") ? "&" : "?") + "schema=\(name)"
    }

    private static func postgres(_ options: StoreOptions) async throws -> Store {
        let url = try serverURL
        await Places.postgres.take()
        do {
            let home = try TestHome.shared(url)
            let name = nextName()
            try await home.make(name)
            return try Store(
                schemaURL(url, name), options: options,
                whenClosed: { () -> Void in
                    home.drop(name)
                    Places.postgres.give()
                })
        } catch {
            Places.postgres.give()
            throw error
        }
    }
}

/// Where a test database is.
public struct TestAddress: Sendable {
    /// What `Store.open` takes. On PostgreSQL the schema does not exist yet: migrating makes it.
    public let url: String
    private let removal: @Sendable () -> Void

    init(url: String, removal: @escaping @Sendable () -> Void) {
        self.url = url
        self.removal = removal
    }

    /// Removes the database; its stores must be closed.
    public func remove() { removal() }
}
