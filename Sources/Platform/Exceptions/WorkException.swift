import Kernel
import Store

/// Work that did not finish, for somebody to see, try again or settle: why, about which record, how often, and what was
/// tried. There is one open for each reason and record; what is raised again is counted.
public struct WorkException: Record {
    /// `exc_…`
    public static let idPrefix = "exc"
    /// Its table.
    public static let table = Table(
        "work_exception",
        """
        reason, about, status, occurrences, details, action, input, assigned_to, raised_at, last_raised_at, resolved_at,
        resolved_by, resolution, notes
        """)

    /// Where it stands.
    public enum Status: String, Codable, Sendable, CaseIterable, FilterValue, DBEncodable, DBDecodable {
        /// Somebody has to look at it.
        case open
        /// Nobody has to any more.
        case resolved
    }

    /// How it came to be resolved.
    public enum Resolution: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        /// What had failed was done again. If it fails again, the same exception is open again.
        case retried
        /// Martlet saw that the cause is gone.
        case settled
        /// Somebody took care of it and said how.
        case handled
    }

    /// Open until it is resolved; it can be opened again.
    public static let lifecycle = StateMachine<Status>(startsAt: .open, [.open: [.resolved], .resolved: [.open]])

    /// The id.
    public let id: ID<WorkException>
    /// Counts the saves.
    public var version: Int
    /// Why.
    public let reason: ReasonCode
    /// The record it is about.
    public let about: Reference
    /// Where it stands.
    public internal(set) var status: Status
    /// How often it was raised.
    public internal(set) var occurrences: Int
    /// What is known of the last time, by name.
    public internal(set) var details: [String: String]
    /// The action that tries again; nil when the reason says which.
    public internal(set) var action: ActionName?
    /// The action's input, secrets masked.
    public internal(set) var input: JSON?
    /// Who takes care of it.
    public internal(set) var assignedTo: String?
    /// When it was raised first.
    public let raisedAt: Instant
    /// When it was raised last.
    public internal(set) var lastRaisedAt: Instant
    /// When it was resolved.
    public internal(set) var resolvedAt: Instant?
    /// Who resolved it.
    public internal(set) var resolvedBy: String?
    /// How.
    public internal(set) var resolution: Resolution?
    /// What whoever resolved it said.
    public internal(set) var notes: String?

    init(id: ID<WorkException>, _ raised: RaiseException, at now: Instant) {
        self.id = id
        version = 1
        reason = raised.reason
        about = raised.about
        status = .open
        occurrences = 1
        details = raised.details
        action = raised.action
        input = raised.input
        raisedAt = now
        lastRaisedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        reason = ReasonCode(try row.next() as String)
        about = try row.next()
        status = try row.next()
        occurrences = try row.next()
        details = try Wire.decode([String: String].self, from: Array((try row.next() as String).utf8))
        action = (try row.next() as String?).map { ActionName($0) }
        input = try (try row.next() as String?).map { text in try JSON(parsing: text) }
        assignedTo = try row.next()
        raisedAt = try row.next()
        lastRaisedAt = try row.next()
        resolvedAt = try row.next()
        resolvedBy = try row.next()
        resolution = try row.next()
        notes = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(reason.rawValue)
        values.add(about)
        values.add(status)
        values.add(occurrences)
        let known = details.sorted { a, b in a.key < b.key }.map { JSONObject.Member($0.key, .string($0.value)) }
        values.add(String(decoding: JSON.object(JSONObject(known)).bytes, as: UTF8.self))
        values.add(action?.rawValue)
        values.add(input.map { String(decoding: $0.bytes, as: UTF8.self) })
        values.add(assignedTo)
        values.add(raisedAt)
        values.add(lastRaisedAt)
        values.add(resolvedAt)
        values.add(resolvedBy)
        values.add(resolution)
        values.add(notes)
    }

    /// Takes it off everybody's list and says so.
    mutating func resolve(_ how: Resolution, notes: String?, in tx: Transaction) throws {
        try Self.lifecycle.move(&status, to: .resolved)
        resolvedAt = tx.now
        resolvedBy = tx.caller.principal
        resolution = how
        self.notes = notes
        try tx.save(&self)
        try tx.emit(ExceptionResolved(exception: id, reason: reason, about: about, resolution: how))
    }

    /// Puts it back on the list.
    mutating func open(in tx: Transaction) throws {
        try Self.lifecycle.move(&status, to: .open)
        (resolvedAt, resolvedBy, resolution, notes) = (nil, nil, nil, nil)
    }
}

/// The table of exceptions.
enum ExceptionSchema {
    static let migrations = [
        Migration(
            id: "exceptions.001", summary: "Work that did not finish",
            up: [
                """
                CREATE TABLE work_exception (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, reason @text NOT NULL,
                    about @text NOT NULL, status @text NOT NULL CHECK (status IN ('open', 'resolved')),
                    occurrences @int NOT NULL CHECK (occurrences > 0), details @text NOT NULL, action @text, input @text,
                    assigned_to @text, raised_at @int NOT NULL, last_raised_at @int NOT NULL, resolved_at @int,
                    resolved_by @text, resolution @text CHECK (resolution IN ('retried', 'settled', 'handled')), notes @text,
                    PRIMARY KEY (tenant, id), CHECK ((action IS NULL) = (input IS NULL)),
                    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
                    CHECK ((status = 'resolved') = (resolved_by IS NOT NULL)),
                    CHECK ((status = 'resolved') = (resolution IS NOT NULL))
                ) @strict
                """,
                "CREATE INDEX work_exception_status ON work_exception (tenant, status, id)",
                "CREATE INDEX work_exception_assigned ON work_exception (tenant, assigned_to, id)",
                "CREATE INDEX work_exception_about ON work_exception (tenant, about, reason, id)",
                """
                CREATE UNIQUE INDEX work_exception_open ON work_exception (tenant, reason, about) WHERE status = 'open'
                """,
            ],
            down: ["DROP TABLE work_exception"])
    ]
}
