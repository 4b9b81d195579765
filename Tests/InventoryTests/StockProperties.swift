import Catalog
import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// Random walks over everything that can happen to stock, beside a model that knows what must come of it.
@Suite struct StockProperties {
    static let walks = Engine.available.flatMap { engine in (1...6).map { seed in Walk(engine: engine, seed: seed) } }

    struct Walk: Sendable, CustomTestStringConvertible {
        let engine: Engine
        let seed: UInt64
        var testDescription: String { "\(engine), seed \(seed)" }

        init(engine: Engine, seed: Int) {
            self.engine = engine
            self.seed = UInt64(seed)
        }
    }

    @Test(arguments: walks)
    func stockIsTheSumOfItsMovesAfterAnyWalk(_ walk: Walk) async throws {
        let room = try await StockRoom.open(walk.engine, seed: walk.seed)
        var model = StockModel(room)
        var random = SeededRandomness(walk.seed).generator
        var refused = 0
        for step in 0..<80 {
            let act = StockAct.any(in: room, step, &random)
            let expected = model.apply(act)
            let problem = await room.world.refusal { try await act.perform(in: room) }
            #expect(problem?.code == expected, "step \(step): \(act)")
            if expected != nil { refused += 1 }
        }
        #expect(refused > 0)
        for (key, shelf) in model.shelves {
            let level = try await room.world.read { db in try StockLevel.of(key, in: db) }
            #expect([level.onHand.wholeUnits, level.reserved.wholeUnits] == [shelf.onHand, shelf.reserved])
            #expect(level.reserved <= (try level.onHand + level.backorderLimit))
            if level.backorderLimit.isZero { #expect(!level.onHand.isNegative) }
        }
        #expect(try await room.world.verify().isEmpty)
    }

    @Test(arguments: walks)
    func stockIsTheSumOfItsMovesWhenAllHappensAtOnce(_ walk: Walk) async throws {
        let room = try await StockRoom.open(walk.engine, seed: walk.seed)
        var random = SeededRandomness(walk.seed &+ 1_000).generator
        let acts = (0..<80).map { step in StockAct.any(in: room, step, &random) }
        let codes = await withTaskGroup(of: String?.self) { group in
            for act in acts {
                group.addTask { await room.world.refusal { try await act.perform(in: room) }?.code }
            }
            return await group.reduce(into: Set<String?>()) { codes, code in codes.insert(code) }
        }
        #expect(codes.isSubset(of: [nil, "inventory.not_enough", "inventory.backorder_in_use"]))
        #expect(try await room.world.verify().isEmpty)
    }
}
