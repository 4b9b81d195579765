import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// Locations, and who may reach which.
@Suite struct LocationTests {
    @Test(arguments: Engine.available)
    func theFirstIsTheDefaultUntilAnotherIsMadeIt(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        #expect(room.main.isDefault && room.main.code == "MAIN")
        #expect(!room.shop.isDefault)
        try await room.world.perform(MakeDefaultLocation(location: room.shop.id))
        let list = try await room.world.fetch(ListLocations())
        #expect(list.data.map(\.code) == ["MAIN", "SHOP"])
        #expect(list.data.map(\.isDefault) == [false, true])
        try await room.stockIn(1, of: room.tea, at: room.shop)
        let made = try await room.run(.reserve, StockRoom.order(1), [StockDemand(.one, of: room.tea)])
        #expect(made.reservations.map(\.location) == [room.shop.id])
    }

    @Test(arguments: Engine.available)
    func codesAreUniqueAndWellFormed(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let taken = await room.world.refusal {
            try await room.world.perform(CreateLocation(code: " main", name: "Again"))
        }
        #expect(taken?.code == "locations.code_taken")
        let wrong = await room.world.refusal {
            try await room.world.perform(CreateLocation(code: "A B", name: "\u{202E}"))
        }
        #expect(wrong?.errors.map(\.field) == ["code", "name"])
        let renamed = try await room.world.perform(UpdateLocation(location: room.shop.id, code: "front", name: "Front"))
        #expect(renamed.code == "FRONT" && renamed.version == 2)
        let clash = await room.world.refusal {
            try await room.world.perform(UpdateLocation(location: room.shop.id, code: "main"))
        }
        #expect(clash?.code == "locations.code_taken")
    }

    @Test(arguments: Engine.available)
    func countriesAreCodes(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        #expect(room.main.country == "GB")
        let id = room.shop.id
        let wrong = await room.world.refusal {
            try await room.world.perform(UpdateLocation(location: id, country: "Great Britain"))
        }
        #expect(wrong?.errors.map(\.field) == ["country"])
        let moved = try await room.world.perform(UpdateLocation(location: id, country: "DE"))
        #expect(moved.country == "DE")
        #expect(try await room.world.perform(UpdateLocation(location: id, country: "")).country == nil)
        #expect(throws: Problem.self) {
            try Wire.decode(CreateLocation.self, from: Array(#"{"code":"A","name":"A","country":"gb"}"#.utf8))
        }
        #expect(Country.all.count == 249 && Country("UK") == nil)
    }

    @Test(arguments: Engine.available)
    func onlyAnEmptyLocationGoesOutOfUse(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let close = DeactivateLocation(location: room.shop.id)
        try await room.stockIn(1, of: room.tea, at: room.shop)
        #expect(await room.world.refusal { try await room.world.perform(close) }?.code == "locations.not_empty")
        try await room.world.perform(
            TransferStock(
                from: room.shop.id, to: room.main.id, lines: [StockLine(variant: room.tea, quantity: .one)]))
        try await room.world.perform(close)
        let late = await room.world.refusal { try await room.stockIn(1, of: room.tea, at: room.shop) }
        #expect(late?.code == "inventory.location_inactive")
        let standard = await room.world.refusal {
            try await room.world.perform(DeactivateLocation(location: room.main.id))
        }
        #expect(standard?.code == "locations.is_default")
        try await room.world.perform(ActivateLocation(location: room.shop.id))
        try await room.stockIn(1, of: room.tea, at: room.shop)
    }

    @Test(arguments: Engine.available)
    func staffOfOneLocationNeitherMoveNorSeeStockElsewhere(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let clerk = World.person("clerk", ["inventory.*"], locations: [room.shop.id.raw])
        let line = [StockLine(variant: room.tea, quantity: .one)]
        try await room.stockIn(5, of: room.tea)
        try await room.world.perform(StockIn(at: room.shop.id, lines: line), as: clerk)
        let refused: [Problem?] = [
            await room.world.refusal {
                try await room.world.perform(StockIn(at: room.main.id, lines: line), as: clerk)
            },
            await room.world.refusal {
                let action = TransferStock(from: room.shop.id, to: room.main.id, lines: line)
                try await room.world.perform(action, as: clerk)
            },
            await room.world.refusal {
                let action = AdjustStock(location: room.main.id, lines: line, reason: .found)
                try await room.world.perform(action, as: clerk)
            },
            await room.world.refusal {
                try await room.world.perform(CountStock(location: room.main.id, lines: line), as: clerk)
            },
            await room.world.refusal {
                let action = SetBackorder(variant: room.tea, location: room.main.id, limit: .one)
                try await room.world.perform(action, as: clerk)
            },
            await room.world.refusal {
                _ = try await room.world.fetch(ListStockLevels(location: room.main.id), as: clerk)
            },
            await room.world.refusal {
                _ = try await room.world.fetch(GetLocation(location: room.main.id), as: clerk)
            },
        ]
        #expect(refused.map { $0?.code } == Array(repeating: "location_out_of_scope", count: refused.count))
        #expect(try await room.world.fetch(ListStockLevels(), as: clerk).data.map(\.location) == [room.shop.id])
        let overview = try await room.world.fetch(OverviewStockLevels(), as: clerk)
        #expect(overview.data.map(\.onHand) == [.one])
        #expect(try await room.world.fetch(ListStockMoves(), as: clerk).data.map(\.to) == [.location(room.shop.id)])
        #expect(try await room.world.fetch(ListLocations(), as: clerk).data.map(\.id) == [room.shop.id])
        let papers = try await room.world.fetch(ListStockDocuments(), as: clerk).data
        #expect(papers.map(\.number) == ["IN-000002"])
        let foreign = try #require(try await room.world.fetch(ListStockDocuments()).data.last)
        let hidden = await room.world.refusal {
            _ = try await room.world.fetch(GetStockDocument(stockDocument: foreign.id), as: clerk)
        }
        #expect(hidden?.code == "not_found")
    }

    @Test(arguments: Engine.available)
    func anotherShopKnowsNothingOfIt(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let other = try await room.world.anotherShop()
        let refusal = await room.world.refusal {
            let action = StockIn(at: room.main.id, lines: [StockLine(variant: room.tea, quantity: .one)])
            try await room.world.perform(action, in: other)
        }
        #expect(refusal?.errors.map(\.code) == ["unknown"])
        #expect(try await room.world.fetch(ListLocations(), in: other).data.isEmpty)
    }
}
