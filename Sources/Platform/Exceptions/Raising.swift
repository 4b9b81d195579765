import Kernel
import Store

extension Transaction {
    /// Notes that work did not finish: whoever runs the shop sees it until it is settled. One exception is open for each
    /// reason and record; raised again it is counted, and what is known of it is that of the last time. One that was
    /// tried again and failed again is open again.
    ///
    /// `action` is what tries again, exactly as it stands; its secrets are masked, and an action that has some cannot be
    /// tried again from here. Without it the reason's own `retry` is.
    @discardableResult
    public func raise(
        _ code: ReasonCode, about: Reference, details: [String: String] = [:], retry action: (any Action)? = nil
    ) throws -> ID<WorkException> {
        let input = try action.map { action in try Self.maskedInput(of: action) }
        let name = action.map { type(of: $0).name }
        return try perform(
            RaiseException(reason: code, about: about, details: details, action: name, input: input)
        ).id
    }

    /// Notes that the cause is gone: an open exception for the reason and record is resolved by whoever says so. One
    /// statement when there is none.
    public func settle(_ code: ReasonCode, about: Reference) throws {
        guard let open = try WorkException.latest(code, about: about, in: self), open.status == .open else { return }
        try perform(SettleException(exception: open.id))
    }

    private static func maskedInput(of action: any Action) throws -> JSON {
        func masked<A: Action>(_ action: A) throws -> JSON {
            Redaction.masking(try Wire.json(action), fields: A.redacted)
        }
        return try masked(action)
    }
}

extension WorkException {
    /// The exception for a reason and record that is open, else the last one: ids follow a clock that may be set back. In a
    /// transaction on PostgreSQL others who raise or settle it wait.
    static func latest(_ code: ReasonCode, about: Reference, in tx: Transaction) throws -> WorkException? {
        let found = try tx.first(
            """
            SELECT id FROM work_exception
            WHERE tenant = \(tx.tenant) AND about = \(about) AND reason = \(code.rawValue)
            ORDER BY CASE status WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 1 \(sqlite: "", postgres: "FOR UPDATE")
            """
        ) { row in try row.next(ID<WorkException>.self) }
        return try found.flatMap { id in try tx.get(id) }
    }
}

/// Stores that work did not finish. Performed by whatever could not finish it.
struct RaiseException: Action {
    static let name: ActionName = "exceptions.raise"
    static let permission: Permission = "exceptions.raise"
    static let summary = "Notes that work did not finish, for somebody to see to it; raised again it is counted."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ExceptionRaised.self] }
    /// What a detail may be long.
    static let detailLimit = 1_000

    var reason: ReasonCode
    var about: Reference
    var details: [String: String]
    var action: ActionName?
    var input: JSON?

    func perform(in tx: Transaction) throws -> WorkException {
        try invariant(tx.registry.reason(reason) != nil, "reason \(reason) is declared by a module")
        var raised = self
        raised.details = details.mapValues { text in String(text.prefix(Self.detailLimit)) }
        let record = try raised.raised(in: tx)
        try tx.emit(
            ExceptionRaised(exception: record.id, reason: reason, about: about, occurrences: record.occurrences))
        return record
    }

    /// The exception that tells of it: the open one, the one that was tried again in vain, or a new one.
    private func raised(in tx: Transaction) throws -> WorkException {
        guard var record = try WorkException.latest(reason, about: about, in: tx),
            record.status == .open || record.resolution == .retried
        else {
            let record = WorkException(id: tx.newID(), self, at: tx.now)
            try tx.insert(record)
            return record
        }
        if record.status == .resolved { try record.open(in: tx) }
        record.occurrences += 1
        (record.details, record.action, record.input, record.lastRaisedAt) = (details, action, input, tx.now)
        try tx.save(&record)
        return record
    }
}

/// Resolves an exception whose cause is gone.
struct SettleException: Action {
    static let name: ActionName = "exceptions.settle"
    static let permission: Permission = "exceptions.raise"
    static let summary = "Notes that the cause of an exception is gone."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ExceptionResolved.self] }

    var exception: ID<WorkException>

    func perform(in tx: Transaction) throws -> WorkException {
        var record = try tx.find(exception)
        try record.resolve(.settled, notes: nil, in: tx)
        return record
    }
}
