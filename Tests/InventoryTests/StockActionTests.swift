import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// What people do with goods: book them in, correct, count, transfer.
@Suite struct StockActionTests {
    @Test(arguments: Engine.available)
    func goodsThatArriveAreOnTheShelfAndInTheLedger(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let receipt = try await room.world.perform(
            StockIn(
                at: room.main.id,
                lines: [
                    StockLine(sku: " tea ", quantity: try Quantity(5)),
                    StockLine(variant: room.tea, quantity: try Quantity(parsing: "2.5")),
                ], note: "Pallet 7"))
        #expect(receipt.document.number == "IN-000001")
        let tea = try #require(room.variants.first { $0.sku == "TEA" })
        let level = try await room.world.read { db in try Stock.levels(of: [tea.id], in: db) }
        #expect(level.map(\.onHand) == [try Quantity(parsing: tea.id == room.tea ? "7.5" : "5")])
        let moves = try await room.world.fetch(ListStockMoves(document: receipt.document.id.reference))
        #expect(moves.data.count == 2)
        #expect(moves.data.allSatisfy { $0.from == .supplier && $0.to == .location(room.main.id) })
        #expect(moves.data.allSatisfy { $0.principal == "usr_owner" && $0.reason == .stockIn })
        #expect(try await room.world.audits("inventory.stock_in") == 1)
        #expect(
            try await room.world.events(StockChanged.self).map(\.document)
                == Array(repeating: receipt.document.id.reference, count: receipt.levels.count))
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func everyWrongLineIsNamedAtOnce(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        var both = StockLine(variant: room.tea, quantity: .one)
        both.sku = "TEA"
        let lines = [
            StockLine(sku: "NOPE", quantity: .one), StockLine(sku: "FEE", quantity: .one), both,
            StockLine(variant: room.tea, quantity: .zero),
        ]
        let refusal = await room.world.refusal { try await room.world.perform(StockIn(at: room.main.id, lines: lines)) }
        #expect(refusal?.errors.map(\.field) == ["lines[0].sku", "lines[1].sku", "lines[2]", "lines[3].quantity"])
        #expect(refusal?.errors.map(\.code) == ["unknown", "not_stocked", "required", "not_positive"])
        #expect(try await room.level(room.tea) == [0, 0])
    }

