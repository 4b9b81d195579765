import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers
@testable import Platform

/// What customers are found by stands in a table of its own, which follows every write.
@Suite struct CustomerWordTests {
    /// Names, numbers and phones that are written in all sorts of ways.
    static let odd: [CreateCustomer] = [
        CreateCustomer(
            name: "Zoë O'Brien-Müller", number: "C-000123", email: "zoe.m+shop@Mail.example.co.uk",
            phone: "+44 131 496-0000 ext. 12"),
        CreateCustomer(name: "山田 太郎", number: "---", phone: "0312345678"),
        CreateCustomer(name: "नमस्ते & Søn 2nd", number: "7"),
        CreateCustomer(name: String(repeating: "long", count: 40), number: "A 12 b_3456"),
    ]

    @Test func wordsBeginWhereSomebodyMayBeginToType() {
        #expect(CustomerWords.words(of: "c-12 o'brien") == ["c-12", "12", "o'brien", "brien"])
        #expect(CustomerWords.words(of: "l-10020") == ["l-10020", "10020", "0020", "020"])
        #expect(CustomerWords.words(of: "- ann@x.org") == ["-", "ann@x.org", "x.org", "org"])
        let long = String(repeating: "a", count: 100)
        #expect(CustomerWords.words(of: long) == [String(long.prefix(64))])
    }

    @Test(arguments: Engine.available)
    func wordsFollowTheirCustomer(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        for action in Self.odd { try await world.perform(action) }
        let ensured = try await world.perform(
            EnsureCustomers(customers: [.init(number: "E1", name: "Eve"), .init(number: "7", name: "known")]))
        #expect(ensured.created == 1)
        #expect(try await world.verify() == [])
        let eve = try #require(ensured.ids["E1"])
        try await world.perform(UpdateCustomer(customer: eve, name: "Adam", email: "adam@example.com"))
        #expect(try await found("adam", world) == ["E1"])
        #expect(try await found("example", world) == ["E1", "C-000123"])
        #expect(try await found("eve", world) == [])
        for q in ["o'brien-m", "muller", "0123", "000123", "mail.example.co", "1314960000", "960000", "(131) 496 0000"]
        {
            #expect(try await found(q, world) == ["C-000123"], "q=\(q)")
        }
        #expect(try await found("太郎", world) == ["---"])
        #expect(try await found(String(repeating: "long", count: 30), world) == ["A 12 b_3456"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func wordsGoWithTheirCustomer(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let source = Reference(kind: "imp", raw: world.installation.ids.next())
        let made = try await world.perform(RecordCustomer(name: "Ann Smith", number: "R1", importID: source))
        #expect(try await found("smith", world) == ["R1"])
        try await world.perform(WithdrawImportedCustomers(importID: source, customers: [made.id]))
        let left: Int? = try await world.read { db in
            try db.scalar("SELECT count(*) FROM customer_word WHERE tenant = \(db.tenant)")
        }
        #expect(left == 0)
        #expect(try await found("smith", world) == [])
    }

    /// Customers from before there were words get the same ones.
    @Test(arguments: Engine.available)
    func olderCustomersGetTheirWords(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        for action in Self.odd { try await world.perform(action) }
        let other = try await world.anotherShop()
        try await world.perform(CreateCustomer(name: "Elsewhere"), in: other)
        let fill = try #require(CustomersSchema.migrations.compactMap(\.backfill).first)
        let filled = try await world.installation.store.write { db in
            try db.execute("DELETE FROM customer_word")
            return [try db.execute(SQL(trusted: fill)), try db.execute(SQL(trusted: fill))]
        }
        #expect(filled[0] > 40 && filled[1] == 0)
        #expect(try await world.verify() == [])
        #expect(try await world.installation.verify(other).checks.allSatisfy(\.findings.isEmpty))
    }

    @Test(arguments: Engine.available)
    func verifyFindsWordsThatAreOutOfStep(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        try await world.perform(CreateCustomer(name: "Anna"))
        _ = try await world.installation.store.write { db in
            try db.execute("DELETE FROM customer_word WHERE word = 'anna'")
        }
        let findings = try await world.verify()
        #expect(findings.count == 1 && findings[0].hasPrefix("customers.words_in_step"), "\(findings)")
    }

    /// With many customers each way of asking reads ranges of the index, whether few or many have the words.
    @Test(arguments: Engine.available)
    func searchesReadTheIndexAndTheRarestWordLeads(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        for start in stride(from: 0, to: 3_000, by: 1_000) {
            let entries = (start..<start + 1_000).map { number in
                EnsureCustomers.Entry(number: "N\(number)", name: "Ann Lee\(number / 10)")
            }
            try await world.perform(EnsureCustomers(customers: entries))
        }
        if engine == .postgres {
            for table: SQL in ["ANALYZE customer", "ANALYZE customer_word"] {
                _ = try await world.installation.store.write { db in try db.execute(table) }
            }
        }
        #expect(try await found("ann lee299", world).count == 10)
        #expect(try await found("an", world).first == "N2999")
        let rare = try await plan("ann lee299", world)
        #expect(rare.contains("customer_word_word") && !rare.contains("Seq Scan") && !rare.contains("SCAN"), "\(rare)")
        let common = try await plan("an", world)
        #expect(!common.contains("customer_word_word") && !common.contains("TEMP B-TREE FOR ORDER"), "\(common)")
        let statements = try await world.read { db in
            let before = db.db.statementCount
            _ = try ListCustomers(q: "ann lee299").fetch(in: db)
            return db.db.statementCount - before
        }
        #expect(statements == 3, "the words are weighed, the page is read, and the tags of those on it")
    }

    private func found(_ q: String, _ world: World) async throws -> [String] {
        try await world.fetch(ListCustomers(q: q)).data.map(\.number)
    }

    /// What the database intends to do for a page of the list.
    private func plan(_ q: String, _ world: World) async throws -> String {
        try await world.read { db in
            let search = try #require(try CustomerSearch(q))
            let conditions = SQL.joined(["tenant = \(db.tenant)"] + (try search.conditions(in: db)), separator: " AND ")
            let page: SQL = "SELECT name FROM customer WHERE \(conditions) ORDER BY id DESC LIMIT 26"
            if db.engine == .sqlite {
                return try db.rows("EXPLAIN QUERY PLAN \(page)") { row -> String in try row[3] }.joined(separator: "; ")
            }
            return try db.rows("EXPLAIN \(page)") { row -> String in try row.next() }.joined(separator: "; ")
        }
    }
}
