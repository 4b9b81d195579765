import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Inventory

/// The stock of one variant and of products: what there is in all, and what made it so.
@Suite struct StockItemTests {
    @Test(arguments: Engine.available)
    func whatCameAndWentAddsUpToWhatIsThere(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(20, of: room.tea)
        try await room.world.perform(
            AdjustStock(
                location: room.main.id, lines: [StockLine(variant: room.tea, quantity: try Quantity(-3))],
                reason: .damaged))
        try await room.world.perform(
            TransferStock(
                from: room.main.id, to: room.shop.id, lines: [StockLine(variant: room.tea, quantity: try Quantity(4))]))
        let item = try await room.world.fetch(GetStockItem(variant: room.tea))
        let sums = item.sums.map { "\($0.reason.rawValue) \($0.change)" }
        #expect(sums == ["damaged -3", "stock_in 20"], "a transfer changes nothing in all")
        #expect(item.stock.onHand.wholeUnits == 17)
        #expect(item.stock.locations.map { "\($0.locationCode) \($0.available)" }.sorted() == ["MAIN 13", "SHOP 4"])
        #expect(item.stock.state == .enough)
        #expect(item.stock.locations.first { $0.locationCode == "SHOP" }?.state == .low)
        let never = try await room.world.fetch(GetStockItem(variant: room.cup))
        #expect(never.sums.isEmpty)
        #expect(never.stock.state == .out)
    }

    /// Whatever happened, accepted or refused: the sums by reason are those of the ledger's moves, and come to what is on
    /// hand, in all and at each location by itself.
    @Test(arguments: StockProperties.walks)
    func theMovesOfAnItemComeToItsLevelAfterAnyWalk(_ walk: StockProperties.Walk) async throws {
        let room = try await StockRoom.open(walk.engine, seed: walk.seed)
        var model = StockModel(room)
        var random = SeededRandomness(walk.seed &+ 500).generator
        for step in 0..<60 {
            let act = StockAct.any(in: room, step, &random)
            let expected = model.apply(act)
            #expect(await room.world.refusal { try await act.perform(in: room) }?.code == expected, "step \(step)")
        }
        for variant in room.variants {
            let shelves = model.shelves.filter { shelf in shelf.key.variant == variant.id }
            try await Self.expect(variant.id, Array(shelves.keys.map(\.location)), shelves, nil, room)
            for (key, shelf) in shelves {
                let clerk = World.person("clerk", ["inventory.read"], locations: [key.location.raw])
                try await Self.expect(variant.id, [key.location], [key: shelf], clerk, room)
            }
        }
    }

    private static func expect(
        _ variant: ID<Variant>, _ places: [ID<Location>], _ shelves: [LevelKey: StockModel.Shelf], _ caller: Caller?,
        _ room: StockRoom
    ) async throws {
        let item = try await room.world.fetch(GetStockItem(variant: variant), as: caller)
        let held = shelves.values.reduce(Int64(0)) { sum, shelf in sum + shelf.onHand }
        let promised = shelves.values.reduce(Int64(0)) { sum, shelf in sum + shelf.reserved }
        #expect(item.stock.onHand.wholeUnits == held && item.stock.reserved.wholeUnits == promised)
        #expect(item.stock.available.wholeUnits == held - promised)
        #expect(item.sums.reduce(Int64(0)) { sum, one in sum + (one.change.wholeUnits ?? 0) } == held, "\(places)")
        var changes: [StockReason: Int64] = [:]
        var query = ListStockMoves(variant: variant)
        repeat {
            let page = try await room.world.fetch(query, as: caller)
            for move in page.data {
                let units = move.quantity.wholeUnits ?? 0
                if let to = move.to.location, places.contains(to) { changes[move.reason, default: 0] += units }
                if let from = move.from.location, places.contains(from) { changes[move.reason, default: 0] -= units }
            }
            query.after = page.next
        } while query.after != nil
        let said = Dictionary(item.sums.map { ($0.reason, $0.change.wholeUnits ?? 0) }, uniquingKeysWith: +)
        #expect(said == changes.filter { $0.value != 0 })
    }

    @Test(arguments: Engine.available)
    func productsAreCountedOverTheirVariants(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(20, of: room.tea)
        try await room.stockIn(2, of: room.tea, at: room.shop)
        let product = try #require(room.variants.first { $0.id == room.tea }?.product)
        let other = try #require(room.variants.first { $0.product != product }?.product)
        let rows = try await room.world.fetch(ProductStockLevels(products: AnyOf([product, other])))
        #expect(rows.map(\.product) == [product], "what was never moved has no row")
        #expect(rows.first?.available.wholeUnits == 22)
        let levels = try await room.world.fetch(ListStockLevels(product: product)).data
        #expect(levels.map(\.locationName).count == 2)
        #expect(try await room.world.fetch(ListStockLevels(product: other)).data.isEmpty)
    }
}
