import Kernel
import Store

/// An exception with what its reason says.
struct ExceptionView: Codable, Sendable {
    let id: ID<WorkException>
    let version: Int
    let reason: ReasonCode
    let about: Reference
    let status: WorkException.Status
    let occurrences: Int
    /// The cause in plain words.
    let cause: String
    /// What to do about it.
    let remedy: String
    /// What happens when it is tried again; absent where nothing can be.
    let onRetry: String?
    let details: [String: String]
    let action: ActionName?
    let input: JSON?
    let assignedTo: String?
    let raisedAt: Instant
    let lastRaisedAt: Instant
    let resolvedAt: Instant?
    let resolvedBy: String?
    let resolution: WorkException.Resolution?
    let notes: String?

    init(_ record: WorkException, in registry: Registry) {
        let known = registry.reason(record.reason)
        let canRetry = record.canRetry(in: registry)
        id = record.id
        version = record.version
        reason = record.reason
        about = record.about
        status = record.status
        occurrences = record.occurrences
        cause = known?.summary ?? "This build of Martlet does not know the reason '\(record.reason)'."
        remedy = known?.remedy ?? "Resolve it with a note once it is taken care of."
        onRetry = canRetry ? known?.onRetry ?? "What failed is done again." : nil
        details = record.details
        action = record.action
        input = record.input
        assignedTo = record.assignedTo
        raisedAt = record.raisedAt
        lastRaisedAt = record.lastRaisedAt
        resolvedAt = record.resolvedAt
        resolvedBy = record.resolvedBy
        resolution = record.resolution
        notes = record.notes
    }
}

/// Exceptions, newest first.
struct ListExceptions: ListQuery {
    static let name: QueryName = "exceptions.list"
    static let permission: Permission = "exceptions.read"
    static let summary = "Work that did not finish, newest first."
    /// An id of an exception or of the record it is about, or a part of the reason.
    var q: String?
    var status: AnyOf<WorkException.Status>?
    /// Only those with this reason code.
    var reason: AnyOf<String>?
    /// Only those about this record.
    var about: Reference?
    /// Who takes care of it: `usr_…`, or `empty` for nobody.
    var assignedTo: AnyOf<String?>?
    /// Only those that you take care of, or only the others.
    var mine: Bool?
    /// When it was raised first, in days of the shop's calendar.
    var raised: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ExceptionView> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(status, "status", isIndexed: true)
        conditions.add(reason, "reason")
        conditions.add(assignedTo, "assigned_to")
        if let about { conditions.add("about = \(about)") }
        if let mine {
            let own = db.caller.principal
            conditions.add(mine ? "assigned_to = \(own)" : "(assigned_to IS NULL OR assigned_to <> \(own))")
        }
        try conditions.add(raised, "raised_at", ids: "id", in: db)
        if let reference = q.flatMap({ Reference(Text.trimmed($0)) }), reference.kind != WorkException.idPrefix {
            conditions.add("about = \(reference)")
        } else {
            try conditions.add(words: q, plain: ["reason", "details"])
        }
        return try db.page(
            WorkException.table.columns, from: WorkException.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in ExceptionView(try WorkException(row: &row), in: db.registry) }
    }
}

/// One exception.
struct GetException: Query {
    static let name: QueryName = "exceptions.get"
    static let permission: Permission = "exceptions.read"
    static let summary = "One exception with its cause in plain words, what to do, and what was tried."
    var exception: ID<WorkException>
    func fetch(in db: Reader) throws -> ExceptionView { ExceptionView(try db.find(exception), in: db.registry) }
}

/// What a reason means, and how much is open for it.
struct ReasonView: Codable, Sendable {
    let code: ReasonCode
    /// The cause in plain words.
    let cause: String
    let remedy: String
    /// What happens on retry; absent where the reason alone does not say what to try.
    let onRetry: String?
    /// How many exceptions with it are open.
    let open: Int
}

/// Every reason for which work can stay unfinished: the registry's list, so it is short and needs no pages.
struct ListReasons: Query {
    static let name: QueryName = "exceptions.reasons"
    static let permission: Permission = "exceptions.read"
    static let summary = "Every reason for which work can stay unfinished: the cause, what to do, how much is open."

    func fetch(in db: Reader) throws -> [ReasonView] {
        let counts = try db.rows(
            """
            SELECT reason, count(*) FROM work_exception WHERE tenant = \(db.tenant) AND status = 'open' GROUP BY reason
            """
        ) { row in (try row.next(String.self), try row.next(Int.self)) }
        let open = Dictionary(counts, uniquingKeysWith: { first, _ in first })
        return db.registry.reasons.map { reason in
            ReasonView(
                code: reason.code, cause: reason.summary, remedy: reason.remedy, onRetry: reason.onRetry,
                open: open[reason.code.rawValue] ?? 0)
        }
    }
}
