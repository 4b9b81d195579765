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
        }
    ]
}
