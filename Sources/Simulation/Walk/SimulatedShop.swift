import Catalog
import Identity
import Inventory
import Kernel
import Platform
import Store

/// A shop of the simulation and who works in it.
package struct SimulatedShop: Sendable {
    /// The shop.
    package let entry: ShopEntry
    /// The people's principals: an owner, an admin, two of the staff, one limited to a location, one with a role of the
    /// shop's own.
    let people: [String]
    /// The addresses they sign in with.
    let emails: [String]
    /// What is known from the start.
    let pool: Pool
}

/// Shops with goods, customers and a team, on a disk that every run begins with a copy of.
struct Opening {
    private let installation: Installation
    private var pool = Pool()
    private var entry: ShopEntry

    /// Opens a shop, with everything in it that a day's work needs.
    static func shop(_ number: Int, _ installation: Installation) async throws -> SimulatedShop {
        let (currency, zone) = number.isMultiple(of: 2) ? ("GBP", "Europe/London") : ("EUR", "Europe/Berlin")
        let entry = try await installation.createShop(
            slug: "shop-\(number)", name: "Shop \(number)", currency: try Currency(parsing: currency),
            timeZone: try TimeZoneID(parsing: zone))
        var opening = Opening(installation: installation, entry: entry)
        let locations = try await opening.stock(currency)
        let people = try await opening.team(number, locations)
        opening.pool.emails = people.map(\.email)
        try await installation.settle(entry)
        try await opening.learn("schedules.list")
        return SimulatedShop(
            entry: entry, people: people.map(\.principal), emails: people.map(\.email), pool: opening.pool)
    }

    private init(installation: Installation, entry: ShopEntry) {
        self.installation = installation
        self.entry = entry
    }

    @discardableResult
    private mutating func perform(_ name: String, _ input: JSON) async throws -> JSON {
        let action = try installation.registry.action(name).decode(input.bytes)
        let performed = try await installation.runner.performDecoded(
            action, as: installation.system("opening", tenant: entry.tenant))
        let outcome = performed.outcome ?? .null
        pool.learn(outcome)
        return outcome
    }

    /// Takes in what a list shows.
    private mutating func learn(_ list: String) async throws {
        let query = try installation.registry.query(list).decode(Array("{}".utf8))
        let rows = try await installation.fetchDecoded(
            query, as: installation.system("opening", tenant: entry.tenant))
        pool.learn(try JSON(parsing: rows))
    }

    private mutating func stock(_ currency: String) async throws -> [JSON] {
        var locations: [JSON] = []
        for code in ["MAIN", "SHOP", "YARD"] {
            let location = try await perform("locations.create", ["code": .string(code), "name": .string(code)])
            locations.append(location["id"] ?? .null)
        }
        for number in 1...6 {
            let price: JSON = ["amount": .string("\(number).\(number)9"), "currency": .string(currency)]
            let variants = ["A", "B"].map { letter -> JSON in
                [
                    "sku": .string("ART-\(number)\(letter)"), "price": price, "options": [.string(letter)],
                    "is_stocked": .bool(number != 6),
                ]
            }
            try await perform(
                "products.upsert",
                [
                    "handle": .string("article-\(number)"), "title": .string("Article \(number)"),
                    "option_names": ["Kind"], "variants": .array(variants),
                ])
        }
        for location in locations {
            let lines = (1...5).flatMap { number in
                ["A", "B"].map { letter -> JSON in ["sku": .string("ART-\(number)\(letter)"), "quantity": "12"] }
            }
            try await perform("inventory.stock_in", ["location": location, "lines": .array(lines)])
        }
        for number in 1...5 { try await perform("customers.create", ["name": .string("Customer \(number)")]) }
        return locations
    }

    /// Engages the team; one is limited to the first location.
    private mutating func team(_ number: Int, _ locations: [JSON]) async throws -> [(principal: String, email: String)]
    {
        let rights = [
            "orders.read", "orders.place", "orders.mark_paid", "orders.cancel", "orders.refund", "credit_notes.create",
            "approvals.decide", "approvals.request", "customers.update",
        ]
        try await perform(
            "roles.create",
            ["key": "support", "title": "Support", "permissions": .array(rights.map { .string($0) })])
        var people: [(principal: String, email: String)] = []
        for role in ["owner", "admin", "staff", "staff", "support"] {
            let isLimited = people.count == 3
            let email = "\(role)\(people.count)@shop-\(number).example"
            let member = try await perform(
                "team.invite",
                [
                    "email": .string(email), "role": .string(role),
                    "locations": isLimited ? .array([locations[0]]) : .null,
                ])
            try await perform("team.accept", ["member": member["id"] ?? .null])
            people.append((member["user"]?.string ?? "", email))
        }
        return people
    }
}

/// The world every run begins with: made once, copied for each.
public final class SimulatedWorld: Sendable {
    let registry: Registry
    let disk: MemoryDisk
    package let shops: [SimulatedShop]
    /// The names of all actions there are.
    public let actions: [String]
    /// The people of all shops.
    let principals: [String]
    static let start = Instant.seconds(1_772_442_000)

    /// Makes it: a migrated database with so many shops.
    public init(modules: [Module], shops count: Int = 2) throws {
        registry = try Registry(modules + [Chores.module])
        disk = try MemoryDisk()
        let machine = try Machine(registry, on: disk, at: Self.start)
        _ = try machine.alone { installation in try await installation.migrator.up(installation.store) }
        var shops: [SimulatedShop] = []
        for number in 0..<count {
            machine.clock.advance(by: .minutes(1))
            machine.chance.begin(UInt64(number) + 1)
            shops.append(try machine.alone { installation in try await Opening.shop(number, installation) })
        }
        self.shops = shops
        principals = shops.flatMap(\.people)
        actions = registry.actions.map(\.name.rawValue)
    }
}
