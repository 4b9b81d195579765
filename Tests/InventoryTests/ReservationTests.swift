import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// Promises of stock: made, kept, given up, run out.
@Suite struct ReservationTests {
    @Test(arguments: Engine.available)
    func whatIsReservedIsShippedOnce(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(5, of: room.tea)
        let order = StockRoom.order(1)
        let lines = [StockDemand(try Quantity(2), of: room.tea), StockDemand(.one, of: room.fee.id)]
        let made = try await room.run(.reserve, order, lines).reservations
        #expect(made.map(\.quantity) == [try Quantity(2)])
        #expect(made.map(\.location) == [room.main.id])
        #expect(try await room.level(room.tea) == [5, 2])
        #expect(try await room.run(.ship, order).reservations.map(\.state) == [.fulfilled])
        #expect(try await room.run(.ship, order).reservations.isEmpty)
        #expect(try await room.run(.release, order).reservations.isEmpty)
        #expect(try await room.level(room.tea) == [3, 0])
        try await room.run(.giveBack, order, lines)
        #expect(try await room.level(room.tea) == [5, 0])
        let reserved = try await room.world.events(StockReserved.self)
        #expect(reserved.map(\.document) == [order])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func whatIsReleasedIsFreeAgain(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(5, of: room.tea)
        let demand = [StockDemand(try Quantity(5), of: room.tea)]
        try await room.run(.reserve, StockRoom.order(1), demand)
        let refusal = await room.world.refusal { try await room.run(.reserve, StockRoom.order(2), demand) }
        #expect(refusal?.code == "inventory.not_enough")
        try await room.run(.release, StockRoom.order(1))
        try await room.run(.reserve, StockRoom.order(2), demand)
        #expect(try await room.level(room.tea) == [5, 5])
        #expect(try await room.world.events(StockReleased.self).map(\.state) == [.released])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func everythingThatIsShortIsNamedAndNothingIsReserved(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        for variant in room.variants { try await room.stockIn(2, of: variant.id) }
        let lines = try zip(room.variants, [3, 2, 9]).map { variant, units in
            StockDemand(try Quantity(Int64(units)), of: variant.id)
        }
        let refusal = await room.world.refusal { try await room.run(.reserve, StockRoom.order(1), lines) }
        let messages = refusal?.errors.map(\.message)
        #expect(
            messages == [
                "\(room.variants[0].sku): 3 wanted, 2 available.", "\(room.variants[2].sku): 9 wanted, 2 available.",
            ])
        for variant in room.variants { #expect(try await room.level(variant.id) == [2, 0]) }
    }

    @Test(arguments: Engine.available)
    func promisesRunOutWhenTheirTimeHasPassed(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(2, of: room.tea)
        let order = StockRoom.order(1)
        let lines = [StockDemand(try Quantity(2), of: room.tea)]
        var script = StockScript(verb: .reserve, document: order, lines: lines)
        script.expires = room.world.clock.now + .minutes(30)
        try await room.world.perform(script)
        try await room.world.installation.tick()
        #expect(try await room.level(room.tea) == [2, 2])
        room.world.clock.advance(by: .minutes(30))
        try await room.world.installation.tick()
        #expect(try await room.level(room.tea) == [2, 0])
        #expect(try await room.world.events(StockReleased.self).map(\.state) == [.expired])
        // The order was paid all the same: its lines are promised again as they ship.
        #expect(try await room.run(.ship, order).reservations.isEmpty)
        try await room.run(.shipLines, order, lines)
        #expect(try await room.level(room.tea) == [0, 0])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func backordersReachTheirLimitAndNoFurther(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(1, of: room.tea)
        func limit(_ units: Int64) throws -> SetBackorder {
            SetBackorder(variant: room.tea, location: room.main.id, limit: try Quantity(units))
        }
        try await room.world.perform(try limit(3))
        let order = StockRoom.order(1)
        try await room.run(.reserve, order, [StockDemand(try Quantity(4), of: room.tea)])
        let refusal = await room.world.refusal {
            try await room.run(.reserve, StockRoom.order(2), [StockDemand(.one, of: room.tea)])
        }
        #expect(refusal?.details["available"] == "0")
        #expect(refusal?.details["backorder_limit"] == "3")
        let tooLow = await room.world.refusal { try await room.world.perform(try limit(2)) }
        #expect(tooLow?.code == "inventory.backorder_in_use")
        try await room.run(.ship, order)
        #expect(try await room.level(room.tea) == [-3, 0])
        let loss = AdjustStock(
            location: room.main.id, lines: [StockLine(variant: room.tea, quantity: try Quantity(-1))], reason: .lost)
        let below = await room.world.refusal { try await room.world.perform(loss) }
        #expect(below?.code == "inventory.not_enough")
        try await room.stockIn(3, of: room.tea)
        try await room.world.perform(try limit(0))
        #expect(try await room.level(room.tea) == [0, 0])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aShopWithoutLocationsSaysWhatIsMissing(on engine: Engine) async throws {
        let world = try await World.fresh(
            engine, modules: [CatalogModule.module, InventoryModule.module, StockScript.module])
        let made = try await world.perform(EnsureVariants(variants: [.init(sku: "TEA")])).variants
        let tea = try #require(made["TEA"])
        let script = StockScript(
            verb: .reserve, document: StockRoom.order(1), lines: [StockDemand(.one, of: tea.id)])
        #expect(await world.refusal { try await world.perform(script) }?.code == "inventory.no_location")
    }

    @Test func aReservationsLifeIsSound() { #expect(Reservation.lifecycle.soundness().isEmpty) }
}
