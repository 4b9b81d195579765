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
        case .sqlite: store = try sqlite(options)
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

    private static func sqlite(_ options: StoreOptions) throws -> Store {
        _ = Leftovers.files
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(nextName())
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("test.db").path
        return try Store("sqlite:\(path)", options: options, whenClosed: { () -> Void in
            try? FileManager.default.removeItem(at: folder)
        })
    }

    private static func postgres(_ options: StoreOptions) async throws -> Store {
        guard let url = TestServer.url else {
            throw Problem(.unavailable, "store.no_test_server", "MARTLET_TEST_POSTGRES is not set.")
        }
        await Places.shared.take()
        do {
            let home = try TestHome.shared(url)
            let name = nextName()
            try await home.make(name)
            let own = url + (url.contains("?") ? "&" : "?") + "schema=\(name)"
            return try Store(own, options: options, whenClosed: { () -> Void in
                home.drop(name)
                Places.shared.give()
            })
        } catch {
            Places.shared.give()
            throw error
        }
    }
}
