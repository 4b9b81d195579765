import Catalog
import Customers
import Inventory
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Tabular
import Testing

@testable import Importing

struct ProductImportTests {
    static let list = """
        Handle,Title,Body (HTML),Vendor,Type,Published,Option1 name,Option1 value,Variant sku,Variant grams,Variant inventory quantity,Variant price,Variant compare at price,Image src,Image alt text
        mug,Mug,<p>White</p>,Acme,Kitchen,TRUE,Color,White,MUG-W,300,5,4.50,5.00,https://img.example/w.png,White mug
        mug,,,,,,,Blue,,300,7,4.55,,https://img.example/b.png,
        lamp,Lamp,Bright,Acme,Light,true,Title,Default Title,,1200,2,69.99,,https://img.example/l.png ,
        lamp,,,,,,,,,,,,,https://img.example/l2.png,
        mug,,,,,,,Blue,,300,1,4.60,,,
        draft,Draft,,,,FALSE,Title,Default Title,DRAFT,0,,10,,,
        """

    struct Totals: Equatable {
        var products = 0
        var variants = 0
        var images = 0
        var prices = 0
        var stock = 0
    }

    static func totals(_ shop: ImportShop) async throws -> Totals {
        let tenant = shop.world.shop.tenant
        return try await shop.world.read { db in
            Totals(
                products: try db.scalar("SELECT count(*) FROM product WHERE tenant = \(tenant)") ?? 0,
                variants: try db.scalar("SELECT count(*) FROM variant WHERE tenant = \(tenant)") ?? 0,
                images: try db.scalar("SELECT count(*) FROM product_image WHERE tenant = \(tenant)") ?? 0,
                prices: try db.scalar(
                    "SELECT CAST(coalesce(sum(price_micros), 0) / 10000 AS bigint) FROM variant WHERE tenant = \(tenant)"
                ) ?? 0,
                stock: try db.scalar(
                    "SELECT CAST(coalesce(sum(on_hand), 0) / 1000000 AS bigint) FROM stock_level WHERE tenant = \(tenant)"
                ) ?? 0)
        }
    }

    @Test(arguments: Engine.available)
    func productsComeWithVariantsPicturesAndStockAndOnlyOnce(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let importer = ProductImporter(shop.world.installation, shop: shop.world.shop, as: shop.world.invocation())
        let bytes = Array(Self.list.utf8)
        let planned = try await importer.run(.bytes(bytes, name: "p.csv"), dryRun: true)
        #expect(planned.counts.products == 3)
        #expect(try await Self.totals(shop) == Totals())
        let report = try await importer.run(.bytes(bytes, name: "p.csv"))
        #expect(report.counts.products == 3)
        #expect(report.rejections.isEmpty)
        let expected = Totals(products: 3, variants: 5, images: 4, prices: 9_364, stock: 15)
        #expect(try await Self.totals(shop) == expected)
        let again = try await importer.run(.bytes(bytes, name: "p.csv"))
        #expect(again.counts.alreadyThere == 3 && again.counts.products == 0 && again.counts.updated == 0)
        #expect(try await Self.totals(shop) == expected)
        #expect(try await shop.sizes()["stock_document"] == 2)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aChangedFileChangesAndAFaultyProductStaysOut(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let importer = ProductImporter(shop.world.installation, shop: shop.world.shop, as: shop.world.invocation())
        _ = try await importer.run(.bytes(Array(Self.list.utf8), name: "p.csv"))
        let head = Self.list.split(separator: "\n")[0]
        let changed = """
            \(head)
            lamp,Lamp,Bright,Acme,Light,true,Title,Default Title,,1200,9,59.99,,https://img.example/l.png,
            vase,Vase,,Acme,,true,Title,Default Title,V,100,1,cheap,,,
            dish,Dish,,Acme,,true,Title,Default Title,MUG-W,100,1,3.00,,,
            ,Nobody,,,,,,,,,,1.00,,,
            """
            + (0..<12).map { "\nitem-\($0),Item \($0),,Acme,,true,Title,Default Title,I\($0),100,,1.00,,," }.joined()
        let sink = ByteSink()
        let report = try await importer.run(.bytes(Array(changed.utf8), name: "q.csv"), rejects: sink)
        #expect(report.counts.updated == 1)
        #expect(report.counts.rejectedDocuments == 3)
        let rejects = String(decoding: sink.bytes, as: UTF8.self)
        #expect(rejects.contains("cheap"))
        #expect(rejects.contains("has no handle"))
        #expect(rejects.contains("The SKU MUG-W belongs to"))
        #expect(!rejects.contains("lamp"))
        let totals = try await Self.totals(shop)
        #expect(totals.products == 15)
        #expect(totals.stock == 22)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test func ordersAreNoProducts() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let importer = ProductImporter(shop.world.installation, shop: shop.world.shop, as: shop.world.invocation())
        let refusal = await shop.world.refusal {
            _ = try await importer.run(.bytes(TradeFile(seed: 3, documents: 4).csv(), name: "o.csv"))
        }
        #expect(refusal?.code == "tabular.columns_unresolved")
    }
}

