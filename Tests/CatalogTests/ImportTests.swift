import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

@Suite struct EnsureVariantsTests {
    @Test(arguments: Engine.available)
    func makesOnlyTheMissingAndAnswersAll(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let known = try await world.perform(CreateProduct(title: "Cakestand", variants: [VariantInput(sku: "22423")]))
        let ensure = EnsureVariants(variants: [
            .init(sku: " 22423", title: "SOMETHING ELSE"),
            .init(sku: "85123a", title: "HEART HOLDER", price: try gbp("2.55")),
            .init(sku: "85123A"), .init(sku: "post", title: "POSTAGE", isStocked: false), .init(sku: "?!"),
        ])
        let first = try await world.perform(ensure)
        let second = try await world.perform(ensure)
        #expect(first.created == 3 && second.created == 0 && first.variants == second.variants)
        #expect(Set(first.variants.keys) == ["22423", "85123A", "POST", "?!"])
        #expect(first.variants["22423"]?.id == known.variants[0].id && first.variants["22423"]?.title == "Cakestand")
        #expect(first.variants["85123A"]?.price?.amount == "2.55" && first.variants["85123A"]?.isPublished == false)
        #expect(first.variants["POST"]?.isStocked == false)
        let refs = try await world.read { db in try Variant.refs(first.variants.values.map(\.id), in: db) }
        #expect(Set(refs.values) == Set(first.variants.values), "what is answered is what is stored")
        #expect(try await world.events(ProductCreated.self).count == 4)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func oneWrongEntryIsNamedAndNothingIsMade(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let problem = await world.refusal {
            try await world.perform(
                EnsureVariants(variants: [.init(sku: "1"), .init(sku: " "), .init(sku: "3", price: gbp("-1"))]))
        }
        #expect(problem?.errors.map(\.field) == ["variants[1].sku", "variants[2].price"])
        #expect(try await world.fetch(ListVariants()).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func handlesThatCollideAreNumbered(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        try await world.perform(
            EnsureVariants(variants: [.init(sku: "A/1", title: "Cup"), .init(sku: "A-1", title: "Cup")]))
        try await world.perform(EnsureVariants(variants: [.init(sku: "A 1", title: "Cup")]))
        let handles = try await world.fetch(ListProducts()).data.map(\.handle)
        #expect(Set(handles) == ["cup-a-1", "cup-a-1-2", "cup-a-1-3"])
    }

    @Test(arguments: Engine.available)
    func aThousandAtOnceAreFoundAfterwards(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let colours = ["RED", "BLUE", "GREEN", "IVORY"]
        let entries = (1...1_000).map {
            EnsureVariants.Entry(sku: "\(20_000 + $0)", title: "\(colours[$0 % 4]) RETROSPOT LUNCH BAG \($0)")
        }
        #expect(try await world.perform(EnsureVariants(variants: entries)).created == 1_000)
        let found = try await world.fetch(SearchProducts(q: "ivry retrosopt 999")).data
        #expect(found.first?.sku == "20999")
        #expect(try await world.verify() == [])
        let tooMany = await world.refusal {
            try await world.perform(EnsureVariants(variants: entries + [.init(sku: "one more")]))
        }
        #expect(tooMany?.errors.map(\.code) == ["too_many"])
    }
}

@Suite struct UpsertProductTests {
    func shirt() throws -> UpsertProduct {
        UpsertProduct(
            handle: "Varsity Top!", title: "Varsity <b>Top", description: "<p>Womens top</p>", brand: "partners-demo",
            category: "Apparel > Shirts", optionNames: ["Size"], isPublished: true,
            variants: [
                VariantInput(options: ["Small"], price: try gbp("60"), weightGrams: 0),
                VariantInput(
                    sku: "vt-m", options: ["Medium"], price: try gbp("60"), compareAt: try gbp("75"), barcode: "12"),
            ],
            images: [
                ProductImage(url: "https://example.com/a.jpg", alt: "front"), ProductImage(url: "http://example.com/b"),
            ])
    }

