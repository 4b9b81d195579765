import Catalog
import Kernel
import PlatformFixtures

@testable import Inventory

/// One thing that can happen to stock, in whole units.
enum StockAct: Sendable {
    case arrive(LevelKey, Int64)
    case adjust(LevelKey, Int64)
    case count(LevelKey, Int64)
    case transfer(LevelKey, to: LevelKey, Int64)
    case allow(LevelKey, Int64)
    case reserve(UInt64, at: ID<Location>, [(ID<Variant>, Int64)])
    case release(UInt64)
    case ship(UInt64)
    case giveBack(LevelKey, Int64)

    /// Any act, with quantities that often meet the edge.
    static func any(in room: StockRoom, _ step: Int, _ random: inout RandomnessGenerator) -> StockAct {
        let variant = room.variants[Int.random(in: 0..<2, using: &random)].id
        let isMain = Bool.random(using: &random)
        let place = isMain ? room.main.id : room.shop.id
        let key = LevelKey(variant: variant, location: place)
        let units = Int64.random(in: 1...6, using: &random)
        let order = UInt64.random(in: 1...5, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: return .arrive(key, units)
        case 2: return .adjust(key, Bool.random(using: &random) ? units : -units)
        case 3: return .count(key, units - 1)
        case 4:
            return .transfer(key, to: LevelKey(variant: variant, location: isMain ? room.shop.id : room.main.id), units)
        case 5: return step % 3 == 0 ? .allow(key, units) : .arrive(key, 1)
        case 6, 7, 8:
            let lines: [(ID<Variant>, Int64)] = [(room.tea, units), (room.cup, units), (variant, 1)]
            return .reserve(order, at: place, lines)
        case 9: return .release(order)
        case 10: return .ship(order)
        case _: return .giveBack(key, units)
        }
    }

    func perform(in room: StockRoom) async throws {
        let world = room.world
        func line(_ key: LevelKey, _ units: Int64) throws -> [StockLine] {
            [StockLine(variant: key.variant, quantity: try Quantity(units))]
        }
        switch self {
        case .arrive(let key, let units):
            try await world.perform(StockIn(at: key.location, lines: try line(key, units)))
        case .adjust(let key, let units):
            try await world.perform(
                AdjustStock(location: key.location, lines: try line(key, units), reason: .correction))
        case .count(let key, let units):
            try await world.perform(CountStock(location: key.location, lines: try line(key, units)))
        case .transfer(let from, let to, let units):
            try await world.perform(
                TransferStock(from: from.location, to: to.location, lines: try line(from, units)))
        case .allow(let key, let units):
            try await world.perform(
                SetBackorder(variant: key.variant, location: key.location, limit: try Quantity(units)))
        case .reserve(let order, let place, let lines):
            var script = StockScript(verb: .reserve, document: StockRoom.order(order))
            script.location = place
            script.lines = try lines.map { variant, units in StockDemand(try Quantity(units), of: variant) }
            try await world.perform(script)
        case .release(let order): try await room.run(.release, StockRoom.order(order))
        case .ship(let order): try await room.run(.ship, StockRoom.order(order))
        case .giveBack(let key, let units):
            var script = StockScript(verb: .giveBack, document: StockRoom.order(99))
            script.location = key.location
            script.lines = [StockDemand(try Quantity(units), of: key.variant)]
            try await world.perform(script)
        }
    }
}

/// What stock must be after any number of acts.
struct StockModel {
    struct Shelf: Equatable {
        var onHand: Int64 = 0
        var reserved: Int64 = 0
        var limit: Int64 = 0
        var isSound: Bool { reserved >= 0 && reserved <= onHand + limit }
    }

    private(set) var shelves: [LevelKey: Shelf] = [:]
    private var promised: [UInt64: [LevelKey: Int64]] = [:]

    init(_ room: StockRoom) {
        for variant in room.variants {
            for location in [room.main, room.shop] {
                shelves[LevelKey(variant: variant.id, location: location.id)] = Shelf()
            }
        }
    }

    /// Changes the model; answers the code of the refusal, and changes nothing, when the act must be refused.
    mutating func apply(_ act: StockAct) -> String? {
        switch act {
        case .arrive(let key, let units), .giveBack(let key, let units): return change([key: units])
        case .adjust(let key, let units): return change([key: units])
        case .count(let key, let units): return change([key: units - shelves[key, default: Shelf()].onHand])
        case .transfer(let from, let to, let units): return change([from: -units, to: units])
        case .allow(let key, let units):
            var shelf = shelves[key, default: Shelf()]
            shelf.limit = units
            guard shelf.isSound else { return "inventory.backorder_in_use" }
            shelves[key] = shelf
            return nil
        case .reserve(let order, let place, let lines): return reserve(order, place, lines)
        case .release(let order):
            for (key, units) in promised[order, default: [:]] { shelves[key]?.reserved -= units }
            promised[order] = nil
            return nil
        case .ship(let order):
            for (key, units) in promised[order, default: [:]] {
                shelves[key]?.reserved -= units
                shelves[key]?.onHand -= units
            }
            promised[order] = nil
            return nil
        }
    }

    private mutating func change(_ changes: [LevelKey: Int64]) -> String? {
        var next = shelves
        for (key, units) in changes {
            var shelf = next[key, default: Shelf()]
            shelf.onHand += units
            if units < 0, shelf.onHand < 0 || !shelf.isSound { return "inventory.not_enough" }
            next[key] = shelf
        }
        shelves = next
        return nil
    }

    private mutating func reserve(_ order: UInt64, _ place: ID<Location>, _ lines: [(ID<Variant>, Int64)]) -> String? {
        var next = shelves
        var made = promised[order, default: [:]]
        for (variant, units) in lines {
            let key = LevelKey(variant: variant, location: place)
            next[key]?.reserved += units
            made[key, default: 0] += units
        }
        guard next.values.allSatisfy(\.isSound) else { return "inventory.not_enough" }
        shelves = next
        promised[order] = made
        return nil
    }
}
