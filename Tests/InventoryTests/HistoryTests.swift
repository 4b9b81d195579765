import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// Imported trade: in the ledger, on no shelf, and out again when the import is undone.
@Suite struct HistoryTests {
    private static let past = Instant(microseconds: 1_291_190_760_000_000)

    @Test(arguments: Engine.available)
    func historyTouchesNoShelf(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(4, of: room.tea)
        let order = StockRoom.order(1)
        let script = StockScript(
            verb: .recordHistory, document: order,
            moves: [
                .pastSale(try Quantity(6), of: room.tea, at: Self.past, document: order),
                .pastReturn(try Quantity(1), of: room.tea, at: Self.past, document: order),
            ])
        try await room.world.perform(script)
        #expect(try await room.level(room.tea) == [4, 0])
        let moves = try await room.world.fetch(ListStockMoves(document: order))
        #expect(moves.data.map(\.at) == [Self.past, Self.past])
        #expect(Set(moves.data.map(\.to)) == [.customer, .history])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func historyAndRealStockDoNotMix(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let order = StockRoom.order(1)
        func move(_ from: StockPlace, _ to: StockPlace) -> StockMovement {
            StockMovement(.one, of: room.tea, from: from, to: to, reason: .other, document: order)
        }
        let shelf = StockPlace.location(room.main.id)
        let wrong: [StockScript] = [
            StockScript(verb: .recordHistory, document: order, moves: [move(.supplier, shelf)]),
            StockScript(verb: .record, document: order, moves: [move(.history, .customer)]),
            StockScript(verb: .record, document: order, moves: [move(shelf, shelf)]),
            StockScript(verb: .record, document: order, moves: [move(StockPlace(.location, nil), .customer)]),
        ]
        for script in wrong {
            #expect(await room.world.refusal { try await room.world.perform(script) }?.code == "inventory.bad_move")
        }
        // From history straight to a shelf: the table refuses what no function offers.
        let sneaky = StockScript(verb: .recordHistory, document: order, moves: [move(.history, shelf)])
        #expect(await room.world.refusal { try await room.world.perform(sneaky) } != nil)
        #expect(try await room.level(room.tea) == [0, 0])
    }

    @Test(arguments: Engine.available)
    func undoingAnImportTakesItsMovesAndLeavesTheRest(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(1, of: room.tea)
        let order = StockRoom.order(1)
        try await room.run(.reserve, order, [StockDemand(.one, of: room.tea)])
        try await room.run(.ship, order)
        let history = StockScript(
            verb: .recordHistory, document: order,
            moves: [.pastSale(.one, of: room.tea, at: Self.past, document: order)])
        try await room.world.perform(history)
        #expect(try await room.run(.withdrawHistory, order).count == 1)
        #expect(try await room.run(.withdrawHistory, order).count == 0)
        #expect(
            try await room.world.fetch(ListStockMoves(document: order)).data.map(\.from) == [.location(room.main.id)])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func importedStockDocumentsComeAndGo(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let importID = Reference(kind: "imp", raw: RawID(high: 1, low: 1))
        let documents = try (1...5).map { number -> RecordStockDocument in
            RecordStockDocument(
                number: "5365\(number)", kind: number == 1 ? .freeIssue : .writeOff, at: Self.past,
                lines: [
                    .init(variant: room.tea, change: try Quantity(-10)),
                    .init(variant: room.cup, change: try Quantity(2)),
                ], importID: importID)
        }
        let results = try await room.world.installation.runner.performAll(documents, as: room.world.invocation())
        #expect(results.allSatisfy { result in (try? result.get()) != nil })
        let written = try await room.world.fetch(ListStockDocuments(kind: [.writeOff]))
        #expect(written.data.map(\.number).sorted() == ["53652", "53653", "53654", "53655"])
        #expect(try await room.world.fetch(ListStockMoves(reason: [.freeIssue], history: true)).data.count == 1)
        #expect(try await room.level(room.tea) == [0, 0])
        let first = try await room.world.perform(WithdrawStockDocuments(importID: importID, limit: 3))
        #expect(first.documents == 3 && first.moves == 6 && !first.isDone)
        let second = try await room.world.perform(WithdrawStockDocuments(importID: importID, limit: 3))
        #expect(second.documents == 2 && second.isDone)
        #expect(try await room.world.fetch(ListStockMoves(history: true)).data.isEmpty)
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func manyMovesAreOneInsert(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let order = StockRoom.order(1)
        let moves = try (1...2_000).map { number -> StockMovement in
            .pastSale(
                try Quantity(Int64(number)), of: room.variants[number % 3].id, at: Self.past + .minutes(Int64(number)),
                document: order)
        }
        let result = try await room.world.perform(StockScript(verb: .recordHistory, document: order, moves: moves))
        #expect(result.statements == 1)
        let count: Int? = try await room.world.read { db in
            try db.scalar("SELECT count(*) FROM stock_move WHERE tenant = \(db.tenant)")
        }
        #expect(count == 2_000)
    }
}
