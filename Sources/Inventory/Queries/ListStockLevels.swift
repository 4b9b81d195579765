import Catalog
import Kernel
import Platform
import Store

/// A level with the words people know it by.
struct StockLevelEntry: Codable, Sendable {
    let variant: ID<Variant>
    let sku: String?
    let title: String?
    let product: ID<Product>?
    let location: ID<Location>
    let locationCode: String
    let locationName: String
    /// Whether there is enough here; what counts as low is the setting `inventory.low_stock`.
    let state: StockState
    let onHand: Quantity
    let reserved: Quantity
    let available: Quantity
    let backorderLimit: Quantity

    init(_ level: StockLevel, _ ref: VariantRef?, _ location: Location?, low: Quantity) {
        variant = level.variant
        sku = ref?.sku
        title = ref?.title
        product = ref?.product
        self.location = level.location
        locationCode = location?.code ?? ""
        locationName = location?.name ?? ""
        state = StockState(available: level.available, low: low)
        onHand = level.onHand
        reserved = level.reserved
        available = level.available
        backorderLimit = level.backorderLimit
    }

    /// Levels with their words: three statements.
    static func entries(of levels: [StockLevel], in db: Reader) throws -> [StockLevelEntry] {
        if levels.isEmpty { return [] }
        let refs = try Variant.refs(Array(Set(levels.map(\.variant))), in: db)
        let found = try db.records(Location.self, where: "id IN \(list: Set(levels.map(\.location)).sorted())")
        let locations = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let low = try StockState.low(in: db)
        return levels.map { (level: StockLevel) -> StockLevelEntry in
            StockLevelEntry(level, refs[level.variant], locations[level.location], low: low)
        }
    }
}

/// The order of the list of stock.
enum StockSort: String, Codable, Sendable, CaseIterable {
    /// By variant and location.
    case variant
    /// What there is least of first.
    case available
}

/// Stock per variant and location.
struct ListStockLevels: ListQuery {
    static let name: QueryName = "stock_levels.list"
    static let permission = Permission.inventoryRead
    static let summary = "Stock per variant and location: on hand, reserved, available; found by words, SKU or state."

    /// The beginning of a SKU, a barcode or words of the product.
    var q: String?
    var variant: ID<Variant>?
    var sku: String?
    /// The variants of one product.
    var product: ID<Product>?
    var location: ID<Location>?
    /// Whether there is enough; what counts as low is the setting `inventory.low_stock`.
    var state: AnyOf<StockState>?
    /// By variant when absent, or what there is least of first when `state` is given.
    var sort: StockSort?
    var limit: Int?
    var after: String?

    /// Four statements; one more for a product, up to nine more to look for `q`.
    func fetch(in db: Reader) throws -> Page<StockLevelEntry> {
        try db.requireReach(location)
        let isByAvailable = (sort ?? (state == nil ? .variant : .available)) == .available
        let page = try db.page(
            StockLevel.columns, from: "stock_level", where: conditions(in: db),
            order: isByAvailable
                ? .ascending(Self.available, "variant_id", "location_id") : .ascending("variant_id", "location_id"),
            limit: limit, after: after
        ) { row in try StockLevel(row: &row) }
        return page.with(try StockLevelEntry.entries(of: page.data, in: db))
    }

    /// As the index says it.
    static let available: SQL = "(on_hand - reserved)"

    private func conditions(in db: Reader) throws -> Conditions {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let variant = try wantedVariant(variant, sku: sku, in: db) { conditions.add("variant_id = \(variant)") }
        if let location { conditions.add("location_id = \(location)") }
        if let product {
            conditions.add("variant_id IN \(list: try Variant.owned(by: [product], in: db).keys.sorted())")
        }
        if let q { conditions.add("variant_id IN \(list: try Variant.found(by: q, in: db))") }
        if let states = state?.included { conditions.add(try Self.condition(states, in: db)) }
        conditions.add(db.reachableLocations("location_id"))
        return conditions
    }

    private static func condition(_ states: [StockState], in db: Reader) throws -> SQL {
        let low = try StockState.low(in: db).micros
        let ranges = states.map { (state: StockState) -> SQL in
            switch state {
            case .enough: "\(available) > \(low)"
            case .low: "(\(available) > \(Int64(0)) AND \(available) <= \(low))"
            case .out: "\(available) <= \(Int64(0))"
            }
        }
        return ranges.isEmpty ? "1 = 0" : "(\(SQL.joined(ranges, separator: " OR ")))"
    }
}

/// The variant a list is asked for, by id or by SKU; an unknown SKU is said, not answered with an empty list.
func wantedVariant(_ variant: ID<Variant>?, sku: String?, in db: Reader) throws -> ID<Variant>? {
    guard let sku else { return variant }
    guard let ref = try Variant.bySKU([sku], in: db)[SKU.normalised(sku)] else {
        var check = Validation()
        check.add("sku", "unknown", "There is no variant with the SKU '\(sku)'.")
        throw Problem.validation(check.errors)
    }
    return ref.id
}

extension Reader {
    /// The filter for callers who are limited to some locations; nothing for everybody else.
    func reachableLocations(_ column: SQL) -> [SQL] {
        guard let locations = caller.locations else { return [] }
        return ["\(column) IN \(list: locations.sorted())"]
    }
}
