import Kernel
import Store

/// The store of idempotency keys: one row per shop, principal, action and key, written in the transaction of the
/// effect, so that one key never has two effects and the answer survives a restart.
public enum IdempotencyKeys {
    struct Earlier {
        let digest: String
        let answer: [UInt8]

        /// The stored answer, if the body was the same; otherwise the refusal.
        func answer<Outcome: Decodable>(_ type: Outcome.Type, for digest: String) throws -> Outcome {
            guard digest == self.digest else { throw IdempotencyKeys.reused }
            return try Wire.decode(Outcome.self, from: answer)
        }
    }

    /// The refusal of a key that was used with another body.
    static let reused = Problem(
        .unprocessable, "idempotency_key_reused", "This idempotency key was used with another body.",
        field: "Idempotency-Key", remedy: "Use a new key for a new request.")

    static func find(
        _ key: String, action: ActionName, as invocation: Invocation, in db: Connection
    ) throws -> Earlier? {
        try db.first(
            """
            SELECT digest, answer FROM idempotency_key
            WHERE tenant = \(invocation.tenant) AND principal = \(invocation.caller.principal)
                AND action = \(action.rawValue) AND key = \(key)
            """
        ) { row in Earlier(digest: try row.next(), answer: Array((try row.next() as String).utf8)) }
    }

    /// Stores the answer; false when the key is there already.
    static func store(
        _ key: String, action: ActionName, digest: String, answer: [UInt8], as invocation: Invocation, at now: Instant,
        in db: Connection
    ) throws -> Bool {
        let text = String(decoding: answer, as: UTF8.self)
        return try db.execute(
            """
            INSERT INTO idempotency_key (tenant, principal, action, key, digest, answer, created_at)
            VALUES (\(invocation.tenant), \(invocation.caller.principal), \(action.rawValue), \(key), \(digest), \(text), \(now))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Refuses keys that nobody could have meant.
    public static func check(_ key: String) throws {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Problem(
                .malformed, "bad_idempotency_key", "An idempotency key is 1 to 255 visible ASCII characters.",
                field: "Idempotency-Key", remedy: "Send a random UUID.")
        }
    }
}
