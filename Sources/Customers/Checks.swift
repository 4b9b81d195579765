import Kernel
import Platform
import Store

/// What `martlet verify` asks of customers.
enum CustomersChecks {
    static let all = [
        Check("customers.search_in_step", "What customers are found and sorted by is made from what they are.") { db in
            var findings: [String] = []
            let sql: SQL = "SELECT \(Customer.table.columns) FROM customer WHERE tenant = \(db.tenant) ORDER BY id"
            try db.each(sql) { row in
                let customer = try Customer(row: &row)
                let first = row.count - 3
                let stored = (try row[first] as String, try row[first + 1] as String?, try row[first + 2] as String)
                if stored != (customer.nameKey, customer.emailKey, customer.searchText), findings.count < 100 {
                    findings.append("\(customer.id) (\(customer.number)) is indexed as something else")
                }
            }
            return findings
        },
        Check("customers.words_in_step", "Every customer is found by the words of what they are, and by no others.") {
            db in
            var findings: [String] = []
            var last: ID<Customer>?
            while findings.count < 100 {
                let customers = try searchTexts(after: last, in: db)
                guard let end = customers.last else { break }
                last = end.id
                let stored = try CustomerWords.stored(for: customers.map(\.id), in: db)
                for (id, search) in customers where stored[id] != CustomerWords.words(of: search) {
                    findings.append("\(id) is not found by the words of '\(search)'")
                }
            }
            return findings
        },
    ]

    private static func searchTexts(after last: ID<Customer>?, in db: Reader) throws -> [(
        id: ID<Customer>, text: String
    )] {
        var condition: SQL = "tenant = \(db.tenant)"
        if let last { condition += " AND id > \(last)" }
        let sql: SQL = "SELECT id, search FROM customer WHERE \(condition) ORDER BY id LIMIT 500"
        return try db.rows(sql) { row in (id: try row.next(), text: try row.next()) }
    }
}
