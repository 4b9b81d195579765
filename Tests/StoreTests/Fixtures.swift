import Kernel
import Store
import StoreFixtures
import Testing

/// One table of everything, for most tests here.
enum Sample {
    static let migration = Migration(
        id: "sample.001", summary: "Makes the sample tables.",
        up: [
            """
            CREATE TABLE item (
              tenant @int NOT NULL, id @id NOT NULL, name @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor >= 0),
              note @text, body @json, is_active @bool NOT NULL DEFAULT 1, payload @blob, ratio @real,
              PRIMARY KEY (tenant, id), UNIQUE (tenant, name)) @strict
            """,
            """
            CREATE TABLE part (
              tenant @int NOT NULL, id @int NOT NULL, item @id NOT NULL,
              PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, item) REFERENCES item (tenant, id)) @strict
            """,
            "CREATE TABLE tally (tenant @int NOT NULL, id @int NOT NULL, count @int NOT NULL, PRIMARY KEY (tenant, id)) @strict",
        ],
        down: ["DROP TABLE tally", "DROP TABLE part", "DROP TABLE item"])

    static func store(_ engine: Engine, _ options: StoreOptions = StoreOptions(synchronous: .off)) async throws -> Store
    {
        try await TestStore.fresh(engine, options: options, migrations: [migration])
    }

    static func id(_ number: UInt64) -> RawID { RawID(high: 0x0190_0000_0000_7000, low: number) }
}

extension Connection {
    /// Adds an item with a number for an id.
    func addItem(_ number: UInt64, _ name: String, _ amount: Int64 = 0) throws {
        try execute(
            """
            INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(number)), \(name), \(amount))
            """)
    }

    func itemNames() throws -> [String] {
        try rows("SELECT name FROM item WHERE tenant = 1 ORDER BY id") { (row: inout Row) throws -> String in
            try row.next()
        }
    }

    func itemCount() throws -> Int { try scalar("SELECT count(*) FROM item") ?? 0 }
}

/// A refusal of a test's own making.
struct Refused: Error, Equatable {
    var why: String
    init(_ why: String = "") { self.why = why }
}

/// The database error that `body` throws, or nil with a test failure.
func databaseError(_ body: () async throws -> Void) async -> DBError? {
    do {
        try await body()
        Issue.record("no error was thrown")
    } catch let error as DBError {
        return error
    } catch {
        Issue.record("another error: \(error)")
    }
    return nil
}
