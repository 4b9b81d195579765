import Catalog
import Kernel
import Platform

/// One line of `SetStock`.
public struct StockSetting: Codable, Sendable, Hashable {
    /// What.
    public var variant: ID<Variant>
    /// Where; the default location when absent.
    public var location: ID<Location>?
    /// What is on the shelf.
    public var quantity: Quantity

    /// A shelf and what is on it.
    public init(variant: ID<Variant>, location: ID<Location>? = nil, quantity: Quantity) {
        self.variant = variant
        self.location = location
        self.quantity = quantity
    }
}

/// Sets stock to what a product file or another system says, as a count. Performed by imports.
public struct SetStock: Action {
    /// `inventory.set_stock`
    public static let name: ActionName = "inventory.set_stock"
    /// Who may.
    public static let permission = Permission.inventoryCount
    /// What it promises.
    public static let summary = "Sets stock to the quantities of a file, as one count; differences are booked as moves."
    /// Only imports perform it.
    public static let route = ActionRoute.internalOnly
    /// What it emits.
    public static var emits: [any Event.Type] { [StockChanged.self] }

    var lines: [StockSetting]
    var note: String?

    /// Shelves and what is on them; variants that are not stocked are left out.
    public init(_ lines: [StockSetting], note: String? = nil) {
        self.lines = lines
        self.note = note
    }

    /// Every location named.
    public func touchedLocations(in db: Reader) throws -> [RawID] {
        let named = lines.compactMap { line in line.location?.raw }
        if named.count == lines.count { return named }
        return named + [try Location.needStandard(in: db).id.raw]
    }

    /// Books the differences as one document, or nothing when there are none to set.
    public func perform(in tx: Transaction) throws -> ChangedLevels {
        try Validation.note(note)
        var check = Validation()
        for (index, line) in lines.enumerated() {
            let isFine = !line.quantity.isNegative && line.quantity <= StockLedger.largestMove
            check.check(isFine, "lines[\(index)].quantity", "out_of_range", "Give none or more.")
        }
        try check.finish()
        let refs = try Variant.refs(lines.map(\.variant), in: tx)
        let standard = lines.contains { line in line.location == nil } ? try Location.needStandard(in: tx).id : nil
        var wanted: [LevelKey: Quantity] = [:]
        for line in lines {
            guard let ref = refs[line.variant] else { throw Problem.notFound(line.variant.reference) }
            guard ref.isStocked, let location = line.location ?? standard else { continue }
            wanted[LevelKey(variant: line.variant, location: location)] = line.quantity
        }
        if wanted.isEmpty { return ChangedLevels(levels: []) }
        try Location.require(Set(wanted.keys.map(\.location)), in: tx)
        let document = try StockDocument.open(.count, note: note, in: tx)
        let counted = wanted.map { key, quantity in CountedLevel(key: key, quantity: quantity) }
        return ChangedLevels(levels: try CountedLevel.post(counted, document, in: tx))
    }
}
