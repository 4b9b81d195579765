import Foundation
import Store

extension Engine {
    /// The engines tests can run on here: SQLite always, PostgreSQL where `MARTLET_TEST_POSTGRES` names a server.
    /// What is left out is said once on standard error.
    public static var available: [Engine] { hasPostgres ? [.sqlite, .postgres] : [.sqlite] }

    /// Whether `MARTLET_TEST_POSTGRES` names a server.
    public static var hasPostgres: Bool { TestServer.url != nil }
}

/// The PostgreSQL server for tests.
enum TestServer {
    /// Its URL, read once.
    static let url: String? = {
        let value = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES"] ?? ""
        if value.isEmpty {
            FileHandle.standardError.write(Data("PostgreSQL tests are skipped: MARTLET_TEST_POSTGRES is not set.\n".utf8))
            return nil
        }
        return value
    }()
}
