import Catalog
import Kernel
import Platform
import Store

/// Which orders have an article: a row for each code of an order, so that its orders are read in the order of time from
/// an index, however many there are. Rows go with their order.
enum OrderArticle {
    /// An order can be found by its articles from now on: one statement.
    static func insert(_ lines: [OrderLine], of order: Order, in tx: Transaction) throws {
        var seen: Set<String> = []
        var values: [DBValue] = []
        for line in lines where seen.insert(line.code).inserted {
            values += [
                tx.tenant.dbValue, order.id.dbValue, .text(line.code), .int(order.placedAt.microseconds),
            ]
        }
        try tx.insertMany(
            into: "order_article", columns: ["tenant", "order_id", "code", "placed_at"], values: values)
    }

    /// Whether an order of the list has the article.
    static func isIn(_ code: String, _ db: Reader) -> SQL {
        """
        EXISTS (SELECT 1 FROM order_article a
            WHERE a.tenant = \(db.tenant) AND a.order_id = sales_order.id AND a.code = \(code))
        """
    }

    /// The orders with the article, to be read in the order of `sold_at, sold_order`.
    static func orders(with code: String, _ db: Reader) -> SQL {
        """
        (SELECT placed_at AS sold_at, order_id AS sold_order FROM order_article
            WHERE tenant = \(db.tenant) AND code = \(code)) sold
        \(sqlite: "CROSS JOIN", postgres: "JOIN") sales_order ON tenant = \(db.tenant) AND id = sold_order
        """
    }

    /// The codes that begin with a text, in whatever letters: a step in the index from each to the next.
    static func codes(beginningWith text: String, limit: Int, in db: Reader) throws -> [String] {
        let start = SKU.normalised(text)
        if start.isEmpty { return [] }
        let end = start + "\u{10FFFF}"
        func next(_ bound: SQL) -> SQL {
            """
            SELECT min(a.code) FROM order_article a
            WHERE a.tenant = \(db.tenant) AND \(bound) AND a.code < \(end)
            """
        }
        return try db.rows(
            """
            WITH RECURSIVE known (code) AS (
                \(next("a.code >= \(start)"))
                UNION ALL
                SELECT (\(next("a.code > known.code"))) FROM known WHERE known.code IS NOT NULL
            ) SELECT code FROM known WHERE code IS NOT NULL LIMIT \(limit)
            """
        ) { row in try row.next() }
    }

    /// The newest orders with an article, deleted ones or those that are not: the list leaves out what is deleted itself.
    static func newest(with code: String, isDeleted: Bool, limit: Int, in db: Reader) -> SQL {
        if isDeleted {
            return """
                SELECT id FROM sales_order
                WHERE tenant = \(db.tenant) AND deleted_at IS NOT NULL AND \(isIn(code, db))
                ORDER BY placed_at DESC LIMIT \(limit)
                """
        }
        return """
            SELECT order_id AS id FROM order_article WHERE tenant = \(db.tenant) AND code = \(code)
            ORDER BY placed_at DESC LIMIT \(limit)
            """
    }
}
