import Kernel
import Platform
import Store

/// One import of one file: what was read, what came of it, and where it stands.
public struct ImportRun: Record {
    /// `imp_…`
    public static let idPrefix = "imp"
    /// Its table.
    public static let table = Table(
        "import_run",
        """
        kind, state, file_name, digest, mapping, lease, lines, documents, orders, credit_notes, stock_documents, customers,
        products, updated, already_there, changed, rejected_documents, rejected_lines, started_at, updated_at, finished_at, failure
        """)

    /// What kind of list it is.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        case orders, products, customers
    }

    /// Where an import stands.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        case running, interrupted, failed, finished, undoing, undone
    }

    /// The id.
    public let id: ID<ImportRun>
    /// Counts the saves.
    public var version: Int
    /// What kind of list it is.
    public let kind: Kind
    /// Where it stands.
    public internal(set) var state: State
    /// The file's name, without its folder.
    public let fileName: String
    /// SHA-256 of the file's unpacked content.
    public let digest: String
    /// Which column was read as which field, for people.
    public internal(set) var mapping: String
    /// Who is at work on it: whoever continues it takes the lease, and the one before stops at its next step.
    var lease: String
    /// What came of it so far.
    public internal(set) var counts: ImportCounts
    /// When it was started.
    public let startedAt: Instant
    /// When it last got on.
    public internal(set) var updatedAt: Instant
    /// When it was done.
    public internal(set) var finishedAt: Instant?
    /// Why it stopped.
    public internal(set) var failure: String?

    init(
        id: ID<ImportRun>, kind: Kind, fileName: String, digest: String, mapping: String, lease: String, at now: Instant
    ) {
        self.id = id
        version = 1
        self.kind = kind
        state = .running
        self.fileName = fileName
        self.digest = digest
        self.mapping = mapping
        self.lease = lease
        counts = ImportCounts()
        startedAt = now
        updatedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        kind = try row.next()
        state = try row.next()
        fileName = try row.next()
        digest = try row.next()
        mapping = try row.next()
        lease = try row.next()
        counts = try ImportCounts(row: &row)
        startedAt = try row.next()
        updatedAt = try row.next()
        finishedAt = try row.next()
        failure = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(kind)
        values.add(state)
        values.add(fileName)
        values.add(digest)
        values.add(mapping)
        values.add(lease)
        counts.bind(&values)
        values.add(startedAt)
        values.add(updatedAt)
        values.add(finishedAt)
        values.add(failure)
    }
}

extension ImportRun {
    /// The moves of an import.
    public static let lifecycle = StateMachine<State>(
        startsAt: .running,
        [
            .running: [.interrupted, .failed, .finished],
            .interrupted: [.running, .undoing],
            .failed: [.running, .undoing],
            .finished: [.undoing],
            .undoing: [.undone],
            .undone: [],
        ])

    /// Moves it along its lifecycle.
    mutating func move(to next: State, at now: Instant) throws {
        try Self.lifecycle.move(&state, to: next)
        updatedAt = now
        finishedAt = next == .finished || next == .undone ? now : nil
    }

    /// Refuses whoever no longer holds the lease.
    func require(lease: String) throws {
        if state == .running, self.lease == lease { return }
        throw Problem.importTakenOver(self)
    }
}
