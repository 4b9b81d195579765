import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Inventory

/// Stock is found by words and by whether there is enough.
@Suite struct StockListTests {
    /// TEA: 20 at MAIN. CUP: 3 at MAIN, 0 at SHOP (3 came and went). POT: 5 at SHOP.
    func open(_ engine: Engine) async throws -> StockRoom {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(20, of: room.tea)
        try await room.stockIn(6, of: room.cup)
        try await room.world.perform(
            TransferStock(
                from: room.main.id, to: room.shop.id, lines: [StockLine(variant: room.cup, quantity: try Quantity(3))]))
        try await room.world.perform(
            TransferStock(
                from: room.shop.id, to: room.main.id, lines: [StockLine(variant: room.cup, quantity: try Quantity(3))]))
        try await room.stockIn(5, of: room.variants[2].id, at: room.shop)
        return room
    }

    func found(_ room: StockRoom, _ query: ListStockLevels) async throws -> [String] {
        let levels = try await room.world.fetch(query).data
        return levels.map { "\($0.locationCode) \(room.sku($0.variant)) \($0.available)" }
    }

    @Test(arguments: Engine.available)
    func statesFindWhatIsShort(on engine: Engine) async throws {
        let room = try await open(engine)
        let tea = "MAIN \(room.sku(room.tea)) 20"
        let cup = "MAIN \(room.sku(room.cup)) 6"
        let none = "SHOP \(room.sku(room.cup)) 0"
        let pot = "SHOP \(room.sku(room.variants[2].id)) 5"
        #expect(try await found(room, ListStockLevels(sort: .available)) == [none, pot, cup, tea])
        #expect(try await found(room, ListStockLevels(state: [.low])) == [pot])
        #expect(try await found(room, ListStockLevels(state: [.out])) == [none])
        #expect(try await found(room, ListStockLevels(state: [.low, .out])) == [none, pot])
        #expect(try await found(room, ListStockLevels(state: .noneOf(.enough))) == [none, pot])
        #expect(try await found(room, ListStockLevels(state: [.enough])) == [cup, tea])
        #expect(try await found(room, ListStockLevels(location: room.shop.id, state: [.low])) == [pot])
        let installation = room.world.installation
        let count = try await installation.count(ListStockLevels(state: [.low, .out]), as: room.world.invocation())
        #expect(count?.count == 2)
        let overview = try await installation.count(OverviewStockLevels(), as: room.world.invocation())
        #expect(overview?.count == 3, "each variant once")
        var page = try await room.world.fetch(ListStockLevels(sort: .available, limit: 3))
        page = try await room.world.fetch(ListStockLevels(sort: .available, limit: 3, after: page.next))
        #expect(page.data.map(\.available.wholeUnits) == [20])
        page = try await room.world.fetch(ListStockLevels(sort: .available, limit: 3, after: page.previous))
        #expect(page.data.map(\.available.wholeUnits) == [0, 5, 6])
    }

    @Test(arguments: Engine.available)
    func wordsFindStockMovesAndPlaces(on engine: Engine) async throws {
        let room = try await open(engine)
        let sku = room.sku(room.cup)
        #expect(try await found(room, ListStockLevels(q: sku.lowercased())).count == 2)
        #expect(try await found(room, ListStockLevels(q: "nothing such")).isEmpty)
        #expect(try await room.world.fetch(OverviewStockLevels(q: sku)).data.map(\.variant) == [room.cup])
        let moves = try await room.world.fetch(ListStockMoves(q: sku)).data
        #expect(moves.count == 3 && moves.allSatisfy { $0.variant == room.cup })
        #expect(try await room.world.fetch(ListStockMoves(at: .period(.today))).data.count == 5)
        #expect(try await room.world.fetch(ListStockMoves(at: .period(.yesterday))).data.isEmpty)
        #expect(try await room.world.fetch(ListLocations(q: "warehouse")).data.map(\.code) == ["MAIN"])
        let papers = try await room.world.fetch(ListStockDocuments(kind: [.transfer, .count]))
        #expect(papers.data.count == 2)
        let number = try #require(papers.data.first?.number)
        #expect(try await room.world.fetch(ListStockDocuments(q: number.lowercased())).data.count == 1)
        #expect(try await room.world.fetch(ListReservations(state: [.active, .expired])).data.isEmpty)
    }

    /// Whichever index leads, the moves are those that reading all of them would give, and as many are counted.
    @Test(arguments: Engine.available)
    func movesAreThoseAScanFinds(on engine: Engine) async throws {
        let room = try await open(engine)
        let torn = [StockLine(variant: room.cup, quantity: try Quantity(-1))]
        try await room.world.perform(AdjustStock(location: room.main.id, lines: torn, reason: .damaged))
        let all = try await room.world.fetch(ListStockMoves(limit: 100)).data
        let ends = { (move: StockMove, place: Location) -> Bool in
            move.from == .location(place.id) || move.to == .location(place.id)
        }
        for place in [room.main, room.shop] {
            let lists: [(ListStockMoves, (StockMove) -> Bool)] = [
                (ListStockMoves(location: place.id), { _ in true }),
                (ListStockMoves(variant: room.cup, location: place.id), { $0.variant == room.cup }),
                (ListStockMoves(location: place.id, reason: [.damaged, .transfer]), { $0.reason != .stockIn }),
                (ListStockMoves(location: place.id, reason: .noneOf(.stockIn)), { $0.reason != .stockIn }),
                (ListStockMoves(q: room.sku(room.tea), location: place.id), { $0.variant == room.tea }),
            ]
            for (query, isWanted) in lists {
                let wanted = all.filter { move in ends(move, place) && isWanted(move) }.map(\.id)
                #expect(try await room.world.fetch(query).data.map(\.id) == wanted)
                let count = try await room.world.installation.count(query, as: room.world.invocation())
                #expect(count?.count == wanted.count)
            }
        }
        let reasons = try await room.world.fetch(ListStockMoves(reason: [.damaged, .stockIn], limit: 2))
        let rest = try await room.world.fetch(ListStockMoves(reason: [.damaged, .stockIn], after: reasons.next))
        let wanted = all.filter { $0.reason != .transfer }.map(\.id)
        #expect(reasons.data.map(\.id) + rest.data.map(\.id) == wanted)
    }

    @Test func theShortestListWalksItsIndex() async throws {
        let room = try await StockRoom.open(.sqlite)
        let available = ListStockLevels.available
        let sql: SQL = """
            EXPLAIN QUERY PLAN SELECT on_hand FROM stock_level
            WHERE tenant = \(1) AND \(available) <= \(Int64(0))
                AND (\(available), variant_id, location_id) > (\(Int64(-3)), \(room.tea), \(room.main.id))
            ORDER BY \(available), variant_id, location_id LIMIT 26
            """
        let plan = try await room.world.read { db in
            try db.rows(sql) { row -> String in try row[3] }.joined(separator: "; ")
        }
        #expect(plan.contains("stock_level_available (tenant=? AND <expr>") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }
}
