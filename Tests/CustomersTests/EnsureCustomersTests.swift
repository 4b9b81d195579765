import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers

@Suite struct EnsureCustomersTests {
    @Test(arguments: Engine.available)
    func makesOnlyTheMissingAndAnswersAll(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let known = try await world.perform(CreateCustomer(name: "Anna", number: "17850"))
        let source = Reference(kind: "imp", raw: world.installation.ids.next())
        let ensure = EnsureCustomers(
            customers: [
                .init(number: "17850", name: "Somebody else"), .init(number: " 13047 ", country: "Germany"),
                .init(number: " 13047 "), .init(number: "12583", name: "Berta", country: "France"),
            ], importID: source)
        let first = try await world.perform(ensure)
        let second = try await world.perform(ensure)
        #expect(first.created == 2 && second.created == 0)
        #expect(first.ids == second.ids && first.ids["17850"] == known.id && first.ids.count == 3)
        let made = try await world.fetch(GetCustomer(customer: try #require(first.ids[" 13047 "]))).customer
        #expect(made.number == "13047" && made.name == "13047" && made.country == "Germany" && made.importID == source)
        #expect(try await world.fetch(GetCustomer(customer: known.id)).customer.name == "Anna", "who is known stays")
        #expect(try await world.events(CustomerCreated.self).count == 3)
        #expect(try await world.fetch(ListCustomers(q: "berta")).data.map(\.number) == ["12583"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func oneWrongEntryIsNamedAndNothingIsMade(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let problem = await world.refusal {
            try await world.perform(
                EnsureCustomers(customers: [.init(number: "1"), .init(number: " "), .init(number: "3", name: "\u{0}")]))
        }
        #expect(problem?.errors.map(\.field) == ["customers[1].number"])
        #expect(try await world.fetch(ListCustomers()).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func manyAtOnceCostAFewStatementsEach(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let entries = (1...1_000).map { EnsureCustomers.Entry(number: "N\($0)", name: "Customer \($0)") }
        #expect(try await world.perform(EnsureCustomers(customers: entries)).created == 1_000)
        let refs = try await world.read { db -> [CustomerRef] in
            let ids = try Customer.numbered(["N1", "N1000", "absent"], in: db)
            return try Customer.refs(Array(ids.values), in: db).values.sorted { $0.number < $1.number }
        }
        #expect(refs.map(\.name) == ["Customer 1", "Customer 1000"])
        let tooMany = await world.refusal {
            try await world.perform(EnsureCustomers(customers: entries + [.init(number: "one more")]))
        }
        #expect(tooMany?.errors.map(\.code) == ["too_many"])
        #expect(try await world.verify() == [])
    }
}
