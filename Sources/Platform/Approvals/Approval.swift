import Kernel
import Store

/// An action that waits for somebody else's yes: exactly as it was asked, bound to what it would do.
public struct Approval: Record {
    /// `apr_…`
    public static let idPrefix = "apr"
    /// Its table.
    public static let table = Table(
        "approval",
        """
        action, input, digest, requested_by, request_key, status, created_at, decided_by, decided_at, notes, asker, about,
        policy, quorum, votes, decider_role, decider_permission, expires_at, preview, preview_digest, executed_digest,
        problem, drift
        """)

    /// The life of an approval.
    public enum Status: String, Codable, Sendable, CaseIterable, FilterValue {
        /// Not enough people have said yes.
        case pending
        /// Enough people said yes, and it was done.
        case approved
        /// Somebody said no.
        case rejected
        /// Whoever asked took it back.
        case withdrawn
        /// Nobody decided in time.
        case expired
        /// Enough people said yes, but it would no longer have done what they said yes to.
        case void
        /// Enough people said yes, and then it was refused.
        case failed
    }

    /// Pending until one outcome; outcomes are final.
    public static let lifecycle = StateMachine<Status>(
        startsAt: .pending,
        [
            .pending: [.approved, .rejected, .withdrawn, .expired, .void, .failed], .approved: [], .rejected: [],
            .withdrawn: [], .expired: [], .void: [], .failed: [],
        ])

    /// The id.
    public let id: ID<Approval>
    /// Counts the saves.
    public var version: Int
    /// The action that waits.
    public let action: ActionName
    /// Its input, as it was asked.
    public let input: JSON
    /// SHA-256 of the input.
    public let digest: String
    /// Who asked: a person or a key.
    public let requestedBy: String
    /// The idempotency key it was asked with: asking again with it finds this approval, not another.
    public let requestKey: String?
    /// Where it stands.
    public internal(set) var status: Status
    /// When it was asked.
    public let createdAt: Instant
    /// Whose decision was the last.
    public internal(set) var decidedBy: String?
    /// When it was over.
    public internal(set) var decidedAt: Instant?
    /// What they said.
    public internal(set) var notes: String?
    /// The person behind who asked. Never one of those who decide.
    public let asker: String
    /// The record the action is about, if it is about one.
    public let about: Reference?
    /// The policy that holds it; absent when the shop's list of actions does.
    public let policy: ID<ApprovalPolicy>?
    /// How many people must say yes.
    public let quorum: Int
    /// How many have.
    public internal(set) var votes: Int
    /// The role that decides; owners always may.
    public let deciderRole: String?
    /// The right that whoever decides must have; owners always may.
    public let deciderPermission: Permission?
    /// When it is too late.
    public let expiresAt: Instant?
    /// What it would do, as it was when it was asked.
    public internal(set) var preview: ApprovalPreview?
    /// SHA-256 of that: what people say yes to.
    public let previewDigest: String?
    /// The same of what was done.
    public internal(set) var executedDigest: String?
    /// Why it was refused in the end.
    public internal(set) var problem: ApprovalRefusal?
    /// What had changed when it should have been done.
    public internal(set) var drift: [Difference]?

    init(id: ID<Approval>, _ asked: RequestApproval, about: Reference?, in tx: Transaction) {
        self.id = id
        version = 1
        action = asked.action
        input = asked.input
        digest = asked.digest
        requestedBy = tx.caller.principal
        requestKey = asked.key
        status = .pending
        createdAt = tx.now
        asker = tx.caller.person
        self.about = about
        policy = asked.requirement.policy
        quorum = asked.requirement.quorum
        votes = 0
        deciderRole = asked.requirement.role
        deciderPermission = asked.requirement.permission
        expiresAt = asked.requirement.expiresAfterHours.map { hours in tx.now + .hours(Int64(hours)) }
        preview = asked.preview
        previewDigest = asked.previewDigest
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        action = ActionName(try row.next() as String)
        input = try JSON(parsing: try row.next(String.self))
        digest = try row.next()
        requestedBy = try row.next()
        requestKey = try row.next()
        status = try row.next()
        createdAt = try row.next()
        decidedBy = try row.next()
        decidedAt = try row.next()
        notes = try row.next()
        asker = try row.next()
        about = try row.next()
        policy = try row.next()
        quorum = try row.next()
        votes = try row.next()
        deciderRole = try row.next()
        deciderPermission = (try row.next() as String?).map { Permission($0) }
        expiresAt = try row.next()
        preview = try Self.stored(try row.next())
        previewDigest = try row.next()
        executedDigest = try row.next()
        problem = try Self.stored(try row.next())
        drift = try Self.stored(try row.next())
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(action.rawValue)
        values.add(String(decoding: input.bytes, as: UTF8.self))
        values.add(digest)
        values.add(requestedBy)
        values.add(requestKey)
        values.add(status)
        values.add(createdAt)
        values.add(decidedBy)
        values.add(decidedAt)
        values.add(notes)
        values.add(asker)
        values.add(about)
        values.add(policy)
        values.add(quorum)
        values.add(votes)
        values.add(deciderRole)
        values.add(deciderPermission?.rawValue)
        values.add(expiresAt)
        values.add(Self.text(preview))
        values.add(previewDigest)
        values.add(executedDigest)
        values.add(Self.text(problem))
        values.add(Self.text(drift))
    }

    private static func stored<Value: Decodable>(_ text: String?) throws -> Value? {
        try text.map { text in try Wire.decode(Value.self, from: Array(text.utf8)) }
    }

    private static func text(_ value: (some Encodable)?) -> String? {
        value.flatMap { value in try? Wire.encode(value) }.map { bytes in String(decoding: bytes, as: UTF8.self) }
    }

    /// The approval, which nobody else decides on before this transaction is over.
    static func locked(_ id: ID<Approval>, in tx: Transaction) throws -> Approval {
        let found: Int? = try tx.scalar(
            """
            SELECT version FROM approval WHERE tenant = \(tx.tenant) AND id = \(id) \(sqlite: "", postgres: "FOR UPDATE")
            """)
        guard found != nil else { throw Problem.notFound(id.reference) }
        return try tx.find(id)
    }

    /// The approval this principal has already asked for with a key; refuses when it was about another input.
    static func asked(with key: String, action: ActionName, digest: String, in db: Reader) throws -> Approval? {
        let earlier = try db.records(
            Approval.self,
            where: "requested_by = \(db.caller.principal) AND action = \(action.rawValue) AND request_key = \(key)"
        ).first
        if let earlier, earlier.digest != digest { throw IdempotencyKeys.reused }
        return earlier
    }
}
