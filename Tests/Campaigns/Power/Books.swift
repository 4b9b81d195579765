import Kernel
import Platform
import Store

/// What must be in the shop when the power is back.
struct Expectation: Sendable {
    /// Keys and their answers that were there before this life.
    var known: [String: String] = [:]
    /// What was answered in this life before the power went.
    var answered: [Ask] = []
    /// What was asked for and not answered: there or not, but whole.
    var open: [Ask] = []

    /// As it stands when so much had been done to the disk.
    init(known: [String: String], _ asks: [Ask], at position: Int) {
        self.known = known
        for ask in asks where ask.begun <= position {
            if let answer = ask.answer, answer.position <= position { answered.append(ask) } else { open.append(ask) }
        }
    }
}

/// What is in a shop, as far as the campaign looks at it itself; the rest is the business of the shop's own checks.
struct Books: Sendable {
    /// The stored answer of every key.
    var answers: [String: String] = [:]
    /// How often something stands in the audit log, by action and request.
    var audited: [String: Int] = [:]
    /// The orders there are.
    var orders: Set<String> = []

    /// Reads them.
    static func read(_ shop: Shop) async throws -> Books {
        try await shop.installation.store.read { db in
            var books = Books()
            try db.rows("SELECT key, answer FROM idempotency_key WHERE tenant = 1") { row in
                (try row.next() as String, try row.next() as String)
            }.forEach { key, answer in books.answers[key] = answer }
            try db.rows(
                "SELECT action, request_id, count(*) FROM audit_entry WHERE tenant = 1 GROUP BY action, request_id"
            ) { row in
                ("\(try row.next() as String) \(try row.next() as String)", try row.next() as Int)
            }.forEach { deed, count in books.audited[deed] = count }
            try db.rows("SELECT id FROM sales_order WHERE tenant = 1") { row in
                TypeID.text(prefix: "ord", try row.next())
            }.forEach { order in books.orders.insert(order) }
            return books
        }
    }

    /// Throws what is not as expected.
    func compare(_ expected: Expectation) throws {
        for (key, answer) in expected.known where answers[key] != answer {
            throw Finding(
                "\(key) was done long before, and its answer is \(answers[key] ?? "gone") instead of \(answer)")
        }
        for ask in expected.answered {
            guard let answer = ask.answer?.json else { continue }
            guard let stored = answers[ask.key] else {
                throw Finding("\(ask.action) \(ask.key) was acknowledged and is lost")
            }
            guard stored == answer else {
                throw Finding(
                    "\(ask.action) \(ask.key) was acknowledged with \(answer), and its answer is now \(stored)")
            }
        }
        let asks = expected.answered + expected.open
        for ask in asks { try requireWhole(ask) }
        let allowed = Set(expected.known.keys).union(asks.map(\.key))
        if let other = answers.keys.first(where: { key in !allowed.contains(key) }) {
            throw Finding("\(other) is there, and nobody has asked for it yet")
        }
    }

    /// There with everything, or not at all.
    private func requireWhole(_ ask: Ask) throws {
        let times = ask.requests.reduce(0) { sum, request in sum + (audited["\(ask.action) \(request)"] ?? 0) }
        guard times == (answers[ask.key] == nil ? 0 : 1) else {
            let stored = answers[ask.key] == nil ? "no stored answer" : "a stored answer"
            throw Finding("\(ask.action) \(ask.key) has \(stored) and stands \(times) times in the audit log")
        }
        guard ask.action == "orders.place", let answer = answers[ask.key] else { return }
        guard let id = try JSON(parsing: answer)["id"]?.string, orders.contains(id) else {
            throw Finding("\(ask.key) has an answer, and the order of the answer is not there: \(answer)")
        }
    }
}

/// Looks at a shop on a disk after the power came back.
struct Inspection {
    let folder: String
    let now: Instant
    let seed: UInt64

    /// Throws what does not hold. Answers what the shop held when the power was back; then what was open may be asked for
    /// again.
    func run(_ expected: Expectation, asksAgain: Bool) async throws -> Books {
        let shop = try Shop.open(in: folder, at: now, seed: seed, synchronous: .full)
        do {
            let books = try await look(shop, expected, asksAgain: asksAgain)
            await shop.close()
            return books
        } catch {
            await shop.close()
            throw error
        }
    }

    /// For the time in which the tables are made and the shop is opened: a new start finishes what the last one began.
    func goOnMaking() async throws -> Books {
        let shop = try Shop.open(in: folder, at: now, seed: seed, synchronous: .full)
        do {
            try await Self.requireSound(shop)
            _ = try await shop.installation.migrator.up(shop.installation.store)
            try await Self.requireSound(shop)
            try await Self.requirePromises(shop)
            await shop.close()
            return Books()
        } catch {
            await shop.close()
            throw error
        }
    }

    private func look(_ shop: Shop, _ expected: Expectation, asksAgain: Bool) async throws -> Books {
        try await Self.requireSound(shop)
        let books = try await Books.read(shop)
        try books.compare(expected)
        if asksAgain { try await askAgain(shop, expected) }
        try await Self.requirePromises(shop)
        return books
    }

    /// Everything that `martlet verify` checks holds.
    static func requirePromises(_ shop: Shop) async throws {
        for entry in try await shop.installation.shops() {
            let report = try await shop.installation.verify(entry)
            if let line = report.checks.first(where: { line in !line.findings.isEmpty }) {
                throw Finding("martlet verify: \(line.check): \(line.findings[0])")
            }
        }
    }

    /// The database is a database.
    static func requireSound(_ shop: Shop) async throws {
        let (sound, foreign) = try await shop.installation.store.read { db in
            (
                try db.rows("PRAGMA integrity_check") { row in try row.next() as String },
                try db.rows("PRAGMA foreign_key_check") { row in try row.next() as String }
            )
        }
        guard sound == ["ok"] else { throw Finding("integrity_check: \(sound.prefix(3).joined(separator: "; "))") }
        guard foreign.isEmpty else { throw Finding("rows of \(foreign[0]) lead nowhere") }
    }

    /// The newest that was acknowledged gives its answer again; what was not answered is asked for once more.
    private func askAgain(_ shop: Shop, _ expected: Expectation) async throws {
        for ask in expected.answered.suffix(5) {
            let again = try await shop.perform(ask.action, ask.input, key: ask.key, request: "\(ask.key).again")
            guard again.state == .replayed, String(decoding: again.json, as: UTF8.self) == ask.answer?.json else {
                throw Finding("\(ask.action) \(ask.key) was \(again.state.rawValue) when it was asked for again")
            }
        }
        let ledger = Ledger()
        for ask in expected.open {
            _ = try await ledger.ask(ask.action, ask.input, key: ask.key, requests: ask.requests, of: shop)
        }
        let books = try await Books.read(shop)
        var after = expected
        after.answered += ledger.all.filter { ask in ask.answer != nil }
        after.open = ledger.all.filter { ask in ask.answer == nil }
        try books.compare(after)
    }
}
