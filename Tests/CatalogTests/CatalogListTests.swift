import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

/// What is found in the lists of the catalogue, and what their rows show.
@Suite struct CatalogListTests {
    func open(_ engine: Engine) async throws -> (world: World, brand: Brand) {
        let world = try await World.catalog(engine)
        let brand = try await world.perform(CreateBrand(name: "Bird & Co"))
        try await world.perform(
            CreateProduct(
                title: "Blue teapot", brand: brand.id, optionNames: ["Size"],
                variants: [
                    VariantInput(sku: "POT-S", options: ["Small"], price: try gbp("12.50"), barcode: "5012345678900"),
                    VariantInput(sku: "POT-L", options: ["Large"], price: try gbp("19.95")),
                ]))
        world.clock.advance(by: .days(2))
        try await world.perform(
            CreateProduct(title: "Green cup", variants: [VariantInput(sku: "CUP-1", price: try gbp("3"))]))
        return (world, brand)
    }

    @Test(arguments: Engine.available)
    func productsAreFoundByWhatPeopleHave(on engine: Engine) async throws {
        let (world, brand) = try await open(engine)
        let pot = try #require(try await world.fetch(ListProducts(q: "blue")).data.first)
        let cases: [(ListProducts, [String])] = [
            (ListProducts(), ["Green cup", "Blue teapot"]),
            (ListProducts(sort: .oldest), ["Blue teapot", "Green cup"]),
            (ListProducts(sort: .title), ["Blue teapot", "Green cup"]), (ListProducts(q: "teapto"), ["Blue teapot"]),
            (ListProducts(q: "pot-l"), ["Blue teapot"]), (ListProducts(q: "5012345678900"), ["Blue teapot"]),
            (ListProducts(q: "green-cup"), ["Green cup"]), (ListProducts(q: pot.id.description), ["Blue teapot"]),
            (ListProducts(q: "nothing such"), []), (ListProducts(brand: [brand.id]), ["Blue teapot"]),
            (ListProducts(brand: [nil]), ["Green cup"]), (ListProducts(brand: .noneOf(nil)), ["Blue teapot"]),
            (ListProducts(brand: [brand.id, nil]), ["Green cup", "Blue teapot"]),
            (ListProducts(created: .period(.today)), ["Green cup"]),
            (ListProducts(created: .period(.yesterday)), []),
            (ListProducts(created: .period(.last7Days)), ["Green cup", "Blue teapot"]),
        ]
        for (query, titles) in cases {
            let found = try await world.fetch(query).data.map(\.title)
            #expect(found == titles, "\(query)")
        }
        let other = try await world.anotherShop()
        #expect(try await world.fetch(ListProducts(q: "blue"), in: other).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func rowsShowVariantsPricesAndNames(on engine: Engine) async throws {
        let (world, brand) = try await open(engine)
        let pot = try #require(try await world.fetch(ListProducts(q: "teapot")).data.first)
        #expect(pot.variants == 2 && pot.sku == nil && pot.brandName == brand.name && pot.categoryPath == nil)
        #expect(try pot.priceFrom == gbp("12.50") && pot.priceTo == gbp("19.95"))
        let cup = try #require(try await world.fetch(ListProducts(q: "cup")).data.first)
        #expect(cup.variants == 1 && cup.sku == "CUP-1" && cup.brandName == nil && cup.priceFrom == cup.priceTo)
    }

    @Test(arguments: Engine.available)
    func variantsBrandsAndCategoriesAreFound(on engine: Engine) async throws {
        let (world, _) = try await open(engine)
        let cases: [(String, [String])] = [
            ("pot-s", ["POT-S"]), ("pot", ["POT-L", "POT-S"]), ("5012345678900", ["POT-L", "POT-S"]),
            ("teapot", ["POT-L", "POT-S"]), ("CUP", ["CUP-1"]), ("zzz", []),
        ]
        for (q, skus) in cases {
            let found = try await world.fetch(ListVariants(q: q)).data.map(\.sku)
            #expect(Set(found).isSuperset(of: skus) && (skus.isEmpty ? found.isEmpty : true), "\(q): \(found)")
        }
        #expect(try await world.fetch(ListBrands(q: "BIRD")).data.count == 1)
        #expect(try await world.fetch(ListBrands(q: "fish")).data.isEmpty)
        #expect(try await world.fetch(ListBrands(q: "%")).data.isEmpty)
        #expect(try await world.fetch(ListCategories(q: "kitchen")).data.isEmpty)
    }

    /// What SQLite intends to do: lists by brand, title and time walk an index, and what was searched is found by id.
    @Test func listsWalkTheirIndex() async throws {
        let world = try await World.catalog(.sqlite)
        let ids = (0..<500).map { ID<Product>(raw: RawID(high: $0, low: 1)) }
        let walks: [(SQL, SQL, String)] = [
            ("brand = \(ids[0])", "id DESC", "product_brand (tenant=? AND brand=?)"),
            ("brand IS NULL", "id DESC", "product_brand (tenant=? AND brand=?)"),
            ("category = \(ids[0])", "id DESC", "product_category (tenant=? AND category=?)"),
            ("archived_at IS NULL", "title_key, id", "product_title (tenant=?)"),
            ("id >= \(ids[0]) AND id < \(ids[9]) AND created_at >= \(5)", "id DESC", "(tenant=? AND id>? AND id<?)"),
            ("id IN \(list: ids)", "title_key, id", "(tenant=? AND id=?)"),
        ]
        for (condition, order, index) in walks {
            let sql: SQL = """
                EXPLAIN QUERY PLAN SELECT handle FROM product WHERE tenant = \(1) AND \(condition)
                ORDER BY \(order) LIMIT 26
                """
            let plan = try await world.read { db in
                try db.rows(sql) { row -> String in try row[3] }.joined(separator: "; ")
            }
            #expect(plan.contains(index), "\(plan)")
        }
    }
}
