import Kernel
import Platform
import Store

/// The phrases by which searches look for published rules, written with the rule.
enum SearchRulePhrases {
    /// Brings the phrases of a rule in step with it: those of what was published while it is, else none.
    static func refresh(_ rule: SearchRule, in tx: Transaction) throws {
        try tx.send("DELETE FROM search_rule_phrase WHERE tenant = \(tx.tenant) AND rule = \(rule.id)")
        guard rule.state == .published, let content = rule.published else { return }
        let period = content.period(in: ZonedCalendar(try tx.shop.timeZone))
        let target = content.target(rule.kind)
        let rows = content.phrases.map { phrase -> [DBValue] in
            [
                tx.tenant.dbValue, phrase.dbValue, rule.id.dbValue, target.dbValue, period.from.dbValue,
                period.until.dbValue,
            ]
        }
        try tx.insertMany(
            into: "search_rule_phrase", columns: ["tenant", "phrase", "rule", "leads_to", "starts_at", "ends_at"],
            rows: rows)
    }

    /// What is wrong between rules and their phrases.
    static func findings(in db: Reader) throws -> [String] {
        var wanted: Set<String> = []
        for rule in try db.records(SearchRule.self, where: "state = 'published'") {
            for phrase in rule.published?.phrases ?? [] { wanted.insert("\(rule.id) '\(phrase)'") }
        }
        let sql: SQL = "SELECT rule, phrase FROM search_rule_phrase WHERE tenant = \(db.tenant)"
        let stored = Set(
            try db.rows(sql) { row in "\(try row.next() as ID<SearchRule>) '\(try row.next() as String)'" })
        let missing = wanted.subtracting(stored).sorted().map { "\($0) is published and not looked for" }
        let left = stored.subtracting(wanted).sorted().map { "\($0) is looked for and not published" }
        return Array((missing + left).prefix(100))
    }
}
