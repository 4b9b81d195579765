import Catalog
import Kernel
import Ledger
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Tabular
import Testing

@testable import Importing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder with real lists: the environment variable MARTLET_REAL_DATA, or a folder beside the package.
private enum RealData {
    static func path(_ name: String) -> String? {
        let named = getenv("MARTLET_REAL_DATA").map { (value: UnsafeMutablePointer<CChar>) -> String in
            String(cString: value)
        }
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/")
        let candidates = [named, package + "/../shared/data"].compactMap { (folder: String?) -> String? in folder }
        return candidates.map { (folder: String) -> String in folder + "/" + name }.first { (path: String) -> Bool in
            access(path, R_OK) == 0
        }
    }

    static func json(_ name: String) throws -> JSON {
        let source = try ByteSource(path: try #require(path(name)))
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            bytes += buffer[0..<count]
        }
        return try JSON(parsing: bytes)
    }
}

@Suite struct RealFileTests {
    @Test(.enabled(if: RealData.path("retail/truth.json") != nil, "the real list is not here (MARTLET_REAL_DATA)"))
    func aRealShopsYearIsForetoldRight() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let path = try #require(RealData.path("retail/online_retail.csv.gz"))
        let report = try await shop.importer(parts: 200).run(.path(path), dryRun: true)
        let truth = try RealData.json("retail/truth.json")
        func number(_ group: String, _ key: String) throws -> Int {
            guard case .object(let all) = truth, case .object(let part)? = all[group],
                case .int(let number)? = part[key]
            else { throw Problem(.invalid, "no_such_figure", "\(group).\(key)") }
            return Int(number)
        }
        let counts = report.counts
        #expect(try counts.documents == number("documents", "distinct_invoice_numbers"))
        #expect(try counts.orders == number("documents", "orders"))
        #expect(
            try counts.creditNotes
                == number("documents", "credit_notes") + number("documents", "adjustment_documents"))
        #expect(
            try counts.stockDocuments
                == number("documents", "stock_documents") + number("documents", "invoices_only_zero_price_positive"))
        #expect(try counts.customers == number("customers", "distinct_ids_any_line"))
        #expect(try counts.lines == number("rows", "total"))
        #expect(report.rejections.isEmpty && counts.rejectedLines == 0)
    }

    /// The books of an imported year agree with figures that somebody else computed. It records half a million lines, which
    /// is for optimised builds: `./dev test --release`.
    @Test(
        .enabled(if: RealData.path("retail/truth.json") != nil, "the real list is not here (MARTLET_REAL_DATA)"),
        .disabled(if: _isDebugAssertConfiguration(), "half a million lines are for an optimised build"))
    func aRealShopsYearIsInTheBooks() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let path = try #require(RealData.path("retail/online_retail.csv.gz"))
        _ = try await shop.importer(parts: 500).run(.path(path))
        guard case .object(let revenue)? = try RealData.json("retail/truth.json")["revenue_all_lines"] else { return }
        func figure(_ key: String) throws -> Money { try Money(try #require(revenue[key]?.string), .gbp) }
        let totals = try await shop.world.read { db in try Books.totals(in: db) }.compactMapValues(\.first)
        let (gross, returns) = (try figure("gross_line_rounded"), try figure("returns_line_rounded"))
        let badDebt = try Money("11062.06", .gbp)
        #expect(try totals[.sales] == gross.negated)
        #expect(totals[.returns] == returns)
        #expect(totals[.writeOffs] == badDebt)
        #expect(try totals[.settledElsewhere] == gross.subtracting(returns).subtracting(badDebt))
        #expect(totals.count == 4)
        #expect(try await shop.world.verify() == [])
    }

    @Test(
        .enabled(
            if: RealData.path("shopify-products/expected.json") != nil,
            "the real lists are not here (MARTLET_REAL_DATA)"),
        arguments: Engine.available)
    func realProductListsGiveTheCountsTheyMust(_ engine: Engine) async throws {
        guard case .object(let expected) = try RealData.json("shopify-products/expected.json") else { return }
        #expect(expected.members.count >= 6)
        for member in expected.members {
            guard case .object(let figures) = member.value else { continue }
            func number(_ key: String) -> Int {
                guard case .int(let number)? = figures[key] else { return -1 }
                return Int(number)
            }
            let shop = try await ImportShop.open(engine)
            let path = try #require(RealData.path("shopify-products/\(member.key)"))
            let importer = ProductImporter(shop.world.installation, shop: shop.world.shop, as: shop.world.invocation())
            let report = try await importer.run(.path(path))
            #expect(report.rejections.isEmpty, "\(member.key)")
            let wanted = ProductImportTests.Totals(
                products: number("distinct_handles"), variants: number("variant_rows"),
                images: number("distinct_handle_image_pairs"), prices: number("sum_of_variant_prices_in_hundredths"),
                stock: number("sum_of_variant_inventory_qty"))
            #expect(try await ProductImportTests.totals(shop) == wanted, "\(member.key)")
            let again = try await importer.run(.path(path))
            #expect(again.counts.alreadyThere == wanted.products, "\(member.key)")
            #expect(try await shop.world.verify().isEmpty, "\(member.key)")
            await shop.world.installation.store.close()
        }
    }
}
