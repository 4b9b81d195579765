import Kernel
import Platform
import Store

/// What `q` means: an id, or words that each begin one of the customer's words. A phone number is a run of groups of
/// digits, however it is written. The rarest word leads where it finds few; a list of customers with a word that many
/// have is walked in its own order, for they come thick and fast.
struct CustomerSearch {
    /// How many words of a question are looked for.
    static let wordLimit = 8

    private let id: ID<Customer>?
    private let beginnings: [String]

    /// Nil when nothing is asked.
    init?(_ q: String?) throws {
        guard let q, !Text.trimmed(q).isEmpty else { return nil }
        var check = Validation()
        check.check(q.count <= 200, "q", "too_long", "Look for at most 200 characters.")
        try check.finish()
        id = ID<Customer>(Text.trimmed(q))
        beginnings = Self.beginnings(of: FieldText.line(q))
    }

    /// The customers found among those of a list: conditions on `customer`.
    func conditions(in db: Reader) throws -> [SQL] {
        if let id { return ["id = \(id)"] }
        guard !beginnings.isEmpty else { return ["1 = 0"] }
        let counts = try counts(upTo: Self.fewAmongMany, in: db)
        let (rarest, count) = zip(beginnings, counts).min { one, other in one.1 < other.1 } ?? ("", 0)
        let isLed = count <= (beginnings.count > 1 ? Self.fewAmongMany : Self.few)
        var conditions = beginnings.filter { word in !isLed || word != rarest }.map { word -> SQL in
            let has: SQL = "SELECT 1 FROM customer_word w WHERE w.tenant = \(db.tenant) AND w.customer = customer.id"
            return "EXISTS (\(has) AND \(Self.range("w.word", word)))"
        }
        if isLed {
            conditions.append(
                """
                id IN (SELECT customer FROM customer_word WHERE tenant = \(db.tenant) AND \(Self.range("word", rarest)))
                """)
        }
        return conditions
    }

    /// The newest customers found.
    func newest(_ limit: Int, in db: Reader) throws -> [ID<Customer>] {
        let condition = SQL.joined(["tenant = \(db.tenant)"] + (try conditions(in: db)), separator: " AND ")
        return try db.rows("SELECT id FROM customer WHERE \(condition) ORDER BY id DESC LIMIT \(limit)") { row in
            try row.next()
        }
    }

    /// So many that have a word are sorted sooner than a list is walked for them; more where other words narrow them.
    private static let few = 2_000, fewAmongMany = 20_000

    /// How many words of customers begin so, in one statement.
    private func counts(upTo limit: Int, in db: Reader) throws -> [Int] {
        let each = beginnings.map { word -> SQL in
            let some: SQL =
                """
                SELECT 1 FROM customer_word WHERE tenant = \(db.tenant) AND \(Self.range("word", word))
                LIMIT \(limit + 1)
                """
            return "(SELECT count(*) FROM (\(some)) AS counted)"
        }
        return try db.first("SELECT \(SQL.joined(each))") { row in
            try beginnings.map { _ in try row.next(Int.self) }
        } ?? []
    }

    private static func range(_ column: SQL, _ beginning: String) -> SQL {
        "\(column) >= \(beginning) AND \(column) < \(beginning + "\u{10FFFF}")"
    }

    /// The words of a question as the index has them, each once.
    private static func beginnings(of q: String) -> [String] {
        let isPhone = q.allSatisfy { $0.isASCIIDigit || " +-()./".contains($0) }
        let tokens = Text.folded(q).unicodeScalars.split { scalar in
            scalar == " " || (isPhone && !CustomerWords.isWritten(scalar))
        }
        var words: [String] = []
        for token in tokens {
            // What is written around a word does not begin one.
            guard let first = token.firstIndex(where: CustomerWords.isWritten),
                let last = token.lastIndex(where: CustomerWords.isWritten)
            else { continue }
            let word = String(String.UnicodeScalarView(token[first...last].prefix(CustomerWords.length)))
            if !words.contains(word) { words.append(word) }
        }
        return Array(words.prefix(wordLimit))
    }
}
