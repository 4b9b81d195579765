import Catalog
import Kernel
import PlatformFixtures
import Store
import Testing

@testable import Inventory
@testable import Platform

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
        let (installation, shop) = (room.world.installation, room.world.shop)
        let before = try await room.level(room.tea)
        #expect(try await installation.repair(shop, isPreview: true).map(\.check) == [check])
        #expect(try await room.level(room.tea) == before)
        #expect(try await installation.repair(shop, isPreview: false).map(\.action) == ["inventory.recount"])
        #expect(try await room.level(room.tea) == [2, 0])
        #expect(try await room.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func theNightlyProofProposesTheRepair(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(2, of: room.tea)
        try await room.world.installation.store.write { db in
            _ = try db.execute("UPDATE stock_level SET on_hand = on_hand + 1000000 WHERE tenant = 1")
        }
        try await night(room)
        let raised = try await room.world.fetch(ListExceptions()).data
        #expect(raised.map(\.reason) == ["proofs.repairable"] && raised.map(\.action) == ["inventory.recount"])
        let exception = try #require(raised.first)
        let retry = RetryException(exception: exception.id)
        let shown = try await room.world.preview(retry)
        #expect(shown.effects.wouldNeedApproval == false)
        #expect(try await room.level(room.tea) == [3, 0])
        try await room.world.perform(retry)
        #expect(try await room.level(room.tea) == [2, 0])
        try await night(room)
        #expect(try await room.world.fetch(ListExceptions()).data.map(\.status) == [.resolved])
        #expect(try await room.world.verify() == [])
    }

    /// Promises more than there is by the moves: what the repair refuses.
    @Test(arguments: Engine.available)
    func whatIsPromisedBeyondTheMovesIsNotRepaired(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(2, of: room.tea)
        try await room.world.installation.store.write { db in
            _ = try db.execute("UPDATE stock_level SET on_hand = on_hand + 3000000 WHERE tenant = 1")
        }
        let order = StockRoom.order(1)
        try await room.world.perform(
            StockScript(verb: .reserve, document: order, lines: [StockDemand(try Quantity(4), of: room.tea)]))
        let refused = await #expect(throws: Problem.self) {
            try await room.world.installation.repair(room.world.shop, isPreview: false)
        }
        #expect(refused?.code == "inventory.promised_too_much")
        #expect(try await room.level(room.tea) == [5, 4])
    }

    private func night(_ room: StockRoom) async throws {
        room.world.clock.advance(by: .days(1))
        try await room.world.installation.work(room.world.shop)
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
