import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@testable import Admin

/// What a page costs the database, whatever the size of the shop. The table stands in the admin's README too.
@Suite struct PageCostTests {
    /// The session with its standing, the shop and its settings; what the person prefers with the list's views.
    static let beginning = 2
    /// The rows, and the names of everybody and everything they mention.
    static let list = beginning + 2
    /// Lists whose rows are put together from several modules.
    static let joined = ["products": beginning + 7, "stock_levels": beginning + 4, "stock_moves": beginning + 3]
    /// Pages made by hand, and what scripts ask for.
    static let others = [
        ("/admin", 10), ("/admin/actions/orders.place", 3), ("/admin/lists/orders/counts", 4), ("/admin/inbox", 8),
        ("/admin/palette?q=tea", 28),
    ]
    /// The record with what belongs to it, its timeline, and names.
    static let record = beginning + 10

    private func cost(_ path: String, _ counter: StatementCounter, _ stage: Stage) async throws -> Int {
        // The first look prepares what is kept afterwards.
        _ = try await stage.page(path)
        return try await counter.statements {
            let page = try await stage.page(path)
            #expect(page.status == 200, "\(path)")
        }
    }

    @Test(arguments: Engine.available)
    func pagesTakeFewStatements(on engine: Engine) async throws {
        let counter = StatementCounter()
        let stage = try await Stage.open(engine, options: counter.options)
        let goods = try await stage.stock(stage.key)
        let menu = try await cost("/admin/menu", counter, stage)
        #expect(menu > 0, "the counter counts")
        #expect(menu <= Self.beginning, "a page without content took \(menu)")
        for collection in WorkedShop.collections {
            let path = RecordAddress.list(collection)
            let count = try await cost(path, counter, stage)
            let bound = Self.joined[collection] ?? Self.list
            #expect(count <= bound, "\(path) took \(count)")
        }
        let rooms = Rooms(stage.world.installation.registry)
        for resource in stage.world.installation.registry.modules.flatMap(\.resources) {
            let hasPage =
                rooms[resource.collection] != nil
                && (try? stage.world.installation.registry.query("\(resource.collection).get")) != nil
            guard hasPage, let id = goods.ids[resource.idPrefix] else { continue }
            let path = RecordAddress.record(resource.collection, id)
            let count = try await cost(path, counter, stage)
            #expect(count <= Self.record, "\(path) took \(count)")
        }
        for (path, bound) in Self.others {
            let count = try await cost(path, counter, stage)
            #expect(count <= bound, "\(path) took \(count)")
        }
    }

    /// More rows are not more statements.
    @Test(arguments: Engine.available)
    func rowsDoNotCostStatements(on engine: Engine) async throws {
        let counter = StatementCounter()
        let stage = try await Stage.open(engine, options: counter.options)
        _ = try await stage.stock(stage.key)
        let few = try await cost("/admin/orders", counter, stage)
        for number in 1...20 {
            let customer = try await stage.write(.post, "/v1/customers", ["name": .string("Customer \(number)")])
            let order: JSON = ["lines": [["sku": "TEA-1", "quantity": "1"]], "customer": customer.json["id"] ?? .null]
            _ = try await stage.write(.post, "/v1/locations", ["code": .string("L\(number)"), "name": "Barn"])
            _ = try await stage.write(.post, "/v1/orders", order)
        }
        let many = try await cost("/admin/orders", counter, stage)
        #expect(many <= few + 2, "customers may be mentioned now, and named: \(few), then \(many)")
    }
}
