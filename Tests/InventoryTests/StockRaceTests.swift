import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// Many at once: nobody gets what is not there, and nobody waits for ever.
@Suite struct StockRaceTests {
    /// Runs bodies at once; answers the code each was refused with, or nil.
    private func race(_ count: Int, _ body: @Sendable @escaping (Int) async throws -> Void) async -> [String?] {
        await withTaskGroup(of: String?.self) { group in
            for index in 0..<count {
                group.addTask {
                    do {
                        try await body(index)
                        return nil
                    } catch let problem as Problem {
                        return problem.code
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: []) { codes, code in codes.append(code) }
        }
    }

    @Test(arguments: Engine.available)
    func fiftyWantTheLastUnitAndOneGetsIt(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(1, of: room.tea)
        let codes = await race(50) { index in
            try await room.run(.reserve, StockRoom.order(UInt64(index) + 1), [StockDemand(.one, of: room.tea)])
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == "inventory.not_enough" } == 49)
        #expect(try await room.level(room.tea) == [1, 1])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func oneReservationIsShippedOrReleasedButNotBoth(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        try await room.stockIn(3, of: room.tea)
        let order = StockRoom.order(1)
        try await room.run(.reserve, order, [StockDemand(try Quantity(3), of: room.tea)])
        let codes = await race(20) { index in try await room.run(index % 2 == 0 ? .ship : .release, order) }
        #expect(codes.allSatisfy { $0 == nil })
        let level = try await room.level(room.tea)
        #expect(level == [0, 0] || level == [3, 0])
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func documentsInAnyOrderOfLinesDoNotLockEachOtherOut(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        for variant in room.variants {
            try await room.stockIn(100, of: variant.id)
            try await room.stockIn(100, of: variant.id, at: room.shop)
        }
        let codes = await race(60) { index in
            var random = SeededRandomness(UInt64(index)).generator
            let isForth = index % 2 == 0
            let lines = room.variants.shuffled(using: &random).map { StockLine(variant: $0.id, quantity: .one) }
            let transfer = TransferStock(
                from: isForth ? room.main.id : room.shop.id, to: isForth ? room.shop.id : room.main.id, lines: lines)
            try await room.world.perform(transfer)
        }
        #expect(codes.allSatisfy { $0 == nil })
        for variant in room.variants { #expect(try await room.level(variant.id) == [100, 0]) }
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func countsAndArrivalsAtOnceLoseNothing(on engine: Engine) async throws {
        let room = try await StockRoom.open(engine)
        let codes = await race(30) { index in
            if index % 3 == 0 {
                let lines = [StockLine(variant: room.tea, quantity: try Quantity(Int64(index)))]
                try await room.world.perform(CountStock(location: room.main.id, lines: lines))
            } else {
                try await room.stockIn(1, of: room.tea)
            }
        }
        #expect(codes.allSatisfy { $0 == nil })
        #expect(try await room.world.verify().isEmpty)
    }

    @Test func levelsAreTouchedInOneOrderWhateverTheOrderOfLines() throws {
        let variants = (1...8).map { ID<Variant>(raw: RawID(high: 1, low: UInt64($0))) }
        let locations = (1...2).map { ID<Location>(raw: RawID(high: 2, low: UInt64($0))) }
        var random = SeededRandomness(7).generator
        for _ in 0..<20 {
            var changes = LevelChanges()
            for variant in variants.shuffled(using: &random) {
                for location in locations.shuffled(using: &random) {
                    try changes.add(onHand: 1, at: LevelKey(variant: variant, location: location))
                }
            }
            let keys = changes.ascending
            #expect(keys.map(\.variant) == variants.flatMap { [$0, $0] })
            #expect(keys.map(\.location) == variants.flatMap { _ in locations })
        }
    }
}
