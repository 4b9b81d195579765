import Catalog
import Customers
import Inventory
import Kernel
import Orders
import Platform
import PlatformFixtures
import Store

@testable import Analytics

extension RetailShop {
    /// A shop with tea at 4.50 on its shelf and one customer, number A-1.
    static func trading(_ engine: Engine) async throws -> RetailShop {
        let shop = try await empty(engine)
        let tea = EnsureVariants.Entry(sku: "TEA", title: "Tea", price: try UnitPrice("4.50", .gbp))
        try await shop.world.perform(EnsureVariants(variants: [tea]))
        let main = try await shop.world.perform(CreateLocation(code: "MAIN", name: "Main warehouse"))
        try await shop.world.perform(StockIn(at: main.id, lines: [StockLine(sku: "TEA", quantity: try Quantity(100))]))
        try await shop.world.perform(CreateCustomer(name: "Ada Lovelace", number: "A-1", country: "United Kingdom"))
        return shop
    }

    /// An order for tea.
    func placed(_ units: Int64, discount: Int64? = nil, asGuest: Bool = false) async throws -> ID<Order> {
        let known = try await world.read { db in try Customer.numbered(["A-1"], in: db)["A-1"] }
        let action = PlaceOrder(
            lines: [OrderedLine(try Quantity(units), sku: "TEA")], customer: asGuest ? nil : known,
            discount: discount.map { Money($0, .gbp) })
        return try await world.perform(action).id
    }

    /// Every day of the mart, newest first.
    func metrics() async throws -> [DailyMetric] {
        var query = ListDailyMetrics()
        query.limit = 100
        var all: [DailyMetric] = []
        repeat {
            let page = try await world.fetch(query)
            all += page.data
            query.after = page.next
        } while query.after != nil
        return all
    }

    /// Every day of the mart once everything has been computed.
    func settled() async throws -> [DailyMetric] {
        try await settle()
        return try await metrics()
    }

    /// Every day of the mart in the words of the truth.
    func days() async throws -> [String: RetailTruth.Day] {
        var days: [String: RetailTruth.Day] = [:]
        for metric in try await metrics() {
            days[metric.day.description] = RetailTruth.Day(
                orders: metric.orders, customers: metric.customers, units: Int(metric.units.wholeUnits ?? -1),
                gross: Int128(metric.gross.minorUnits) * 10, creditNotes: metric.creditNotes,
                returnedUnits: Int(metric.returnedUnits.wholeUnits ?? -1),
                returned: Int128(metric.returned.minorUnits) * 10, adjusted: Int128(metric.adjusted.minorUnits) * 10)
        }
        return days
    }
}
