import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@testable import Admin

/// What a page costs the database, whatever the size of the shop. The table stands in the admin's README too.
@Suite struct PageCostTests {
    /// Session, its standing, shop, preferences: what every page begins with.
    static let beginning = 5
    /// Saved views, the list itself; then the names of people and of each kind of record that is mentioned.
    static let list = beginning + 8
    /// Pages made by hand, and what scripts ask for.
    static let others = [
        ("/admin", 22), ("/admin/actions/orders.place", 6), ("/admin/lists/orders/counts", 14), ("/admin/inbox", 10),
        ("/admin/palette?q=tea", 32),
    ]
    /// The record with what belongs to it, its timeline, and names.
    static let record = beginning + 20

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
            // What mentions records of every kind asks for the names of each kind.
            let bound = ["audit_entries", "events"].contains(collection) ? Self.record : Self.list
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
