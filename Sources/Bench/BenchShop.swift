import Catalog
import Inventory
import Kernel
import Orders
import Platform

/// Shops to place orders in, the same whenever they are made.
public struct BenchShop: Sendable {
    /// What a shop must be able to do for the bench.
    public struct Wish: Sendable {
        /// How many shops.
        public var shops: Int
        /// How many articles each has, all of them in stock.
        public var articles: Int
        /// How many orders are placed in the first one.
        public var orders: Int

        /// So many shops, articles each, orders in the first.
        public init(shops: Int, articles: Int, orders: Int) {
            self.shops = shops
            self.articles = articles
            self.orders = orders
        }
    }

    /// The shop's number.
    public let tenant: Int64
    /// How many articles it has.
    let articles: Int

    /// The code of an article: nobody needs to look it up.
    static func sku(_ number: Int) -> String { "BENCH-\(100_000 + number)" }

    /// The shops that are there, the bench's own if there are such.
    public static func all(articles: Int, in installation: Installation) async throws -> [BenchShop] {
        let shops = try await installation.shops()
        let own = shops.filter { entry in entry.shop.slug.hasPrefix("bench") }
        return (own.isEmpty ? shops : own).map { entry in BenchShop(tenant: entry.tenant, articles: articles) }
    }

    /// Makes what is missing, and answers how many orders were placed.
    public static func make(_ wish: Wish, in installation: Installation) async throws -> Int {
        var shops = try await all(articles: wish.articles, in: installation)
        for number in shops.count..<max(shops.count, wish.shops) {
            let entry = try await installation.createShop(
                slug: "bench-\(number)", name: "Bench \(number)", currency: .gbp,
                timeZone: try TimeZoneID(parsing: "Europe/London"))
            shops.append(BenchShop(tenant: entry.tenant, articles: wish.articles))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, shop) in shops.enumerated() {
                if index >= 32 { try await group.next() }
                group.addTask { try await shop.furnish(in: installation) }
            }
            try await group.waitForAll()
        }
        return try await shops[0].placeMany(wish.orders, in: installation)
    }

    /// Gives the shop its articles and a shelf that never becomes empty.
    private func furnish(in installation: Installation) async throws {
        let us = installation.system("bench", tenant: tenant)
        let standard = try await installation.read(as: us) { db in try Location.standard(in: db) }
        var location = standard
        if location == nil {
            location = try await installation.perform(CreateLocation(code: "BENCH", name: "Bench"), as: us).outcome
        }
        guard let location else { return }
        for begun in stride(from: 0, to: articles, by: 500) {
            let numbers = begun..<min(begun + 500, articles)
            let entries = numbers.map { number in
                EnsureVariants.Entry(
                    sku: Self.sku(number), title: "Article \(number)",
                    price: UnitPrice(micros: Int64(number % 90 + 5) * 500_000, .gbp))
            }
            let made = try await installation.perform(EnsureVariants(variants: entries), as: us).outcome
            guard let made, made.created > 0 else { continue }
            let plenty = try Quantity(10_000_000)
            let lines = numbers.map { number in StockLine(sku: Self.sku(number), quantity: plenty) }
            _ = try await installation.perform(StockIn(at: location.id, lines: lines), as: us)
        }
    }

    /// Places orders as quickly as can be, two hundred in a transaction.
    private func placeMany(_ count: Int, in installation: Installation) async throws -> Int {
        var chance = SeededRandomness(11).generator
        let us = installation.system("bench", tenant: tenant)
        for begun in stride(from: 0, to: count, by: 200) {
            let orders = try (begun..<min(begun + 200, count)).map { _ in try order(&chance) }
            for result in try await installation.runner.performAll(orders, as: us) { _ = try result.get() }
        }
        return count
    }

    /// Three different articles of the shop, one to three of each.
    func basket(_ chance: inout RandomnessGenerator) -> [(sku: String, quantity: Int64)] {
        var numbers: [Int] = []
        while numbers.count < min(3, articles) {
            let number = Int.random(in: 0..<articles, using: &chance)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers.map { number in (Self.sku(number), Int64.random(in: 1...3, using: &chance)) }
    }

    /// An order of three lines.
    func order(_ chance: inout RandomnessGenerator) throws -> PlaceOrder {
        PlaceOrder(lines: try basket(&chance).map { line in OrderedLine(try Quantity(line.quantity), sku: line.sku) })
    }

    /// The same as a program sends it.
    func orderBody(_ chance: inout RandomnessGenerator) -> [UInt8] {
        let lines = basket(&chance).map { line -> JSON in
            ["sku": .string(line.sku), "quantity": .string("\(line.quantity)")]
        }
        let body: JSON = ["lines": .array(lines)]
        return body.bytes
    }

    /// Somebody who may do what a till may: limited like most callers, not the system that may do everything.
    func till(_ request: String, key: String) -> Invocation {
        let caller = Caller(
            kind: .apiKey, principal: "key_bench", permissions: PermissionSet(["orders.*", "*.read"]), role: "key")
        return Invocation(
            tenant: tenant, caller: caller, request: RequestContext(requestID: request), idempotencyKey: key)
    }
}
