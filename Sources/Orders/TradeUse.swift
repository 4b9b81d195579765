import Catalog
import Customers
import Kernel
import Platform
import Store

/// Who and what documents stand on: for those who want to remove a customer or an article.
public enum TradeUse {
    /// Of these customers, those whom any order or credit note names, deleted ones included.
    public static func customers(among ids: [ID<Customer>], in db: Reader) throws -> Set<ID<Customer>> {
        var named: Set<ID<Customer>> = []
        for start in stride(from: 0, to: ids.count, by: 512) {
            let part = ids[start..<min(start + 512, ids.count)]
            try db.each(
                "SELECT DISTINCT customer_id FROM sales_order WHERE tenant = \(db.tenant) AND customer_id IN \(list: part)"
            ) { row in named.insert(try row.next()) }
            try db.each(
                "SELECT DISTINCT customer_id FROM credit_note WHERE tenant = \(db.tenant) AND customer_id IN \(list: part)"
            ) { row in named.insert(try row.next()) }
        }
        return named
    }

    /// Every variant that a line of any order or credit note names. Reads all lines once.
    public static func variants(in db: Reader) throws -> Set<ID<Variant>> {
        var named: Set<ID<Variant>> = []
        try db.each(
            "SELECT DISTINCT variant_id FROM order_line WHERE tenant = \(db.tenant) AND variant_id IS NOT NULL"
        ) { row in named.insert(try row.next()) }
        try db.each(
            "SELECT DISTINCT variant_id FROM credit_note_line WHERE tenant = \(db.tenant) AND variant_id IS NOT NULL"
        ) { row in named.insert(try row.next()) }
        return named
    }
}
