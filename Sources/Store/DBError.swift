import Kernel

/// What went wrong in the database, in one vocabulary for both engines. It never carries values.
public struct DBError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds a caller can act on.
    public enum Kind: Sendable, Hashable {
        /// A unique key was taken. `constraint` is `table.column, table.column` on both engines, or the index name
        /// where the key is an expression.
        case unique(constraint: String?)
        case foreignKey
        case check
        case notNull
        /// The database was locked by somebody else for too long.
        case busy
        /// A serialization failure or a deadlock; the store runs the body again before anybody sees it.
        case serialization
        /// No space left.
        case full
        case io
        case corrupt
        /// The server cannot be reached or hung up.
        case connection
        case other
    }

    /// What happened.
    public var kind: Kind
    /// The engine's own words.
    public var message: String
    /// The statement, parameters as `?` or `$1`; empty where no statement was running.
    public var sql: String
    /// True when the connection was lost while the answer to COMMIT was outstanding: the transaction may have
    /// been committed or not. Such an error is never retried silently.
    public var outcomeUnknown: Bool

    public init(_ kind: Kind, _ message: String, sql: String = "", outcomeUnknown: Bool = false) {
        self.kind = kind
        self.message = message
        self.sql = sql
        self.outcomeUnknown = outcomeUnknown
    }

    /// The kind, the message and the statement.
    public var description: String {
        let place = sql.isEmpty ? "" : " in: \(sql)"
        return "database error (\(kind)): \(message)\(outcomeUnknown ? " (outcome unknown)" : "")\(place)"
    }

    /// Whether a unique key that includes `column` (`"code"` or `"gift_card.code"`) was taken.
    public func isUnique(on column: String) -> Bool {
        guard case .unique(let constraint?) = kind else { return false }
        return constraint.split(separator: ",").contains { (part: Substring) -> Bool in
            let name = part.drop { (character: Character) -> Bool in character == " " }
            return name == column[...] || name.hasSuffix("." + column)
        }
    }

    /// What a caller outside hears: "unavailable" where waiting may help, "internal" otherwise. No statement, no values.
    public var problem: Problem {
        switch kind {
        case .full, .io:
            Problem(
                .unavailable, "store.storage", "The database cannot write at the moment.",
                remedy: "Free disk space or check the storage, then try again.")
        case .connection:
            Problem(
                .unavailable, "store.connection",
                outcomeUnknown
                    ? "The database connection was lost during the commit; the change may or may not have been made."
                    : "The database cannot be reached at the moment.",
                remedy: outcomeUnknown ? "Try again with the same idempotency key." : "Try again in a moment.")
        case .busy, .serialization:
            Problem(
                .unavailable, "store.contention", "Others are changing the same data at the moment.",
                remedy: "Try again in a moment.")
        case .unique, .foreignKey, .check, .notNull, .corrupt, .other:
            Problem(.internal, "store.failed", "Something went wrong in the database.")
        }
    }

    /// Trouble of the storage itself, in which nothing else of the same transaction can succeed.
    var isStorageTrouble: Bool {
        switch kind {
        case .full, .io, .corrupt: true
        case .unique, .foreignKey, .check, .notNull, .busy, .serialization, .connection, .other: false
        }
    }

    /// Trouble after which nothing in the same transaction can succeed: whoever handles several things in one
    /// transaction must give up, not go on with the next.
    package var endsTransaction: Bool {
        switch kind {
        case .full, .io, .corrupt, .connection, .serialization, .busy: true
        case .unique, .foreignKey, .check, .notNull, .other: false
        }
    }
}