    @Test(arguments: Engine.available)
    func correctionsCarryTheirReasonAndNeverGoBelowZero(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(3, of: room.tea)
        func adjust(_ change: Int64) throws -> AdjustStock {
            AdjustStock(
                location: room.main.id, lines: [StockLine(variant: room.tea, quantity: try Quantity(change))],
                reason: .damaged, note: "Fell from the rack")
        }
        try await room.world.perform(try adjust(-2))
        #expect(try await room.level(room.tea) == [1, 0])
        let refusal = await room.world.refusal { try await room.world.perform(try adjust(-2)) }
        #expect(refusal?.code == "inventory.not_enough")
        #expect(refusal?.details["sku"] == room.sku(room.tea))
        #expect(refusal?.details["wanted"] == "2")
        #expect(refusal?.details["available"] == "1")
        let moves = try await room.world.fetch(ListStockMoves(reason: [.damaged]))
        #expect(moves.data.map(\.to) == [.adjustment])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aCountBooksTheDifferenceAndNothingElse(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(10, of: room.tea)
        try await room.stockIn(4, of: room.cup)
        let count = CountStock(
            location: room.main.id,
            lines: [
                StockLine(variant: room.tea, quantity: try Quantity(7)),
                StockLine(variant: room.cup, quantity: try Quantity(4)),
            ])
        let receipt = try await room.world.perform(count)
        #expect(receipt.levels.map(\.onHand) == [try Quantity(7)])
        let moves = try await room.world.fetch(ListStockMoves(reason: [.count]))
        #expect(moves.data.map(\.quantity) == [try Quantity(3)])
        try await room.run(.reserve, StockRoom.order(1), [StockDemand(try Quantity(6), of: room.tea)])
        let low = CountStock(
            location: room.main.id, lines: [StockLine(variant: room.tea, quantity: try Quantity(5))])
        let refusal = await room.world.refusal { try await room.world.perform(low) }
        #expect(refusal?.code == "inventory.not_enough")
        #expect(try await room.level(room.tea) == [7, 6])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func transfersChangeBothShelvesAndLeaveReservedGoodsAlone(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(10, of: room.tea)
        try await room.run(.reserve, StockRoom.order(1), [StockDemand(try Quantity(4), of: room.tea)])
        func transfer(_ units: Int64) throws -> TransferStock {
            TransferStock(
                from: room.main.id, to: room.shop.id,
                lines: [StockLine(variant: room.tea, quantity: try Quantity(units))])
        }
        try await room.world.perform(try transfer(6))
        #expect(try await room.level(room.tea) == [4, 4])
        #expect(try await room.level(room.tea, at: room.shop) == [6, 0])
        let refusal = await room.world.refusal { try await room.world.perform(try transfer(1)) }
        #expect(refusal?.code == "inventory.not_enough" && refusal?.details["available"] == "0")
        // Promises that may go beyond the shelf leave room on it: what is said to be there can be had.
        try await room.world.perform(
            SetBackorder(variant: room.tea, location: room.main.id, limit: try Quantity(2)))
        let more = await room.world.refusal { try await room.world.perform(try transfer(3)) }
        #expect(more?.details["available"] == "2")
        try await room.world.perform(try transfer(2))
        #expect(try await room.level(room.tea) == [2, 4])
        let log = try await room.world.fetch(ListStockDocuments(kind: [.transfer]))
        #expect(log.data.map(\.number) == ["TRF-000002", "TRF-000001"])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aProductFileSetsStockAndLeavesOutWhatIsNotStocked(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let set = SetStock([
            StockSetting(variant: room.tea, quantity: try Quantity(12)),
            StockSetting(variant: room.fee.id, quantity: try Quantity(3)),
            StockSetting(variant: room.tea, location: room.shop.id, quantity: try Quantity(2)),
        ])
        #expect(try await room.world.perform(set).levels.count == 2)
        #expect(try await room.world.perform(set).levels.isEmpty)
        #expect(try await room.level(room.tea) == [12, 0])
        #expect(try await room.level(room.tea, at: room.shop) == [2, 0])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aPreviewChangesNothingAndSaysWhatWouldHappen(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let arrival = StockIn(at: room.main.id, lines: [StockLine(variant: room.tea, quantity: .one)])
        let preview = try await room.world.preview(arrival)
        #expect(preview.effects.events.map(\.name) == [StockChanged.name])
        #expect(try await room.level(room.tea) == [0, 0])
    }

    @Test(arguments: Engine.available)
    func listsShowLevelsPerLocationAndOverAll(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        for variant in room.variants { try await room.stockIn(5, of: variant.id) }
        try await room.stockIn(2, of: room.tea, at: room.shop)
        let first = try await room.world.fetch(ListStockLevels(limit: 3))
        let second = try await room.world.fetch(ListStockLevels(limit: 3, after: first.next))
        #expect(first.data.count == 3 && first.hasMore && second.data.count == 1)
        #expect(Set(first.data.map(\.locationCode) + second.data.map(\.locationCode)) == ["MAIN", "SHOP"])
        let overview = try await room.world.fetch(OverviewStockLevels(limit: 2))
        let rest = try await room.world.fetch(OverviewStockLevels(limit: 2, after: overview.next))
        #expect((overview.data + rest.data).map(\.variant) == room.variants.map(\.id))
        #expect(overview.data.first?.onHand == (try Quantity(7)))
        #expect(overview.data.first?.locations.count == 2)
        let bySKU = try await room.world.fetch(ListStockLevels(sku: "pot"))
        #expect(bySKU.data.map(\.sku) == ["POT"])
        let atShop = try await room.world.fetch(ListStockMoves(location: room.shop.id))
        #expect(atShop.data.map(\.quantity) == [try Quantity(2)])
        let unknown = await room.world.refusal { _ = try await room.world.fetch(ListStockLevels(sku: "NOPE")) }
        #expect(unknown?.errors.map(\.field) == ["sku"])
    }
}
