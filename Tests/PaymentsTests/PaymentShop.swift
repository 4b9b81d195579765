import Catalog
import Customers
import Inventory
import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// A shop with POTs of 20.00 on the shelf, a customer, and what its books say.
struct PaymentShop {
    typealias Lines = [AccountPurpose: Int64]

    static let modules = [
        LedgerModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module, OrdersModule.module,
        PaymentsModule.module,
    ]

    let world: World
    let ada: Customer

    static func open(_ engine: Engine, seed: UInt64 = 1) async throws -> PaymentShop {
        let world = try await World.fresh(engine, modules: modules, seed: seed)
        let pot = EnsureVariants(variants: [.init(sku: "POT", title: "Pot", price: try UnitPrice("20.00", .gbp))])
        try await world.perform(pot)
        let main = try await world.perform(CreateLocation(code: "MAIN", name: "Main"))
        try await world.perform(StockIn(at: main.id, lines: [StockLine(sku: "POT", quantity: try Quantity(1_000))]))
        let ada = try await world.perform(CreateCustomer(name: "Ada Lovelace"))
        let shop = PaymentShop(world: world, ada: ada)
        try await shop.set(
            "orders.status_moves",
            [
                "pending": ["paid", "fulfilled", "cancelled"], "paid": ["fulfilled", "cancelled", "refunded"],
                "fulfilled": ["refunded"],
            ])
        return shop
    }

    func set(_ key: String, _ value: JSON) async throws {
        let entry = try world.installation.registry.action("settings.set")
        let input: JSON = ["key": .string(key), "value": value]
        _ = try await world.installation.runner.performDecoded(try entry.decode(input.bytes), as: world.invocation())
    }

    /// An order of POTs, Ada's unless a guest's: 20.00 each.
    func place(_ pots: Int64 = 2, guest: Bool = false) async throws -> ID<Order> {
        let lines = [OrderedLine(try Quantity(pots), sku: "POT")]
        return try await world.perform(PlaceOrder(lines: lines, customer: guest ? nil : ada.id)).id
    }

    @discardableResult
    func pay(_ order: ID<Order>, _ tender: Tender, _ pounds: Int64? = nil) async throws -> Payment {
        try await world.perform(
            RecordPayment(order: order, tender: tender, amount: pounds.map { Money($0 * 100, .gbp) }))
    }

    func give(_ pounds: Int64, until expiry: Instant? = nil) async throws {
        try await world.perform(
            IssueStoreCredit(
                customer: ada.id, amount: Money(pounds * 100, .gbp), reason: "Sorry", expiresAt: expiry))
    }

    func current(_ order: ID<Order>) async throws -> Order { try await world.read { db in try db.find(order) } }

    func payment(_ id: ID<Payment>) async throws -> Payment { try await world.read { db in try db.find(id) } }

    func refusal<A: Action>(_ action: A) async -> String? {
        await world.refusal { try await world.perform(action) }?.code
    }

    /// What stands in the books, debits positive, in pence.
    func books() async throws -> Lines {
        try await world.read { db in try Books.totals(in: db) }.mapValues { $0[0].minorUnits }
            .filter { $0.value != 0 }
    }

    /// What an act changes in the books.
    func posted(by act: () async throws -> Void) async throws -> Lines {
        let before = try await books()
        try await act()
        return try await books().merging(before.mapValues { -$0 }, uniquingKeysWith: +).filter { $0.value != 0 }
    }

    /// Runs bodies at once; answers the code each was refused with, or nil.
    func race(_ count: Int, _ body: @Sendable @escaping (Int) async throws -> Void) async -> [String?] {
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
}
