import Kernel
import Platform
import Store

/// Sets one of one's own preferences, or takes it back.
struct SetPreference: Action {
    static let name: ActionName = "preferences.set"
    static let permission = Permission.preferencesWrite
    static let summary = "Sets one of your preferences in this shop; without a value the default holds again."

    /// theme, density, locale, shortcuts, navigation, or columns. and the name of a list.
    var key: String
    var value: String?

    func perform(in tx: Transaction) throws -> Preferences {
        guard let known = PreferenceKey(key) else { throw Problem.unknownPreference(key) }
        if case .columns(let collection) = known { try tx.registry.requireList(collection) }
        let principal = tx.caller.principal
        if let value {
            var probe = Preferences()
            try known.set(value, in: &probe)
            try tx.execute(
                """
                INSERT INTO preference (tenant, principal, key, value, updated_at)
                VALUES (\(tx.tenant), \(principal), \(key), \(value), \(tx.now))
                ON CONFLICT (tenant, principal, key) DO UPDATE
                SET value = excluded.value, updated_at = excluded.updated_at
                """)
        } else {
            try tx.execute(
                "DELETE FROM preference WHERE tenant = \(tx.tenant) AND principal = \(principal) AND key = \(key)")
        }
        if let person = Reference(principal) { tx.touch(person) }
        return try Preferences.of(principal, in: tx)
    }
}

/// One's own preferences.
struct CurrentPreferences: Query {
    static let name: QueryName = "preferences.current"
    static let permission = Permission.preferencesRead
    static let summary =
        "Your preferences in this shop: theme, density, language, shortcuts, columns; with them the saved views of a list."

    /// Also the saved views of this list: `orders`.
    var list: String?

    func fetch(in db: Reader) throws -> Preferences {
        guard let list, db.caller.may(.savedViewsRead) else { return try Preferences.of(db.caller.principal, in: db) }
        return try Preferences.of(db.caller.principal, list: list, in: db)
    }
}
