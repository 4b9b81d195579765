import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

@Suite struct ProductTests {
    @Test(arguments: Engine.available)
    func createdProductsAreUnpublishedWithTheirVariants(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let brand = try await world.perform(CreateBrand(name: "Rosenthal"))
        let kitchen = try await world.perform(CreateCategory(name: "Kitchen"))
        let stands = try await world.perform(CreateCategory(name: "Cake stands", parent: kitchen.id))
        let made = try await world.perform(
            CreateProduct(
                title: "Cake stand", description: "<p>Three <b>tiers</b></p>", brand: brand.id, category: stands.id,
                optionNames: ["Size"],
                variants: [
                    VariantInput(sku: "cs-s", options: ["Small"], price: gbp("12.95"), weightGrams: 900),
                    VariantInput(sku: "CS-L", options: ["Large"], price: gbp("15.95"), isPublished: true),
                ]))
        #expect(made.product.handle == "cake-stand" && !made.product.isPublished)
        #expect(made.product.description == "Three tiers" && made.category?.path == "Kitchen > Cake stands")
        #expect(made.variants.map(\.sku) == ["CS-S", "CS-L"] && made.variants.map(\.title) == ["Small", "Large"])
        #expect(try await world.fetch(GetProduct(product: made.product.id)) == made)
        let second = try await world.perform(CreateProduct(title: "Cake stand"))
        #expect(second.product.handle == "cake-stand-2" && second.variants.map(\.sku) == ["CAKE-STAND-2"])
        #expect(try await world.events(ProductCreated.self).map(\.handle) == ["cake-stand", "cake-stand-2"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func everyWrongFieldIsNamedAndNothingIsMade(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let nobody: ID<Brand> = ID(raw: world.installation.ids.next())
        let euro = try UnitPrice("1", Currency(parsing: "EUR"))
        let problem = await world.refusal {
            try await world.perform(
                CreateProduct(
                    title: " ", brand: nobody,
                    variants: [
                        VariantInput(sku: String(repeating: "x", count: 65), price: euro),
                        VariantInput(sku: "ok", options: ["a", "b", "c", "d"], price: gbp("-1"), weightGrams: -1),
                    ]))
        }
        let fields = Set(problem?.errors.map(\.field) ?? [])
        #expect(
            fields.isSuperset(of: ["title", "brand", "variants[0].sku", "variants[0].price", "variants[1].options"]),
            "\(fields)")
        #expect(try await world.fetch(ListProducts()).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func skusAndHandlesBelongToOneEach(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let first = try await world.perform(CreateProduct(title: "A", handle: "a", variants: [VariantInput(sku: "S1")]))
        let sku = await world.refusal {
            try await world.perform(CreateProduct(title: "B", variants: [VariantInput(sku: " s1 ")]))
        }
        #expect(sku?.code == "variants.sku_taken" && sku?.status == 409)
        let handle = await world.refusal { try await world.perform(CreateProduct(title: "B", handle: "A")) }
        #expect(handle?.code == "products.handle_taken")
        let added = try await world.perform(CreateVariant(product: first.product.id, sku: "s2", title: "Second"))
        #expect(!added.isPublished && added.position == 2)
        let taken = await world.refusal { try await world.perform(UpdateVariant(variant: added.id, sku: "S1")) }
        #expect(taken?.code == "variants.sku_taken")
        let brand = try await world.perform(CreateBrand(name: "Räder"))
        let twice = await world.refusal { try await world.perform(CreateBrand(name: "RADER")) }
        #expect(twice?.code == "brands.name_taken" && brand.name == "Räder")
        #expect(try await world.fetch(ListVariants()).data.map(\.sku) == ["S1", "S2"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func onlyThoseWhoMayPublishDo(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let staff = World.person("staff", CatalogPolicies.staff.map(\.rawValue))
        let input = [VariantInput(sku: "S1", isPublished: true)]
        let made = try await world.perform(CreateProduct(title: "A", variants: input), as: staff)
        let id = made.product.id
        let refused = await world.refusal { try await world.perform(PublishProduct(product: id), as: staff) }
        #expect(refused?.code == "forbidden")
        let refusedToo = await world.refusal {
            try await world.perform(UnpublishVariant(variant: made.variants[0].id), as: staff)
        }
        #expect(refusedToo?.code == "forbidden")
        #expect(try await isPublished("S1", in: world) == false)
        try await world.perform(PublishProduct(product: id))
        try await world.perform(PublishProduct(product: id))
        #expect(try await isPublished("S1", in: world))
        let added = try await world.perform(CreateVariant(product: id, sku: "S2"), as: staff)
        #expect(try await isPublished("S2", in: world) == false, "what staff adds is not shown by itself")
        try await world.perform(PublishVariant(variant: added.id))
        #expect(try await isPublished("S2", in: world))
        try await world.perform(UnpublishProduct(product: id))
        #expect(try await isPublished("S2", in: world) == false)
        #expect(try await world.events(ProductPublicationChanged.self).map(\.isPublished) == [true, false])
        #expect(try await world.events(VariantPublicationChanged.self).map(\.isPublished) == [true])
        #expect(try await world.fetch(ListProducts(published: true)).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func archivedProductsAreNotForNewDocuments(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let made = try await world.perform(CreateProduct(title: "A", variants: [VariantInput(sku: "S1")]))
        let variant = made.variants[0].id
        try await world.perform(PublishProduct(product: made.product.id))
        try await world.perform(ArchiveProduct(product: made.product.id))
        let refused = await world.refusal { try await world.read { db in _ = try Variant.require(variant, in: db) } }
        #expect(refused?.code == "variants.archived")
        #expect(try await isPublished("S1", in: world) == false)
        let publish = await world.refusal { try await world.perform(PublishProduct(product: made.product.id)) }
        #expect(publish?.code == "products.archived")
        #expect(try await world.fetch(ListProducts()).data.isEmpty)
        #expect(try await world.fetch(ListProducts(archived: true)).data.count == 1)
        try await world.perform(UnarchiveProduct(product: made.product.id))
        #expect(try await world.read { db in try Variant.require(variant, in: db).isPublished })
        let absent: ID<Variant> = ID(raw: world.installation.ids.next())
        let unknown = await world.refusal { try await world.read { db in _ = try Variant.require(absent, in: db) } }
        #expect(unknown?.code == "variants.unknown")
    }

    @Test(arguments: Engine.available)
    func categoriesAreATreeOfLimitedDepth(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        var parent: ID<Catalog.Category>?
        for level in 1...Catalog.Category.depthLimit {
            parent = try await world.perform(CreateCategory(name: "Level \(level)", parent: parent)).id
        }
        let deep = parent
        let tooDeep = await world.refusal { try await world.perform(CreateCategory(name: "More", parent: deep)) }
        #expect(tooDeep?.errors.map(\.code) == ["too_deep"])
        let twice = await world.refusal { try await world.perform(CreateCategory(name: "LEVEL 1")) }
        #expect(twice?.code == "categories.path_taken")
        let sign = await world.refusal { try await world.perform(CreateCategory(name: "a > b")) }
        #expect(sign?.errors.map(\.field) == ["name"])
        let top = try #require(try await world.fetch(ListCategories(limit: 1)).data.first)
        #expect(try await world.fetch(ListCategories(parent: top.id)).data.map(\.path) == ["Level 1 > Level 2"])
    }

    private func isPublished(_ sku: String, in world: World) async throws -> Bool {
        try await world.read { db in try Variant.bySKU([sku], in: db)[sku]?.isPublished ?? false }
    }
}
