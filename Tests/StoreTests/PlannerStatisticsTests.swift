import Kernel
import Store
import StoreFixtures
import Testing

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
}
