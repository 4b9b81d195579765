import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

@Suite struct SearchTests {
    static let goods: [(sku: String, title: String)] = [
        ("22423", "REGENCY CAKESTAND 3 TIER"), ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER"),
        ("22720", "SET OF 3 CAKE TINS PANTRY DESIGN"), ("22722", "SET OF 6 SPICE TINS PANTRY DESIGN"),
        ("47566", "PARTY BUNTING"), ("23084", "RABBIT NIGHT LIGHT"), ("22960", "JAM MAKING SET WITH JARS"),
        ("POST", "POSTAGE"), ("224230", "Crème brûlée ramekin"), ("22699", "ROSES REGENCY TEACUP AND SAUCER"),
    ]

    func world(_ engine: Engine) async throws -> World {
        let world = try await World.catalog(engine)
        try await world.perform(EnsureVariants(variants: Self.goods.map { .init(sku: $0.sku, title: $0.title) }))
        return world
    }

    func titles(_ q: String, in world: World) async throws -> [String] {
        try await world.fetch(SearchProducts(q: q)).data.map(\.title)
    }

    @Test(arguments: Engine.available)
    func slipsOfTheFingersFindTheProduct(on engine: Engine) async throws {
        let world = try await world(engine)
        let typed = [
            "regncy cakestnd", "REGENCY CAKESTAND", "cakestand regency", "regency cakestadn", "rgency 3 tier", "cakest",
        ]
        for q in typed { #expect(try await titles(q, in: world).first == "REGENCY CAKESTAND 3 TIER", "q=\(q)") }
        #expect(try await titles("creme brulee", in: world) == ["Crème brûlée ramekin"])
        #expect(try await titles("CRÈME BRULE", in: world) == ["Crème brûlée ramekin"])
        #expect(try await titles("buntign", in: world) == ["PARTY BUNTING"])
        #expect(try await titles("hart holder", in: world).first == "WHITE HANGING HEART T-LIGHT HOLDER")
    }

    @Test(arguments: Engine.available)
    func skusAreFoundWholeAndByTheirBeginning(on engine: Engine) async throws {
        let world = try await world(engine)
        #expect(try await titles("22423", in: world) == ["REGENCY CAKESTAND 3 TIER", "Crème brûlée ramekin"])
        #expect(Set(try await titles("2242", in: world)) == ["REGENCY CAKESTAND 3 TIER", "Crème brûlée ramekin"])
        #expect(try await titles(" 85123a ", in: world) == ["WHITE HANGING HEART T-LIGHT HOLDER"])
        #expect(try await titles("post", in: world) == ["POSTAGE"])
        let hit = try #require(try await world.fetch(SearchProducts(q: "2242")).data.first)
        #expect(hit.sku?.hasPrefix("2242") == true && hit.variants == 1)
        #expect(try await titles("regency 22720", in: world).first == "SET OF 3 CAKE TINS PANTRY DESIGN")
    }

    @Test(arguments: Engine.available)
    func moreAndBetterWordsComeFirst(on engine: Engine) async throws {
        let world = try await world(engine)
        let tins = try await titles("cake tins", in: world)
        #expect(tins.first == "SET OF 3 CAKE TINS PANTRY DESIGN" && tins.count >= 2)
        #expect(try await titles("regency", in: world).count == 2)
        #expect(try await titles("regency teacup", in: world).first == "ROSES REGENCY TEACUP AND SAUCER")
        #expect(try await titles("xylophone", in: world) == [])
        #expect(try await titles("%", in: world) == [])
        let empty = await world.refusal { _ = try await titles(" \u{200B}", in: world) }
        #expect(empty?.errors.map(\.field) == ["q"])
    }

    @Test(arguments: Engine.available)
    func resultsHavePagesThatDoNotRepeat(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        try await world.perform(
            EnsureVariants(
                variants: (1...30).map { .init(sku: "L\($0)", title: "LIGHT \($0 % 3 == 0 ? "BLUE" : "RED") \($0)") }))
        var query = SearchProducts(q: "blue light", limit: 7)
        var seen: [String] = []
        repeat {
            let page = try await world.fetch(query)
            seen += page.data.map(\.title)
            query.after = page.next
        } while query.after != nil
        #expect(Set(seen).count == seen.count)
        #expect(seen.prefix(10).allSatisfy { $0.contains("BLUE") })
    }

    @Test(arguments: Engine.available)
    func theIndexFollowsEveryChange(on engine: Engine) async throws {
        let world = try await world(engine)
        let made = try await world.perform(
            UpsertProduct(
                handle: "teapot", title: "Porcelain Teapot", brand: "Rosenthal",
                variants: [.init(sku: "TP-1", options: ["Turquoise"], barcode: "4001234567890")]))
        #expect(try await titles("porcelan teapott", in: world).first == "Porcelain Teapot")
        #expect(try await titles("rosenthal", in: world) == ["Porcelain Teapot"])
        #expect(try await titles("turqoise", in: world) == ["Porcelain Teapot"])
        #expect(try await titles("4001234567890", in: world) == ["Porcelain Teapot"])
        try await world.perform(UpdateProduct(product: made.product, title: "Stoneware Jug"))
        #expect(try await titles("porcelain", in: world) == [])
        #expect(try await titles("stonware", in: world) == ["Stoneware Jug"])
        try await world.perform(UpdateVariant(variant: made.variants[0].id, sku: "JUG-9", title: "Magenta"))
        #expect(try await titles("magenta", in: world) == ["Stoneware Jug"])
        #expect(try await titles("jug-9", in: world).first == "Stoneware Jug")
        try await world.perform(ArchiveProduct(product: made.product))
        #expect(try await titles("stoneware", in: world) == [])
        #expect(try await titles("jug-9", in: world) == [])
        #expect(try await world.verify() == [])
        try await world.perform(UnarchiveProduct(product: made.product))
        #expect(try await titles("stoneware", in: world) == ["Stoneware Jug"])
        #expect(try await world.fetch(SearchProducts(q: "stoneware", published: true)).data.isEmpty)
        try await world.perform(PublishProduct(product: made.product))
        #expect(try await world.fetch(SearchProducts(q: "stoneware", published: true)).data.map(\.variants) == [1])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func verifyFindsAnIndexThatIsOutOfStep(on engine: Engine) async throws {
        let world = try await world(engine)
        #expect(try await world.verify() == [])
        _ = try await world.installation.store.write { db in
            try db.execute("DELETE FROM product_search_word WHERE word = 'bunting'")
            try db.execute("DELETE FROM product_search_gram WHERE word = 'rabbit' AND gram = 'abb'")
        }
        let findings = try await world.verify()
        #expect(findings.contains { $0.hasPrefix("catalog.search_in_step") })
        #expect(findings.contains { $0.hasPrefix("catalog.vocabulary_complete") && $0.contains("rabbit") })
    }

    @Test(arguments: Engine.available)
    func shopsSearchTheirOwnProductsOnly(on engine: Engine) async throws {
        let world = try await world(engine)
        let other = try await world.anotherShop()
        #expect(try await world.fetch(SearchProducts(q: "regency"), in: other).data.isEmpty)
        #expect(try await world.fetch(SearchProducts(q: "22423"), in: other).data.isEmpty)
    }
}
