import Catalog
import Customers
import Identity
import Inventory
import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import Tabular

@testable import Importing

/// A shop to import into, and what can be seen of it.
struct ImportShop {
    let world: World

    static func open(_ engine: Engine) async throws -> ImportShop {
        ImportShop(
            world: try await World.fresh(
                engine,
                modules: [
                    IdentityModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
                    LedgerModule.module, OrdersModule.module,
                    ImportingModule.module,
                ]))
    }

    func importer(_ options: OrderImportOptions = OrderImportOptions(), parts: Int = 25) -> OrderImporter {
        var importer = OrderImporter(
            world.installation, shop: world.shop, as: world.invocation(), options: options)
        importer.partDocuments = parts
        return importer
    }

    @discardableResult
    func orders(
        _ bytes: [UInt8], named name: String = "orders.csv", _ options: OrderImportOptions = OrderImportOptions(),
        dryRun: Bool = false, rejects: ByteSink? = nil
    ) async throws -> ImportReport {
        try await importer(options).run(.bytes(bytes, name: name), dryRun: dryRun, rejects: rejects)
    }

    /// What the shop has, counted by the facts of trade.
    func truth() async throws -> TradeFile.Truth {
        let tenant = world.shop.tenant
        return try await world.read { db in
            var truth = TradeFile.Truth()
            try db.each(
                """
                SELECT kind, count(*), count(DISTINCT document_id), sum(quantity), sum(amount_minor), sum(amount_residue)
                FROM trade_line_fact WHERE tenant = \(tenant) GROUP BY kind
                """
            ) { row in
                let kind: String = try row.next()
                let lines: Int = try row.next()
                let documents: Int = try row.next()
                let units: Int = try row.next()
                let minor: Int = try row.next()
                let residue: Int = try row.next()
                let mills = minor * 10 + residue / 1_000_000_000
                switch kind {
                case "sale":
                    truth.saleLines = lines
                    truth.grossMills = mills
                    truth.soldUnits = units / 1_000_000
                    truth.orders = documents
                case "free": truth.freeLines = lines
                case "return":
                    truth.returnLines = lines
                    truth.returnMills = mills
                    truth.creditNotes = documents
                case "adjustment":
                    truth.adjustmentMills = mills
                    truth.adjustments = documents
                case _: break
                }
            }
            let documents: Int? = try db.scalar("SELECT count(*) FROM stock_document WHERE tenant = \(tenant)")
            truth.stockDocuments = documents ?? 0
            return truth
        }
    }

    /// Every fact of trade in words, sorted: equal texts mean equal shops.
    func facts() async throws -> [String] {
        let tenant = world.shop.tenant
        return try await world.read { db in
            try db.rows(
                """
                SELECT document_kind, number, code, sku, title, kind, quantity, unit_price, amount_minor, at, country
                FROM trade_line_fact WHERE tenant = \(tenant)
                """
            ) { row in
                let texts = [
                    try row.next() as String, try row.next(), try row.next(), try row.next(), try row.next(),
                    try row.next(),
                ]
                let numbers = [try row.next() as Int, try row.next(), try row.next(), try row.next()]
                let country: String? = try row.next()
                return (texts + numbers.map(String.init) + [country ?? "-"]).joined(separator: "|")
            }.sorted()
        }
    }

    /// How many rows tables have, by table.
    func sizes() async throws -> [String: Int] {
        let tenant = world.shop.tenant
        return try await world.read { db in
            let counts: [(String, SQL)] = [
                ("customer", "SELECT count(*) FROM customer WHERE tenant = \(tenant)"),
                ("product", "SELECT count(*) FROM product WHERE tenant = \(tenant)"),
                ("variant", "SELECT count(*) FROM variant WHERE tenant = \(tenant)"),
                ("sales_order", "SELECT count(*) FROM sales_order WHERE tenant = \(tenant)"),
                ("credit_note", "SELECT count(*) FROM credit_note WHERE tenant = \(tenant)"),
                ("stock_document", "SELECT count(*) FROM stock_document WHERE tenant = \(tenant)"),
                ("stock_move", "SELECT count(*) FROM stock_move WHERE tenant = \(tenant)"),
                ("import_document", "SELECT count(*) FROM import_document WHERE tenant = \(tenant)"),
            ]
            var sizes: [String: Int] = [:]
            for (name, sql) in counts { sizes[name] = try db.scalar(sql) ?? 0 }
            return sizes
        }
    }

    func runs() async throws -> [ImportRun] {
        try await ImportRun.latest(100, world.installation, as: world.invocation())
    }
}
