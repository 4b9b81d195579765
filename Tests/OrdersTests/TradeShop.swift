import Catalog
import Customers
import Inventory
import Kernel
import Ledger
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Orders

/// A shop that sells tea things, with stock on its shelf, and words for what happens in it.
struct TradeShop {
    static let modules = [
        LedgerModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module, OrdersModule.module,
    ]

    let world: World
    let articles: [String: VariantRef]
    let main: Location
    let ada: Customer

    /// TEA 4.50, CUP 2.125, POT 19.99, CARD free of charge; WRAP is a service; BARE has no price. A hundred of each on the shelf.
    static func open(_ engine: Engine, seed: UInt64 = 1, stock: Int64 = 100) async throws -> TradeShop {
        let world = try await World.fresh(engine, modules: modules, seed: seed)
        let made = try await world.perform(
            EnsureVariants(variants: [
                .init(sku: "TEA", title: "Tea", price: try UnitPrice("4.50", .gbp)),
                .init(sku: "CUP", title: "Cup", price: try UnitPrice("2.125", .gbp)),
                .init(sku: "POT", title: "Pot", price: try UnitPrice("19.99", .gbp)),
                .init(sku: "CARD", title: "Card", price: .zero(.gbp)),
                .init(sku: "WRAP", title: "Gift wrapping", price: try UnitPrice("1.00", .gbp), isStocked: false),
                .init(sku: "BARE", title: "Without a price"),
            ])
        ).variants
        let main = try await world.perform(CreateLocation(code: "MAIN", name: "Main warehouse"))
        let lines = try ["TEA", "CUP", "POT", "CARD"].map { sku in
            StockLine(sku: sku, quantity: try Quantity(stock))
        }
        if stock > 0 { try await world.perform(StockIn(at: main.id, lines: lines)) }
        let ada = try await world.perform(
            CreateCustomer(name: "Ada Lovelace", number: "17850", country: "United Kingdom"))
        return TradeShop(world: world, articles: made, main: main, ada: ada)
    }

    static func line(_ units: Int64, _ sku: String) throws -> OrderedLine { OrderedLine(try Quantity(units), sku: sku) }

    @discardableResult
    func place(_ units: Int64 = 1, _ sku: String = "TEA", as caller: Caller? = nil) async throws -> Order {
        try await world.perform(PlaceOrder(lines: [Self.line(units, sku)]), as: caller)
    }

    /// A placed order that was brought to a status.
    func order(_ status: Order.Status, _ units: Int64 = 2, _ sku: String = "TEA") async throws -> Order {
        let order = try await place(units, sku).id
        switch status {
        case .pending: break
        case .cancelled: try await world.perform(CancelOrder(order: order, reason: .customer))
        case .paid: try await world.perform(MarkOrderPaid(order: order))
        case .fulfilled:
            try await world.perform(MarkOrderPaid(order: order))
            try await world.perform(FulfilOrder(order: order))
        case .refunded:
            try await world.perform(MarkOrderPaid(order: order))
            try await world.perform(FulfilOrder(order: order))
            try await world.perform(RefundOrder(order: order, restock: false))
        }
        return try await current(order)
    }

    func current(_ order: ID<Order>) async throws -> Order { try await world.read { db in try db.find(order) } }

    func lines(of order: ID<Order>) async throws -> [OrderLine] {
        try await world.read { db in try db.find(order).lines(in: db) }
    }

    /// On hand and reserved, in whole units.
    func level(_ sku: String = "TEA") async throws -> [Int64?] {
        let variant = try #require(articles[sku]).id
        let level = try await world.read { db in try Stock.levels(of: [variant], in: db).first }
        return [level?.onHand.wholeUnits ?? 0, level?.reserved.wholeUnits ?? 0]
    }

    /// The code an action is refused with; nil when it is not refused.
    func refusal<A: Action>(_ action: A, as caller: Caller? = nil) async -> String? {
        await world.refusal { try await world.perform(action, as: caller) }?.code
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

    /// A line of the past.
    func past(
        _ sku: String, _ units: Int64, _ price: String, at: Instant? = nil, movesStock: Bool = true
    ) throws -> RecordedLine {
        RecordedLine(
            sku: sku, variant: articles[sku]?.id, title: sku, quantity: try Quantity(units),
            unitPrice: try UnitPrice(price, .gbp), at: at, movesStock: movesStock)
    }
}
