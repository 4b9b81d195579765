import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers

@Suite struct CustomerTagTests {
    @Test(arguments: Engine.available)
    func taggingMakesTheTagAndTwiceChangesNothing(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let anna = try await world.perform(CreateCustomer(name: "Anna"))
        let bert = try await world.perform(CreateCustomer(name: "Bert"))
        let tagged = try await world.perform(TagCustomer(customer: anna.id, tag: " VIP "))
        let again = try await world.perform(TagCustomer(customer: anna.id, tag: "vip"))
        try await world.perform(TagCustomer(customer: bert.id, tag: "Vip"))
        #expect(tagged.tags.map(\.name) == ["VIP"] && again.tags == tagged.tags)
        #expect(try await world.events(CustomerTagged.self).map(\.customer) == [anna.id, bert.id])
        let list = try await world.fetch(ListCustomerTags()).data
        #expect(list.map(\.customers) == [2])
        let tag = try #require(tagged.tags.first)
        let found = try await world.fetch(ListCustomers(tagID: tag.id)).data
        #expect(Set(found.map(\.id)) == [anna.id, bert.id])
        try await world.perform(TagCustomer(customer: anna.id, tag: "Local"))
        let rows = try await world.fetch(ListCustomers(sort: .name)).data
        #expect(rows.map(\.tags) == [["Local", "VIP"], ["VIP"]], "rows name their tags")
    }

    @Test(arguments: Engine.available)
    func untaggingKeepsTheTag(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let anna = try await world.perform(CreateCustomer(name: "Anna"))
        try await world.perform(TagCustomer(customer: anna.id, tag: "Wholesale"))
        let bare = try await world.perform(UntagCustomer(customer: anna.id, tag: "WHOLESALE"))
        try await world.perform(UntagCustomer(customer: anna.id, tag: "never heard of"))
        #expect(bare.tags.isEmpty)
        #expect(try await world.events(CustomerUntagged.self).count == 1)
        #expect(try await world.fetch(ListCustomerTags()).data.map(\.customers) == [0])
    }

    @Test(arguments: Engine.available)
    func tagsAreMadeRenamedAndRemoved(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let anna = try await world.perform(CreateCustomer(name: "Anna"))
        let gold = try await world.perform(CreateCustomerTag(name: "Gold"))
        let taken = await world.refusal { try await world.perform(CreateCustomerTag(name: "GOLD")) }
        #expect(taken?.code == "customer_tags.name_taken")
        try await world.perform(TagCustomer(customer: anna.id, tag: "gold"))
        try await world.perform(UpdateCustomerTag(tag: gold.id, name: "Platinum"))
        #expect(try await world.fetch(GetCustomer(customer: anna.id)).tags.map(\.name) == ["Platinum"])
        try await world.perform(DeleteCustomerTag(tag: gold.id))
        #expect(try await world.fetch(GetCustomer(customer: anna.id)).tags.isEmpty)
        let empty = await world.refusal { try await world.perform(CreateCustomerTag(name: " \t ")) }
        #expect(empty?.errors.map(\.code) == ["required"])
    }
}
