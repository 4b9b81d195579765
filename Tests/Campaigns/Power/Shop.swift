import Composition
import Kernel
import Logging
import Platform
import Store

/// Martlet on a database file, with the clock and the chance of the campaign.
struct Shop: Sendable {
    let installation: Installation
    let clock: ManualClock

    static let registry: Result<Registry, any Error> = Result { try Registry(Martlet.modules) }

    /// Opens the database in a folder, as a server does when it starts. Only a campaign that must find something does
    /// not wait for the disk.
    static func open(in folder: String, at now: Instant, seed: UInt64, synchronous: StoreOptions.Synchronous) throws
        -> Shop
    {
        var silent = Logger(label: "power")
        silent.logLevel = .critical
        let clock = ManualClock(now)
        let chance = SeededRandomness(seed)
        let options = StoreOptions(synchronous: synchronous, clock: clock, randomness: chance, logger: silent)
        let store = try Store.open("sqlite:\(folder)/martlet.db", options: options)
        return Shop(
            installation: Installation(
                store: store, registry: try registry.get(), clock: clock, randomness: chance, log: silent),
            clock: clock)
    }

    /// Ends it in order, and comes back when the files are closed.
    func close() async { await installation.store.close() }

    /// Asks for an action by its name. The shop's number is 1: it is the only one.
    func perform(_ name: String, _ input: JSON, key: String? = nil, request: String) async throws -> Performed<JSON> {
        let action = try installation.registry.action(name).decode(input.bytes)
        return try await installation.runner.performDecoded(action, as: invocation(key: key, request: request))
    }

    func invocation(key: String? = nil, request: String) -> Invocation {
        Invocation(
            tenant: 1, caller: .system("power"), request: RequestContext(requestID: request), idempotencyKey: key)
    }
}

/// What can be traded with.
struct Goods: Sendable {
    var variants: [String] = []
    var locations: [String] = []

    /// Makes the tables, opens the shop and fills its shelves.
    static func furnish(_ shop: Shop) async throws -> Goods {
        _ = try await shop.installation.migrator.up(shop.installation.store)
        _ = try await shop.installation.createShop(
            slug: "shop", name: "Shop", currency: .eur, timeZone: try TimeZoneID(parsing: "Europe/Berlin"))
        var goods = Goods()
        for code in ["A", "B"] {
            let made = try await shop.perform(
                "locations.create", ["code": .string(code), "name": .string(code)], request: "furnish")
            goods.locations.append(made.outcome?["id"]?.string ?? "")
        }
        for number in 1...12 {
            let price: JSON = ["amount": .string("\(number).25"), "currency": "EUR"]
            let made = try await shop.perform(
                "products.upsert",
                [
                    "handle": .string("article-\(number)"), "title": .string("Article \(number)"),
                    "variants": [["sku": .string("S-\(number)"), "price": price]],
                ], request: "furnish")
            goods.variants += (made.outcome?["variants"]?.array ?? []).compactMap { variant in variant["id"]?.string }
        }
        let lines = goods.variants.map { variant -> JSON in ["variant": .string(variant), "quantity": "5000"] }
        _ = try await shop.perform(
            "inventory.stock_in", ["location": .string(goods.locations[0]), "lines": .array(lines)], request: "furnish")
        guard goods.variants.count == 12 else { throw Finding("the shop was not furnished") }
        return goods
    }
}
