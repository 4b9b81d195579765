import Kernel
import Platform
import Store

/// The words customers are found by: their search text from each place where somebody may begin to type, up to the next
/// space. `C-000123 ann@example.com` is found by `c-000123`, `000123`, `123`, `ann@example.com`, `example.com` and `com`,
/// and by whatever these begin with. They stand in a table of their own, so that any beginning is a range of its index.
enum CustomerWords {
    /// Of a longer word so much is kept, and looked for.
    static let length = 64

    /// The words of a folded search text. One begins at the start, at a letter or digit that follows neither, and at each
    /// digit with at least two characters behind it. The migration that filled the table says the same in SQL.
    static func words(of search: String) -> Set<String> {
        var words: Set<String> = []
        let all = search.unicodeScalars
        for token in all.split(separator: " ") {
            var isInside = false
            for place in token.indices {
                let rest = token[place...]
                let scalar = token[place]
                let isNumeric = isDigit(scalar) && rest.prefix(3).count == 3
                if place == all.startIndex || isNumeric || (isWritten(scalar) && !isInside) {
                    words.insert(String(String.UnicodeScalarView(rest.prefix(length))))
                }
                isInside = isWritten(scalar)
            }
        }
        return words
    }

    /// New customers can be found from now on.
    static func add(_ customers: [Customer], in tx: Transaction) throws {
        var values: [DBValue] = []
        for customer in customers {
            for word in words(of: customer.searchText).sorted() {
                values += [tx.tenant.dbValue, customer.id.dbValue, word.dbValue]
            }
        }
        try tx.insertMany(into: "customer_word", columns: ["tenant", "customer", "word"], values: values)
    }

    /// A customer who has changed can be found as they are now.
    static func replace(_ before: Customer, with customer: Customer, in tx: Transaction) throws {
        if before.searchText == customer.searchText { return }
        try tx.send("DELETE FROM customer_word WHERE tenant = \(tx.tenant) AND customer = \(customer.id)")
        try add([customer], in: tx)
    }

    /// What customers are found by now.
    static func stored(for customers: [ID<Customer>], in db: Reader) throws -> [ID<Customer>: Set<String>] {
        var stored: [ID<Customer>: Set<String>] = [:]
        let sql: SQL =
            "SELECT customer, word FROM customer_word WHERE tenant = \(db.tenant) AND customer IN \(list: customers)"
        try db.each(sql) { row in
            let customer: ID<Customer> = try row.next()
            stored[customer, default: []].insert(try row.next())
        }
        return stored
    }

    /// A letter or a digit; text is folded, so there are no capitals.
    static func isWritten(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."z").contains(scalar) || scalar > "~"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
