import Kernel
import Store

/// What happened to an approval, row by row: who asked, who said what, how it ended. Rows are only added.
public struct ApprovalEntry: Record {
    /// `ape_…`
    public static let idPrefix = "ape"
    /// Its table.
    public static let table = Table("approval_event", "approval, kind, actor, voter, asker, notes, at")

    /// What happened.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case requested, approved, rejected, withdrawn, delegated, expired, voided, executed, failed
    }

    /// The id.
    public let id: ID<ApprovalEntry>
    /// Counts the saves.
    public var version: Int
    /// What it happened to.
    public let approval: ID<Approval>
    /// What happened.
    public let kind: Kind
    /// The person who did it.
    public let actor: String
    /// In whose place: the person themselves, or who had asked them to decide for them.
    public let voter: String
    /// The person who had asked.
    public let asker: String
    /// What they said.
    public let notes: String?
    /// When.
    public let at: Instant

    init(
        id: ID<ApprovalEntry>, _ kind: Kind, _ approval: Approval, actor: String, voter: String, notes: String?,
        at now: Instant
    ) {
        self.id = id
        version = 1
        self.approval = approval.id
        self.kind = kind
        self.actor = actor
        self.voter = voter
        asker = approval.asker
        self.notes = notes
        at = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        approval = try row.next()
        kind = try row.next()
        actor = try row.next()
        voter = try row.next()
        asker = try row.next()
        notes = try row.next()
        at = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(approval)
        values.add(kind)
        values.add(actor)
        values.add(voter)
        values.add(asker)
        values.add(notes)
        values.add(at)
    }
}

extension Approval {
    /// Writes down what happened to it.
    func note(_ kind: ApprovalEntry.Kind, for voter: String? = nil, notes: String? = nil, in tx: Transaction) throws {
        let actor = tx.caller.person
        try tx.insert(
            ApprovalEntry(
                id: tx.newID(), kind, self, actor: actor, voter: voter ?? actor, notes: notes, at: tx.now))
    }

    /// What happened to it, oldest first.
    func entries(in db: Reader) throws -> [ApprovalEntry] {
        try db.records(ApprovalEntry.self, where: "approval = \(id)", tail: "ORDER BY id")
    }
}
