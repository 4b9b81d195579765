import Catalog
import Kernel
import PlatformFixtures
import Store
import Testing

@testable import Inventory
@testable import Platform

/// A shop with some variants and locations, and words for what happens in it.
struct StockRoom {
    let world: World
    /// TEA, CUP, POT: stocked, in ascending order of their ids.
    let variants: [VariantRef]
    /// A fee, of which there is no stock.
    let fee: VariantRef
    /// MAIN, the default, and SHOP.
    let main: Location
    let shop: Location

    var tea: ID<Variant> { variants[0].id }
    var cup: ID<Variant> { variants[1].id }

    static func open(_ engine: Engine, seed: UInt64 = 1) async throws -> StockRoom {
        let world = try await World.fresh(
            engine, modules: [CatalogModule.module, InventoryModule.module, StockScript.module], seed: seed)
        let made = try await world.perform(
            EnsureVariants(variants: [
                .init(sku: "TEA"), .init(sku: "CUP"), .init(sku: "POT"), .init(sku: "FEE", isStocked: false),
            ])
        ).variants
        let main = try await world.perform(CreateLocation(code: "main", name: "Main warehouse", country: Country("GB")))
        let shop = try await world.perform(CreateLocation(code: "SHOP", name: "Shop floor"))
        let stocked = ["TEA", "CUP", "POT"].compactMap { made[$0] }.sorted { a, b in a.id < b.id }
        return StockRoom(world: world, variants: stocked, fee: try #require(made["FEE"]), main: main, shop: shop)
    }

    func stockIn(_ units: Int64, of variant: ID<Variant>, at location: Location? = nil) async throws {
        try await world.perform(
            StockIn(at: (location ?? main).id, lines: [StockLine(variant: variant, quantity: try Quantity(units))]))
    }

    /// On hand, reserved, in whole units.
    func level(_ variant: ID<Variant>, at location: Location? = nil) async throws -> [Int64?] {
        let place = (location ?? main).id
        let level = try await world.read { db in try Stock.levels(of: [variant], at: place, in: db).first }
        return [level?.onHand.wholeUnits ?? 0, level?.reserved.wholeUnits ?? 0]
    }

    func sku(_ variant: ID<Variant>) -> String { variants.first { $0.id == variant }?.sku ?? "" }

    @discardableResult
    func run(_ verb: StockScript.Verb, _ document: Reference, _ lines: [StockDemand] = []) async throws
        -> StockScript.Result
    {
        try await world.perform(StockScript(verb: verb, document: document, lines: lines))
    }

    /// A document of some other module.
    static func order(_ number: UInt64) -> Reference { Reference(kind: "ord", raw: RawID(high: 0x7000, low: number)) }
}

/// What an action of another module does to stock: the public face of the module, from outside.
struct StockScript: Action {
    enum Verb: String, Codable, Sendable, CaseIterable {
        case reserve, release, ship
        case shipLines = "ship_lines"
        case giveBack = "give_back"
        case record
        case recordHistory = "record_history"
        case withdrawHistory = "withdraw_history"
    }

    struct Result: Codable, Sendable {
        var reservations: [Reservation] = []
        var levels: [StockLevel] = []
        var count = 0
        var statements = 0
    }

    static let name: ActionName = "scripts.run"
    static let permission: Permission = "scripts.run"
    static let summary = "Does to stock what another module would."
    static let route = ActionRoute.internalOnly
    static let module = Module(name: "scripts", summary: "Stands for modules above stock.", actions: [StockScript.self])

    var verb: Verb
    var document: Reference
    var lines: [StockDemand] = []
    var moves: [StockMovement] = []
    var location: ID<Location>?
    var expires: Instant?

    func perform(in tx: Transaction) throws -> Result {
        var result = Result()
        let before = tx.db.statementCount
        switch verb {
        case .reserve:
            result.reservations = try Stock.reserve(lines, for: document, at: location, expires: expires, in: tx)
        case .release: result.reservations = try Stock.release(for: document, in: tx)
        case .ship: result.reservations = try Stock.ship(for: document, in: tx)
        case .shipLines: result.reservations = try Stock.ship(lines, for: document, at: location, in: tx)
        case .giveBack: result.levels = try Stock.returned(lines, for: document, to: location, in: tx)
        case .record: result.levels = try Stock.record(moves, in: tx)
        case .recordHistory: try Stock.recordHistory(moves, in: tx)
        case .withdrawHistory: result.count = try Stock.withdrawHistory(of: [document], in: tx)
        }
        result.statements = tx.db.statementCount - before
        return result
    }
}
