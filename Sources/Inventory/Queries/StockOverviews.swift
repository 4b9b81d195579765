import Catalog
import Kernel
import Platform
import Store

/// The sum of some levels.
private struct LevelSum {
    var onHand = Quantity.zero
    var reserved = Quantity.zero

    init(_ levels: [StockLevel]) throws {
        for level in levels {
            onHand = try onHand + level.onHand
            reserved = try reserved + level.reserved
        }
    }

    var available: Quantity { get throws { try onHand - reserved } }
}

extension Stock {
    /// The levels of variants at the locations the caller reaches.
    fileprivate static func reachable(of variants: [ID<Variant>], in db: Reader) throws -> [StockLevel] {
        try levels(of: variants, in: db).filter { (level: StockLevel) -> Bool in
            db.caller.locations?.contains(level.location.raw) ?? true
        }
    }
}

/// A variant over all locations the caller reaches.
struct StockOverview: Codable, Sendable {
    let variant: ID<Variant>
    let sku: String?
    let title: String?
    let product: ID<Product>?
    /// Whether there is enough in all; what counts as low is the setting `inventory.low_stock`.
    let state: StockState
    let onHand: Quantity
    let reserved: Quantity
    let available: Quantity
    let locations: [StockLevelEntry]

    fileprivate init(
        _ variant: ID<Variant>, _ ref: VariantRef?, _ levels: [StockLevel], _ entries: [StockLevelEntry], low: Quantity
    ) throws {
        let sum = try LevelSum(levels)
        self.variant = variant
        sku = ref?.sku
        title = ref?.title
        product = ref?.product
        onHand = sum.onHand
        reserved = sum.reserved
        available = try sum.available
        state = StockState(available: available, low: low)
        locations = entries
    }

    fileprivate static func of(_ variants: [ID<Variant>], in db: Reader) throws -> [StockOverview] {
        let levels = try Stock.reachable(of: variants, in: db)
        let refs = try Variant.refs(variants, in: db)
        let entries = Dictionary(grouping: try StockLevelEntry.entries(of: levels, in: db), by: \.variant)
        let byVariant = Dictionary(grouping: levels, by: \.variant)
        let low = try StockState.low(in: db)
        return try variants.map { (variant: ID<Variant>) throws -> StockOverview in
            try StockOverview(variant, refs[variant], byVariant[variant] ?? [], entries[variant] ?? [], low: low)
        }
    }
}

/// Stock per variant with all its locations.
struct OverviewStockLevels: ListQuery {
    static let name: QueryName = "stock_levels.overview"
    static let permission = Permission.inventoryRead
    static let summary = "Stock per variant over all locations, with each location's part."

    /// The beginning of a SKU, a barcode or words of the product.
    var q: String?
    var variant: ID<Variant>?
    var sku: String?
    var limit: Int?
    var after: String?

    /// Seven statements; up to nine more to look for `q`.
    func fetch(in db: Reader) throws -> Page<StockOverview> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let variant = try wantedVariant(variant, sku: sku, in: db) { conditions.add("variant_id = \(variant)") }
        if let q { conditions.add("variant_id IN \(list: try Variant.found(by: q, in: db))") }
        conditions.add(db.reachableLocations("location_id"))
        let page: Page<ID<Variant>> = try db.page(
            "variant_id", from: "stock_level", isDistinct: true, where: conditions, order: .ascending("variant_id"),
            limit: limit, after: after
        ) { row in try row.next() }
        return page.with(try StockOverview.of(page.data, in: db))
    }
}

/// How much of a variant came and went for one reason, at the locations the caller reaches.
struct StockSum: Codable, Sendable {
    let reason: StockReason
    /// What came less what went.
    let change: Quantity

    /// What made a variant's stock: one statement over its moves.
    fileprivate static func sums(of variant: ID<Variant>, in db: Reader) throws -> [StockSum] {
        let came: SQL = "to_location IS NOT NULL"
        let went: SQL = "from_location IS NOT NULL"
        let reach = db.caller.locations?.sorted()
        let isIn: SQL = reach.map { "\(came) AND to_location IN \(list: $0)" } ?? came
        let isOut: SQL = reach.map { "\(went) AND from_location IN \(list: $0)" } ?? went
        let change: SQL = """
            sum(CASE WHEN \(isIn) THEN quantity ELSE 0 END - CASE WHEN \(isOut) THEN quantity ELSE 0 END)
            """
        let sums = try db.rows(
            """
            SELECT reason, CAST(\(change) AS bigint) FROM stock_move
            WHERE tenant = \(db.tenant) AND variant_id = \(variant)
                AND from_place <> 'history' AND to_place <> 'history'
            GROUP BY reason ORDER BY reason
            """
        ) { row in StockSum(reason: try row.next(), change: Quantity(micros: try row.next(Int64.self))) }
        return sums.filter { !$0.change.isZero }
    }
}

/// What there is of a variant and how it came to be so.
struct StockItem: Codable, Sendable {
    /// The variant's.
    let id: ID<Variant>
    let stock: StockOverview
    /// What came and went, by reason: their sum is what is on hand.
    let sums: [StockSum]
}

/// The stock of one variant.
struct GetStockItem: Query {
    static let name: QueryName = "stock_levels.get"
    static let permission = Permission.inventoryRead
    static let summary = "The stock of one variant: in all, at each location, and what came and went by reason."

    var variant: ID<Variant>

    /// Seven statements.
    func fetch(in db: Reader) throws -> StockItem {
        if try Variant.refs([variant], in: db)[variant] == nil { throw Problem.notFound(variant.reference) }
        let found = try StockOverview.of([variant], in: db)
        guard let stock = found.first else { throw Problem.notFound(variant.reference) }
        return StockItem(id: variant, stock: stock, sums: try StockSum.sums(of: variant, in: db))
    }
}

/// The stock of all variants of a product.
struct ProductStock: Codable, Sendable {
    let product: ID<Product>
    let onHand: Quantity
    let reserved: Quantity
    let available: Quantity
    let state: StockState
}

/// Stock per product, for those that have any level.
struct ProductStockLevels: Query {
    static let name: QueryName = "stock_levels.products"
    static let permission = Permission.inventoryRead
    static let summary = "Stock of some products, at most fifty: all their variants at all locations together."

    var products: AnyOf<ID<Product>>

    /// Three statements.
    func fetch(in db: Reader) throws -> [ProductStock] {
        let owned = try Variant.owned(by: products.isExcluding ? [] : products.values, in: db)
        let levels = try Stock.reachable(of: owned.keys.sorted(), in: db)
        let low = try StockState.low(in: db)
        let byProduct = Dictionary(grouping: levels) { owned[$0.variant] }
        return try products.values.compactMap { (product: ID<Product>) throws -> ProductStock? in
            guard let levels = byProduct[product] else { return nil }
            let sum = try LevelSum(levels)
            let available = try sum.available
            return ProductStock(
                product: product, onHand: sum.onHand, reserved: sum.reserved, available: available,
                state: StockState(available: available, low: low))
        }
    }
}
