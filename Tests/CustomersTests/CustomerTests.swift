import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers

extension World {
    static func customers(_ engine: Engine) async throws -> World {
        try await .fresh(engine, modules: [CustomersModule.module])
    }
}

@Suite struct CustomerTests {
    @Test(arguments: Engine.available)
    func createdCustomersAreKeptAuditedAndAnnounced(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let made = try await world.perform(
            CreateCustomer(
                name: "  Zoë\u{202E}  Müller\n", number: "17850", email: "Zoe@Example.com", phone: "+44 131 496 0000",
                country: "United Kingdom", note: "likes\r\n\r\n\r\ncake\u{7} stands "))
        #expect(made.name == "Zoë Müller", "control and direction characters are gone, white space is one space")
        #expect(made.note == "likes\n\ncake stands")
        let seen = try await world.fetch(GetCustomer(customer: made.id)).customer
        #expect(seen == made)
        #expect(try await world.events(CustomerCreated.self).map(\.number) == ["17850"])
        #expect(try await world.audits("customers.create") == 1)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func customersWithoutANumberGetTheNextFreeOne(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        try await world.perform(CreateCustomer(name: "Somebody", number: "C-000002"))
        let first = try await world.perform(CreateCustomer(name: "First"))
        let second = try await world.perform(CreateCustomer(name: "Second", number: ""))
        #expect([first.number, second.number] == ["C-000001", "C-000003"])
    }

    @Test(arguments: Engine.available)
    func numbersAndAddressesBelongToOneCustomer(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        try await world.perform(CreateCustomer(name: "A", number: "1", email: "a@example.com"))
        let number = await world.refusal { try await world.perform(CreateCustomer(name: "B", number: "1")) }
        #expect(number?.code == "customers.number_taken" && number?.field == "number")
        let email = await world.refusal { try await world.perform(CreateCustomer(name: "B", email: "A@EXAMPLE.COM")) }
        #expect(email?.code == "customers.email_taken" && email?.status == 409)
        let other = try await world.perform(CreateCustomer(name: "B"))
        let update = await world.refusal {
            try await world.perform(UpdateCustomer(customer: other.id, email: "a@example.com"))
        }
        #expect(update?.code == "customers.email_taken")
        let elsewhere = try await world.anotherShop()
        try await world.perform(CreateCustomer(name: "A", number: "1", email: "a@example.com"), in: elsewhere)
        #expect(try await world.fetch(ListCustomers()).data.count == 2)
    }

    @Test(arguments: Engine.available)
    func everyWrongFieldIsNamedAtOnce(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let problem = await world.refusal {
            try await world.perform(
                CreateCustomer(
                    name: " \u{200B} ", number: String(repeating: "9", count: 41), email: "not an address",
                    phone: "call me",
                    note: String(repeating: "x", count: 2_001)))
        }
        #expect(Set(problem?.errors.map(\.field) ?? []) == ["name", "number", "email", "phone", "note"])
        #expect(try await world.fetch(ListCustomers()).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func absentFieldsStayAndEmptyOnesAreCleared(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let made = try await world.perform(CreateCustomer(name: "A", email: "a@example.com", country: "France"))
        let changed = try await world.perform(UpdateCustomer(customer: made.id, name: "B", email: ""))
        #expect(changed.name == "B" && changed.email == nil && changed.country == "France" && changed.version == 2)
        #expect(try await world.events(CustomerUpdated.self).count == 1)
        let stale = await world.refusal {
            _ = try await world.installation.perform(
                UpdateCustomer(customer: made.id, name: "C"), as: world.invocation(expectedVersion: 1))
        }
        #expect(stale?.code == "version_mismatch")
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func archivedCustomersLeaveListsAndRefuseDocuments(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let made = try await world.perform(CreateCustomer(name: "A"))
        try await world.perform(ArchiveCustomer(customer: made.id))
        let twice = try await world.perform(ArchiveCustomer(customer: made.id))
        #expect(twice.version == 2, "archiving twice changes nothing")
        #expect(try await world.fetch(ListCustomers()).data.isEmpty)
        #expect(try await world.fetch(ListCustomers(archived: true)).data.map(\.id) == [made.id])
        let refused = await world.refusal { try await world.read { db in _ = try Customer.require(made.id, in: db) } }
        #expect(refused?.code == "customers.archived")
        try await world.perform(UnarchiveCustomer(customer: made.id))
        #expect(try await world.read { db in try Customer.require(made.id, in: db).isArchived } == false)
        let unknown: ID<Customer> = ID(raw: world.installation.ids.next())
        let absent = await world.refusal { try await world.read { db in _ = try Customer.require(unknown, in: db) } }
        #expect(absent?.code == "customers.unknown" && absent?.field == "customer")
    }

    @Test(arguments: Engine.available)
    func staffWorksWithCustomersButDoesNotArchiveThem(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let staff = World.person("staff", CustomersPolicies.staff.map(\.rawValue))
        let made = try await world.perform(CreateCustomer(name: "A"), as: staff)
        try await world.perform(UpdateCustomer(customer: made.id, country: "Eire"), as: staff)
        let refused = await world.refusal { try await world.perform(ArchiveCustomer(customer: made.id), as: staff) }
        #expect(refused?.code == "forbidden")
    }

    @Test(arguments: Engine.available)
    func verifyFindsAnIndexThatIsOutOfStep(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let made = try await world.perform(CreateCustomer(name: "Anna"))
        #expect(try await world.verify() == [])
        _ = try await world.installation.store.write { db in
            try db.execute("UPDATE customer SET search = 'berta' WHERE id = \(made.id)")
        }
        let findings = try await world.verify()
        let checks = findings.compactMap { $0.split(separator: ":").first }
        #expect(Set(checks) == ["customers.search_in_step", "customers.words_in_step"] && findings.count == 2)
    }
}