    @Test(arguments: Engine.available)
    func makesTheWholeProductAndDoingItAgainChangesNothing(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let first = try await world.perform(shirt())
        let second = try await world.perform(shirt())
        #expect(first.isNew && first.isChanged && !second.isNew && !second.isChanged)
        #expect(first.variants == second.variants && first.variants.map(\.sku) == ["VARSITY-TOP-SMALL", "VT-M"])
        let detail = try await world.fetch(GetProduct(product: first.product))
        #expect(detail.product.handle == "varsity-top" && detail.product.title == "Varsity <b>Top")
        #expect(detail.product.description == "Womens top" && detail.product.isPublished)
        #expect(detail.brand?.name == "partners-demo" && detail.category?.path == "Apparel > Shirts")
        #expect(detail.images.map(\.alt) == ["front", nil] && detail.variants[1].barcode == "12")
        #expect(detail.variants.map(\.version) == [1, 1])
        #expect(try await world.events(ProductCreated.self).count == 1)
        #expect(try await world.events(ProductUpdated.self).isEmpty)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func changesWhatIsSaidAndLeavesTheRest(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let first = try await world.perform(shirt())
        let change = UpsertProduct(
            handle: "varsity-top", description: "",
            variants: [
                VariantInput(sku: "VT-M", price: try gbp("55"), isPublished: false),
                VariantInput(sku: "VT-L", options: ["Large"]),
            ], images: [])
        let second = try await world.perform(change)
        #expect(!second.isNew && second.isChanged && second.product == first.product)
        let detail = try await world.fetch(GetProduct(product: first.product))
        #expect(detail.product.title == "Varsity <b>Top" && detail.product.description == nil && detail.images.isEmpty)
        #expect(detail.variants.map(\.sku) == ["VARSITY-TOP-SMALL", "VT-M", "VT-L"])
        #expect(detail.variants[1].price?.amount == "55.00" && detail.variants[1].compareAt?.amount == "75.00")
        #expect(detail.variants[1].title == "Medium" && !detail.variants[1].isPublished)
        #expect(try await world.events(VariantPublicationChanged.self).map(\.isPublished) == [false])
        #expect(try await world.fetch(ListBrands()).data.count == 1)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func oneWrongFieldAnywhereChangesNothing(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        try await world.perform(EnsureVariants(variants: [.init(sku: "TAKEN", title: "Other")]))
        var wrong = try shirt()
        wrong.title = ""
        wrong.brand = String(repeating: "b", count: 121)
        wrong.category = (1...9).map { "c\($0)" }.joined(separator: ">")
        wrong.variants[0].price = try UnitPrice("1", Currency(parsing: "EUR"))
        wrong.variants[1].sku = "taken"
        wrong.variants.append(VariantInput(sku: "TWICE"))
        wrong.variants.append(VariantInput(sku: "twice"))
        wrong.images = [ProductImage(url: "javascript:alert(1)")]
        let bad = wrong
        let problem = await world.refusal { try await world.perform(bad) }
        #expect(
            Set(problem?.errors.map(\.field) ?? []) == [
                "title", "brand", "category", "variants[0].price", "variants[1].sku", "variants[3].sku",
                "images[0].url",
            ])
        #expect(try await world.fetch(ListProducts()).data.count == 1)
        #expect(try await world.fetch(ListBrands()).data.isEmpty)
        #expect(try await world.fetch(ListCategories()).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func manyInOneBatchAreEachAllOrNothing(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let upserts = try (1...200).map { number -> UpsertProduct in
            let price = try gbp(number % 50 == 0 ? "-1" : "9.99")
            return UpsertProduct(
                handle: "p-\(number)", title: "Product number \(number)", brand: "Brand \(number % 5)",
                variants: [VariantInput(sku: "P\(number)", price: price)])
        }
        let results = try await world.installation.runner.performAll(upserts, as: world.invocation())
        let refused = results.enumerated().filter { if case .failure = $0.element { true } else { false } }.map(
            \.offset)
        #expect(refused == [49, 99, 149, 199])
        #expect(try await world.fetch(ListBrands()).data.count == 5)
        #expect(
            try await world.read { db in try Variant.bySKU(["P1", "P50", "P199"], in: db) }.keys.sorted() == [
                "P1", "P199",
            ])
        #expect(try await world.verify() == [])
    }
}
