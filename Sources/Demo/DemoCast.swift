import Catalog
import Customers
import Inventory
import Kernel
import Platform

/// Everything the shop trades with and for: articles, people, three places with stock, the colleagues.
struct DemoCast {
    let catalogue: DemoCatalogue
    let variants: [String: VariantRef]
    let people: DemoPeople
    let firstDay: CalendarDate
    /// Where orders are made up and sent: the default.
    let workshop: Location
    /// The shop in the high street.
    let shop: Location
    /// Where there is room.
    let stockroom: Location
    let team: DemoTeam

    /// How many private people find the shop in its days.
    static let privatePeople = 880

    /// Brings them into the shop; people become customers when they first buy.
    static func assemble(
        from firstDay: CalendarDate, days: Int, on stage: DemoStage, _ chance: inout RandomnessGenerator
    ) async throws -> DemoCast {
        let catalogue = try DemoCatalogue(&chance)
        let count = max(180, privatePeople * days / DemoShop.days)
        let people = DemoPeople(count: count, over: days, &chance)
        let workshop = try await stage.perform(
            CreateLocation(code: "BATH", name: "Bath workshop", country: Country("GB")))
        let shop = try await stage.perform(
            CreateLocation(code: "FROME", name: "Frome shop", country: Country("GB")))
        let stockroom = try await stage.perform(
            CreateLocation(code: "BRISTOL", name: "Bristol stockroom", country: Country("GB")))
        var variants: [String: VariantRef] = [:]
        for outcome in try await stage.performAll(catalogue.products) {
            for variant in outcome.variants { variants[variant.sku] = variant }
        }
        let team = try await DemoTeam.assemble(workshop: workshop, shop: shop, on: stage)
        return DemoCast(
            catalogue: catalogue, variants: variants, people: people, firstDay: firstDay, workshop: workshop,
            shop: shop, stockroom: stockroom, team: team)
    }

    /// The last of what is on sale no more was sold: it goes out of use.
    func retire(on stage: DemoStage) async throws {
        for index in catalogue.retired {
            guard let sku = catalogue.products[index].variants.first?.sku, let variant = variants[sku] else { continue }
            try await stage.perform("products.archive", ["product": .string(variant.product.description)])
        }
    }

    /// Sending is free from forty pounds, and for trade.
    static func shipping(of subtotal: Money, isTrade: Bool, country: String) -> Money {
        if isTrade || subtotal.minorUnits >= 40_00 { return .zero(.gbp) }
        return Money(country == "United Kingdom" ? 3_95 : 9_50, .gbp)
    }
}

/// The shop's address book: who has become a customer so far.
struct DemoBook {
    private let people: [DemoPeople.Person]
    private var ids: [Int: ID<Customer>] = [:]

    init(_ people: DemoPeople) { self.people = people.people }

    /// How many customers there are.
    var count: Int { ids.count }

    /// The customer somebody is.
    subscript(_ person: Int) -> ID<Customer>? { ids[person] }

    /// Writes in those who find the shop before a day, with their tags.
    mutating func welcome(before day: Int, on stage: DemoStage) async throws {
        let new = people.indices.filter { ids[$0] == nil && people[$0].findsShop < day }
        try await write(new, on: stage)
    }

    /// Somebody's customer id; they are written in when they buy for the first time.
    mutating func id(of person: Int, on stage: DemoStage) async throws -> ID<Customer>? {
        if ids[person] == nil { try await write([person], on: stage) }
        return ids[person]
    }

    private mutating func write(_ new: [Int], on stage: DemoStage) async throws {
        let made = try await stage.performAll(new.map { people[$0].action })
        var tags: [TagCustomer] = []
        for (person, customer) in zip(new, made) {
            ids[person] = customer.id
            tags += people[person].tags.map { TagCustomer(customer: customer.id, tag: $0) }
        }
        try await stage.performAll(tags)
    }
}
