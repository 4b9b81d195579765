import Kernel
import StoreFixtures
import Testing

@testable import Store

@Suite struct PlannerStatisticsTests {
    static let migration = Migration(
        id: "plans.001", summary: "Things",
        up: [
            """
            CREATE TABLE thing (tenant @int NOT NULL, id @id NOT NULL, owner_id @id, status @text NOT NULL, made_at @int NOT NULL,
                code @text NOT NULL, PRIMARY KEY (tenant, id), UNIQUE (tenant, code)) @strict
            """,
            "CREATE INDEX thing_owner ON thing (tenant, owner_id, made_at)",
            "CREATE INDEX thing_status ON thing (tenant, status, made_at, id)",
        ], down: ["DROP TABLE thing"])

    /// A fresh database has no rows, and still the planner must know that a shop has many.
    @Test func lookUpsUseTheirIndexAndNotAWalkThroughTheShop() async throws {
        let store = try await TestStore.fresh(.sqlite)
        try await Migrator([Self.migration]).up(store)
        let plans = try await store.read { db -> [String] in
            let statements: [SQL] = [
                "SELECT code FROM thing WHERE tenant = \(1) AND owner_id = \(RawID(high: 1, low: 1))",
                "SELECT code FROM thing WHERE tenant = \(1) AND code = \("x")",
                "SELECT code FROM thing WHERE tenant = \(1) AND status = \("open") ORDER BY made_at DESC, id DESC LIMIT 26",
                "SELECT code FROM thing WHERE tenant = \(1) AND id = \(RawID(high: 1, low: 1)) AND status = \("open")",
            ]
            return try statements.map { statement in
                try db.rows("EXPLAIN QUERY PLAN \(statement)") { row in try row[3] as String }.joined(separator: "; ")
            }
        }
        #expect(plans[0].contains("thing_owner"))
        #expect(plans[1].contains("sqlite_autoindex_thing_2") || plans[1].contains("tenant=? AND code=?"))
        #expect(plans[2].contains("thing_status") && !plans[2].contains("TEMP B-TREE"))
        #expect(plans[3].contains("PRIMARY KEY (tenant=? AND id=?)"))
        await store.close()
    }

    /// A database that was migrated before there were statistics, or when they said something else, gets them when it is
    /// served; connections that are open already go by them too.
    @Test func aDatabaseWithoutThemGetsThem() async throws {
        let store = try await TestStore.fresh(.sqlite)
        let migrator = Migrator([Self.migration])
        try await migrator.up(store)
        let statistics: SQL = "SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 ORDER BY 1"
        let wanted = try await store.read { db in try db.rows(statistics) { row in try row[0] as String } }
        #expect(!wanted.isEmpty)
        #expect(try await migrator.prepare(store) == false)
        try await Self.outdate(store, "DELETE FROM sqlite_stat1")
        #expect(try await migrator.prepare(store))
        #expect(try await store.read { db in try db.rows(statistics) { row in try row[0] as String } } == wanted)
        try await Self.outdate(
            store, "UPDATE sqlite_stat1 SET stat = '1000000 1000000 900000 900000' WHERE idx = 'thing_owner'")
        let before = try await Self.plan(store, 1)
        #expect(before.contains("thing_status"), "\(before)")
        #expect(try await migrator.prepare(store))
        let after = try await Self.plan(store, 2)
        #expect(after.contains("thing_owner (tenant=? AND owner_id=?)"), "\(after)")
        await store.close()
    }

    /// Changes the statistics, as if the database had been opened with them.
    private static func outdate(_ store: Store, _ sql: String) async throws {
        try await store.exclusively { db in
            try db.transaction { () throws -> Void in try db.execute(SQL(trusted: sql)) }
            try db.define("CREATE TABLE passing (a)")
            try db.define("DROP TABLE passing")
        }
    }

    /// What the reading connection intends. It looks at the schema again only when it reads; the number makes the text new.
    private static func plan(_ store: Store, _ number: Int) async throws -> String {
        let sql: SQL =
            """
            SELECT code FROM thing WHERE tenant = \(1) AND owner_id = \(RawID(high: 1, low: 1))
                AND status = \("open") AND \(SQL(trusted: String(number))) > 0
            """
        return try await store.read { db in
            _ = try db.scalar("SELECT count(*) FROM thing WHERE tenant = \(1)", as: Int.self)
            return try db.rows("EXPLAIN QUERY PLAN \(sql)") { row in try row[3] as String }.joined(separator: "; ")
        }
    }
}
