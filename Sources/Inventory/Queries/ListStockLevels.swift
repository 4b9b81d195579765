import Catalog
import Kernel
import Platform
import Store

/// A level with the words people know it by.
struct StockLevelEntry: Codable, Sendable {
    let variant: ID<Variant>
    let sku: String?
    let title: String?
    let location: ID<Location>
    let locationCode: String
    let onHand: Quantity
    let reserved: Quantity
    let available: Quantity
    let backorderLimit: Quantity

    init(_ level: StockLevel, _ ref: VariantRef?, locationCode: String) {
        variant = level.variant
        sku = ref?.sku
        title = ref?.title
        location = level.location
        self.locationCode = locationCode
        onHand = level.onHand
        reserved = level.reserved
        available = level.available
        backorderLimit = level.backorderLimit
    }
}

/// How much of something there is, by what is available.
enum StockState: String, Codable, Sendable, CaseIterable, FilterValue {
    /// More than the shop calls low.
    case enough
    /// Some, but no more than the shop calls low.
    case low
    /// Nothing, or less.
    case out
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
    var location: ID<Location>?
    /// Whether there is enough; what counts as low is the setting `inventory.low_stock`.
    var state: AnyOf<StockState>?
    /// By variant when absent, or what there is least of first when `state` is given.
    var sort: StockSort?
    var limit: Int?
    var after: String?

    /// Three statements; one more for the setting, up to nine more to look for `q`.
    func fetch(in db: Reader) throws -> Page<StockLevelEntry> {
        try db.requireReach(location)
        let isByAvailable = (sort ?? (state == nil ? .variant : .available)) == .available
        let page = try db.page(
            StockLevel.columns, from: "stock_level", where: conditions(in: db),
            order: isByAvailable
                ? .ascending(Self.available, "variant_id", "location_id") : .ascending("variant_id", "location_id"),
            limit: limit, after: after
        ) { row in try StockLevel(row: &row) }
        let refs = try Variant.refs(Array(Set(page.data.map(\.variant))), in: db)
        let codes = try Location.codes(of: page.data.map(\.location), in: db)
        let entries = page.data.map { (level: StockLevel) -> StockLevelEntry in
            StockLevelEntry(level, refs[level.variant], locationCode: codes[level.location] ?? "")
        }
        return page.with(entries)
    }

    /// As the index says it.
    static let available: SQL = "(on_hand - reserved)"

    private func conditions(in db: Reader) throws -> Conditions {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let variant = try wantedVariant(variant, sku: sku, in: db) { conditions.add("variant_id = \(variant)") }
        if let location { conditions.add("location_id = \(location)") }
        if let q { conditions.add("variant_id IN \(list: try Variant.found(by: q, in: db))") }
        if let states = state?.included { conditions.add(try Self.condition(states, in: db)) }
        conditions.add(db.reachableLocations("location_id"))
        return conditions
    }

    private static func condition(_ states: [StockState], in db: Reader) throws -> SQL {
        let low = Int64(try db.setting(InventorySettings.lowStock)) * Quantity.one.micros
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

/// A variant over all locations the caller reaches.
struct StockOverview: Codable, Sendable {
    let variant: ID<Variant>
    let sku: String?
    let title: String?
    let onHand: Quantity
    let reserved: Quantity
    let available: Quantity
    let locations: [StockLevelEntry]
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

    func fetch(in db: Reader) throws -> Page<StockOverview> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let variant = try wantedVariant(variant, sku: sku, in: db) { conditions.add("variant_id = \(variant)") }
        if let q { conditions.add("variant_id IN \(list: try Variant.found(by: q, in: db))") }
        conditions.add(db.reachableLocations("location_id"))
        let page: Page<ID<Variant>> = try db.page(
            "variant_id", from: "stock_level", isDistinct: true, where: conditions, order: .ascending("variant_id"),
            limit: limit, after: after
        ) { row in try row.next() }
        let levels = try Stock.levels(of: page.data, in: db).filter { (level: StockLevel) -> Bool in
            db.caller.locations?.contains(level.location.raw) ?? true
        }
        let refs = try Variant.refs(page.data, in: db)
        let codes = try Location.codes(of: levels.map(\.location), in: db)
        let byVariant = Dictionary(grouping: levels, by: \.variant)
        let entries = try page.data.map { (variant: ID<Variant>) throws -> StockOverview in
            try Self.overview(variant, refs[variant], byVariant[variant] ?? [], codes)
        }
        return page.with(entries)
    }

    private static func overview(
        _ variant: ID<Variant>, _ ref: VariantRef?, _ levels: [StockLevel], _ codes: [ID<Location>: String]
    ) throws -> StockOverview {
        var onHand = Quantity.zero
        var reserved = Quantity.zero
        for level in levels {
            onHand = try onHand + level.onHand
            reserved = try reserved + level.reserved
        }
        let parts = levels.map { (level: StockLevel) -> StockLevelEntry in
            StockLevelEntry(level, ref, locationCode: codes[level.location] ?? "")
        }
        return StockOverview(
            variant: variant, sku: ref?.sku, title: ref?.title, onHand: onHand, reserved: reserved,
            available: try onHand - reserved, locations: parts)
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

extension Location {
    /// The codes of locations.
    static func codes(of ids: [ID<Location>], in db: Reader) throws -> [ID<Location>: String] {
        if ids.isEmpty { return [:] }
        let sql: SQL = "SELECT id, code FROM location WHERE tenant = \(db.tenant) AND id IN \(list: Set(ids).sorted())"
        let pairs = try db.rows(sql) { row -> (ID<Location>, String) in (try row.next(), try row.next()) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
