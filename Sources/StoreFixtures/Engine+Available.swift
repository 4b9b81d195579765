import Foundation
import Store

extension Engine {
    /// The engines tests can run on here: SQLite always, PostgreSQL where `MARTLET_TEST_POSTGRES` names a server.
    /// What is left out is said once on standard error.
    /// `MARTLET_TEST_ENGINES=postgres` (or `sqlite`) narrows the choice.
    public static var available: [Engine] {
        let all: [Engine] = hasPostgres ? [.sqlite, .postgres] : [.sqlite]
        let wanted = ProcessInfo.processInfo.environment["MARTLET_TEST_ENGINES"] ?? ""
        return wanted.isEmpty
            ? all : all.filter { engine in wanted.contains(engine == .sqlite ? "sqlite" : "postgres") }
    }

    /// Whether `MARTLET_TEST_POSTGRES` names a server.
    public static var hasPostgres: Bool { TestServer.url != nil }
}

/// The PostgreSQL server for tests.
enum TestServer {
    /// Its URL, read once.
    static let url: String? = {
        let value = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES"] ?? ""
        if value.isEmpty {
            FileHandle.standardError.write(
                Data("PostgreSQL tests are skipped: MARTLET_TEST_POSTGRES is not set.\n".utf8))
            return nil
        }
        return value
    }()
}
