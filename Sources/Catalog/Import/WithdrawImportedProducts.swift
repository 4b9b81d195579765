import Kernel
import Platform
import Store

/// Takes products back that an import made, when the import is undone. The undo knows what no document names and what
/// never moved; here it is decided that nobody has changed them since. Others stay.
public struct WithdrawImportedProducts: Action {
    public static let name: ActionName = "catalog.withdraw_import"
    public static let permission = Permission.catalogEnsure
    public static let summary = "Removes untouched products that an import made and nothing names."
    public static let route = ActionRoute.internalOnly
    public static var emits: [any Event.Type] { [ProductsWithdrawn.self] }

    /// The import.
    public var importID: Reference
    /// What to remove, at most a thousand.
    public var products: [ID<Product>]

    /// What came of it.
    public struct Outcome: Codable, Sendable {
        /// How many were removed.
        public let removed: Int
    }

    /// Products of an import on which nothing stands.
    public init(importID: Reference, products: [ID<Product>]) {
        self.importID = importID
        self.products = products
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        tx.touch(importID)
        var removed: [ID<Product>] = []
        for start in stride(from: 0, to: products.count, by: 512) {
            let asked = products[start..<min(start + 512, products.count)]
            let part: [ID<Product>] = try tx.rows(
                """
                SELECT id FROM product WHERE tenant = \(tx.tenant) AND id IN \(list: asked)
                    AND \(Product.isUntouched(by: importID, in: tx))
                """
            ) { row in try row.next() }
            if part.isEmpty { continue }
            try tx.send("DELETE FROM product_search_word WHERE tenant = \(tx.tenant) AND product IN \(list: part)")
            try tx.send("DELETE FROM product_image WHERE tenant = \(tx.tenant) AND product IN \(list: part)")
            try tx.send("DELETE FROM variant WHERE tenant = \(tx.tenant) AND product IN \(list: part)")
            try tx.execute("DELETE FROM product WHERE tenant = \(tx.tenant) AND id IN \(list: part)")
            removed += part
        }
        if !removed.isEmpty { try tx.emit(ProductsWithdrawn(importID: importID, products: removed)) }
        return Outcome(removed: removed.count)
    }
}

extension Product {
    /// The products an import made and nobody has touched since, by id, after a place, with their variants.
    public static func untouched(
        from importID: Reference, after last: ID<Product>?, limit: Int, in db: Reader
    ) throws -> [(product: ID<Product>, variants: [ID<Variant>])] {
        let beyond: SQL = last.map { id -> SQL in "AND id > \(id)" } ?? ""
        let ids: [ID<Product>] = try db.rows(
            """
            SELECT id FROM product WHERE tenant = \(db.tenant) AND \(isUntouched(by: importID, in: db)) \(beyond)
            ORDER BY id LIMIT \(limit)
            """
        ) { row in try row.next() }
        var variants: [ID<Product>: [ID<Variant>]] = [:]
        for start in stride(from: 0, to: ids.count, by: 512) {
            let part = ids[start..<min(start + 512, ids.count)]
            try db.each(
                "SELECT product, id FROM variant WHERE tenant = \(db.tenant) AND product IN \(list: part)"
            ) { row in variants[try row.next(), default: []].append(try row.next()) }
        }
        return ids.map { id in (id, variants[id] ?? []) }
    }

    fileprivate static func isUntouched(by importID: Reference, in db: Reader) -> SQL {
        """
        import_id = \(importID) AND version = 1 AND archived_at IS NULL
            AND id NOT IN (SELECT product FROM variant WHERE tenant = \(db.tenant) AND version > 1)
        """
    }
}
