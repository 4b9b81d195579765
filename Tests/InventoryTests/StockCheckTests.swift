import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// What the tables refuse by themselves, and what `verify` finds when somebody got past the code.
@Suite struct StockCheckTests {
    @Test(arguments: Engine.available)
    func theTableItselfRefusesToOversell(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(2, of: room.tea)
        for change: SQL in ["reserved = 2000001", "reserved = -1", "on_hand = -1", "backorder_limit = -1"] {
            let error = await #expect(throws: DBError.self) {
                try await room.world.installation.store.write { db in
                    _ = try db.execute("UPDATE stock_level SET \(change) WHERE tenant = 1")
                }
            }
            #expect(error?.kind == .check)
        }
    }

    @Test(arguments: Engine.available, ["on_hand = on_hand + 1000000", "reserved = reserved + 1"])
    func verifyFindsLevelsThatAreNotTheirMoves(on engine: Engine, _ change: String) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(2, of: room.tea)
        #expect(try await room.world.verify().isEmpty)
        try await room.world.installation.store.write { db in
            let sql: SQL =
                change.hasPrefix("on_hand")
                ? "UPDATE stock_level SET on_hand = on_hand + 1000000 WHERE tenant = 1"
                : "UPDATE stock_level SET reserved = reserved + 1 WHERE tenant = 1"
            _ = try db.execute(sql)
        }
        let findings = try await room.world.verify()
        let check =
            change.hasPrefix("on_hand") ? "inventory.levels_equal_moves" : "inventory.reserved_equals_reservations"
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix(check) == true)
    }

    @Test(arguments: Engine.available)
    func verifyFindsMovesOfUnknownVariants(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let stranger = ID<Variant>(raw: RawID(high: 5, low: 5))
        let order = StockRoom.order(1)
        let script = StockScript(
            verb: .recordHistory, document: order,
            moves: [.pastSale(.one, of: stranger, at: room.world.clock.now, document: order)])
        try await room.world.perform(script)
        let findings = try await room.world.verify()
        #expect(findings == ["inventory.moves_know_their_variant: \(stranger) is not in the catalogue"])
    }
}
