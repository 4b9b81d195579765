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
            ("100%", ["13047"]), ("anna_b", ["12583"]), ("example.com", ["17850"]), ("@example.com", ["17850"]),
            ("+34911234567", ["17850"]), ("567", ["17850"]), ("(Kuchen) & anna", ["13047"]), ("uchen", []),
            ("%", []), ("nobody", []), ("anna nobody", []), ("'; DROP TABLE customer", []),
            (" ", ["17850", "13047", "12583"]),
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

/// The rest of the list's grammar.
@Suite struct CustomerFilterTests {
    @Test(arguments: Engine.available)
    func countriesDaysAndIDsNarrowTheList(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let ada = try await world.perform(CreateCustomer(name: "Ada", number: "1", country: "France"))
        world.clock.advance(by: .days(40))
        try await world.perform(CreateCustomer(name: "Bo", number: "2", country: "Spain"))
        try await world.perform(CreateCustomer(name: "Cy", number: "3"))
        let cases: [(ListCustomers, [String])] = [
            (ListCustomers(q: ada.id.description), ["1"]), (ListCustomers(country: ["France", "Spain"]), ["2", "1"]),
            (ListCustomers(country: [nil]), ["3"]), (ListCustomers(country: .noneOf("Spain")), ["3", "1"]),
            (ListCustomers(country: ["Spain", nil], sort: .name), ["2", "3"]),
            (ListCustomers(created: .period(.today)), ["3", "2"]),
            (ListCustomers(created: .period(.last90Days), sort: .oldest), ["1", "2", "3"]),
        ]
        for (query, numbers) in cases {
            let found = try await world.fetch(query).data.map(\.number)
            #expect(found == numbers, "\(query)")
        }
    }

    @Test func countriesWalkTheirIndex() async throws {
        let world = try await World.customers(.sqlite)
        let sql: SQL = """
            EXPLAIN QUERY PLAN SELECT name FROM customer
            WHERE tenant = \(1) AND archived_at IS NULL AND country = \("France") ORDER BY id DESC LIMIT 26
            """
        let plan = try await world.read { db in
            try db.rows(sql) { row -> String in try row[3] }.joined(separator: "; ")
        }
        #expect(plan.contains("customer_country (tenant=? AND country=?)") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }
}
