import Catalog
import Kernel
import Platform
import Store

/// Says how much of a variant may be sold at a location beyond what is on the shelf.
struct SetBackorder: Action {
    static let name: ActionName = "inventory.set_backorder"
    static let permission = Permission.inventorySetBackorder
    static let summary = "Allows backorders of a variant at a location up to a limit; a limit of 0 forbids them."
    static let approval = ApprovalRule.byPolicy

    var variant: ID<Variant>
    var location: ID<Location>
    var limit: Quantity

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> StockLevel {
        var check = Validation()
        let isFine = !limit.isNegative && limit <= StockLedger.largestMove
        check.check(isFine, "limit", "out_of_range", "Give a limit from 0 to \(StockLedger.largestMove).")
        try check.finish()
        let ref = try Variant.refs([variant], in: tx)[variant]
        guard let ref, ref.isStocked else { throw Problem.notFound(variant.reference) }
        try Location.require([location], in: tx)
        let key = LevelKey(variant: variant, location: location)
        try LevelChanges.open(key, in: tx)
        tx.touch(variant.reference)
        let sql: SQL = """
            UPDATE stock_level SET backorder_limit = \(limit)
            WHERE tenant = \(tx.tenant) AND variant_id = \(variant) AND location_id = \(location)
                AND on_hand + \(limit) >= reserved
            RETURNING \(StockLevel.columns)
            """
        if let level = try tx.first(sql, { row in try StockLevel(row: &row) }) { return level }
        throw Problem.backorderInUse(try StockLevel.of(key, in: tx))
    }
}
