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