struct CustomerImportTests {
    private func importer(_ shop: ImportShop, tag: String? = nil) -> CustomerImporter {
        CustomerImporter(shop.world.installation, shop: shop.world.shop, as: shop.world.invocation(), tag: tag)
    }

    @Test(arguments: Engine.available)
    func customersComeOnceWithTheirTagAndCanBeTakenBack(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let list = """
            Name;E-Mail;Telefon;Land
            Anna Möller;anna@example.com;+49 40 123456;Germany
            Bert;bert@example.com;;
            Carla;not an address;;
            ;;;
            Dora;;;France
            Anna again;ANNA@example.com;;
            """
        let bytes = Array(list.utf8)
        let planned = try await importer(shop, tag: "Fair 2026").run(.bytes(bytes, name: "c.csv"), dryRun: true)
        #expect(try await shop.sizes()["customer"] == 0)
        let sink = ByteSink()
        let report = try await importer(shop, tag: "Fair 2026").run(.bytes(bytes, name: "c.csv"), rejects: sink)
        #expect(report.counts.customers == 3)
        #expect(report.counts.alreadyThere == 1)
        #expect(planned.counts.customers == 3 && planned.counts.alreadyThere == 1)
        #expect(report.rejections.contains { $0.subject == "Carla" && $0.line == 4 })
        #expect(String(decoding: sink.bytes, as: UTF8.self).contains("not an address"))
        let tenant = shop.world.shop.tenant
        let tagged: Int? = try await shop.world.read { db in
            try db.scalar("SELECT count(*) FROM customer_tag_link WHERE tenant = \(tenant)")
        }
        #expect(tagged == 3)
        let again = try await importer(shop, tag: "Fair 2026").run(.bytes(bytes, name: "c.csv"))
        #expect(again.counts.customers == 0 && again.counts.alreadyThere == 4)
        let id = try #require(report.importID?.id(ImportRun.self))
        _ = try await ImportUndoing(shop.world.installation, as: shop.world.invocation()).run(id)
        #expect(try await shop.sizes()["customer"] == 0)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test func aListWithoutHeaderIsReadByWhatItHolds() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list = "anna@example.com,Anna,+44 131 496 0000\nbert@example.com,Bert,+44 131 496 0001\n"
        let report = try await importer(shop).run(.bytes(Array(list.utf8), name: "c.csv"))
        #expect(report.counts.customers == 2)
        let tenant = shop.world.shop.tenant
        let names = try await shop.world.read { db in
            try db.rows("SELECT name, email, phone FROM customer WHERE tenant = \(tenant) ORDER BY name") { row in
                [try row.next() as String, try row.next() as String, try row.next() as String]
            }
        }
        #expect(
            names == [
                ["Anna", "anna@example.com", "+44 131 496 0000"], ["Bert", "bert@example.com", "+44 131 496 0001"],
            ])
    }

    @Test func aListWhoseNamesAreUnclearIsAskedAbout() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list = "anna@example.com,Anna,Mug\nbert@example.com,Bert,Lamp\n"
        let refusal = await shop.world.refusal {
            _ = try await importer(shop).run(.bytes(Array(list.utf8), name: "c.csv"))
        }
        #expect(refusal?.code == "imports.name_column_missing")
    }
}
