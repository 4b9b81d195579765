import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers

@Suite struct ListCustomersTests {
    func world(_ engine: Engine) async throws -> World {
        let world = try await World.customers(engine)
        try await world.perform(
            CreateCustomer(name: "José Núñez", number: "17850", email: "jose@example.com", phone: "+34 91-123 45 67"))
        try await world.perform(CreateCustomer(name: "Anna 100% Kuchen", number: "13047", country: "Germany"))
        try await world.perform(CreateCustomer(name: "anna_b", number: "12583", country: "France"))
        return world
    }

    @Test(arguments: Engine.available)
    func findsByNameNumberEmailAndPhone(on engine: Engine) async throws {
        let world = try await world(engine)
        let cases: [(q: String, numbers: Set<String>)] = [
            ("nunez", ["17850"]), ("NÚÑEZ josé", ["17850"]), ("7850", ["17850"]), ("jose@exam", ["17850"]),
            ("911234567", ["17850"]), ("(91) 123-45", ["17850"]), ("anna", ["13047", "12583"]),
            ("anna kuchen", ["13047"]),
            ("100%", ["13047"]), ("a_b", ["12583"]), ("%", ["13047"]), ("nobody", []), ("'; DROP TABLE customer", []),
        ]
        for (q, numbers) in cases {
            let found = try await world.fetch(ListCustomers(q: q)).data
            #expect(Set(found.map(\.number)) == numbers, "q=\(q)")
        }
        let foreign = try await world.fetch(ListCustomers(q: "anna"), in: world.anotherShop())
        #expect(foreign.data.isEmpty)
        let ids = try await world.read { db in try Customer.found(by: "anna", limit: 10, in: db) }
        #expect(ids.count == 2)
    }

    @Test(arguments: Engine.available)
    func pagesThroughEveryCustomerOnceInEitherOrder(on engine: Engine) async throws {
        let world = try await world(engine)
        for number in 1...7 { try await world.perform(CreateCustomer(name: "Same name", number: "S\(number)")) }
        for sort in CustomerSort.allCases {
            var numbers: [String] = []
            var query = ListCustomers(sort: sort, limit: 3)
            repeat {
                let page = try await world.fetch(query)
                numbers += page.data.map(\.number)
                query.after = page.next
                #expect(page.hasMore == (page.next != nil))
            } while query.after != nil
            #expect(numbers.count == 10 && Set(numbers).count == 10)
        }
        let byName = try await world.fetch(ListCustomers(sort: .name)).data.map(\.name)
        #expect(byName.first == "Anna 100% Kuchen" && byName[1] == "anna_b" && byName[2] == "José Núñez")
        let newest = try await world.fetch(ListCustomers()).data.map(\.number)
        #expect(newest.first == "S7")
    }

    @Test(arguments: Engine.available)
    func limitsAndLongQuestionsAreRefused(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let large = await world.refusal { _ = try await world.fetch(ListCustomers(limit: 101)) }
        #expect(large?.errors.map(\.field) == ["limit"])
        let long = await world.refusal {
            _ = try await world.fetch(ListCustomers(q: String(repeating: "x", count: 201)))
        }
        #expect(long?.errors.map(\.field) == ["q"])
    }
}
