import Catalog
import Kernel
import Platform
import Store

extension Stock {
    /// Of these variants, those that ever moved, are promised, or have a level: nothing of them may be removed.
    public static func used(among variants: [ID<Variant>], in db: Reader) throws -> Set<ID<Variant>> {
        var found: Set<ID<Variant>> = []
        for start in stride(from: 0, to: variants.count, by: 512) {
            let part = variants[start..<min(start + 512, variants.count)]
            try db.each(
                "SELECT DISTINCT variant_id FROM stock_move WHERE tenant = \(db.tenant) AND variant_id IN \(list: part)"
            ) { row in found.insert(try row.next()) }
            try db.each(
                "SELECT DISTINCT variant_id FROM reservation WHERE tenant = \(db.tenant) AND variant_id IN \(list: part)"
            ) { row in found.insert(try row.next()) }
            try db.each(
                "SELECT DISTINCT variant_id FROM stock_level WHERE tenant = \(db.tenant) AND variant_id IN \(list: part)"
            ) { row in found.insert(try row.next()) }
        }
        return found
    }
}
