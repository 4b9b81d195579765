import Kernel
import Platform
import Store

/// Modules with a fault in them, for the simulator to find.
enum Faulty {
    /// Somebody tidies the shelves, and something is gone that no move tells of.
    static let losingGoods = Module(name: "shelves", summary: "Shelves that are tidied.", actions: [TidyShelves.self])

    /// Payouts are marked as sent in one commit and entered in the books in the next: whoever dies in between never
    /// enters them.
    static let halfDone = Module(
        name: "payouts", summary: "Payouts that are sent in the background.",
        migrations: [
            Migration(
                id: "payouts.001", summary: "Payouts",
                up: [
                    """
                    CREATE TABLE payout (
                        tenant @int NOT NULL, id @id NOT NULL, is_sent @bool NOT NULL, is_entered @bool NOT NULL,
                        PRIMARY KEY (tenant, id)
                    ) @strict
                    """
                ], down: ["DROP TABLE payout"])
        ],
        actions: [AskForPayout.self],
        checks: [
            Check("payouts.entered", "What was sent is in the books.") { db in
                try db.rows(
                    "SELECT id FROM payout WHERE tenant = \(db.tenant) AND is_sent = 1 AND is_entered = 0 LIMIT 5"
                ) { row in "\(try row.next() as ID<Payout>) was sent and never entered" }
            }
        ], works: [Work("payouts.send", waiting: waiting, advance: advance)])

    @Sendable private static func waiting(_ db: Connection, at now: Instant) throws -> [Int64] {
        try db.rows("SELECT DISTINCT tenant FROM payout WHERE is_sent = 0 ORDER BY tenant") { row in try row.next() }
    }

    @Sendable private static func advance(_ installation: Installation, in tenant: Int64) async throws -> Bool {
        let sent = try await installation.store.write { db -> ID<Payout>? in
            try db.first(
                """
                UPDATE payout SET is_sent = 1 WHERE tenant = \(tenant) AND id = (
                    SELECT min(id) FROM payout WHERE tenant = \(tenant) AND is_sent = 0) RETURNING id
                """
            ) { row in try row.next() }
        }
        guard let sent else { return false }
        try await installation.store.write { db in
            _ = try db.execute("UPDATE payout SET is_entered = 1 WHERE tenant = \(tenant) AND id = \(sent)")
        }
        return true
    }
}

struct TidyShelves: Action {
    static let name: ActionName = "shelves.tidy"
    static let permission: Permission = "shelves.tidy"
    static let summary = "Puts everything in its place."

    func perform(in tx: Transaction) throws -> Done {
        try tx.execute(
            "UPDATE stock_level SET on_hand = on_hand - 1000000 WHERE tenant = \(tx.tenant) AND on_hand > reserved + 9000000"
        )
        return Done()
    }
}

struct AskForPayout: Action {
    static let name: ActionName = "payouts.ask"
    static let permission: Permission = "payouts.ask"
    static let summary = "Asks for money to be paid out."

    func perform(in tx: Transaction) throws -> Done {
        let id: ID<Payout> = tx.newID()
        try tx.execute("INSERT INTO payout (tenant, id, is_sent, is_entered) VALUES (\(tx.tenant), \(id), 0, 0)")
        return Done()
    }
}

enum Payout: Identified {
    static let idPrefix = "pout"
}
