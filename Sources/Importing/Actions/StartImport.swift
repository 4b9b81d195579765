import Kernel
import Platform
import Store

/// Opens an import of a file, or goes on with the one of the same file that was interrupted. Whoever starts takes the
/// lease: another process that still works on it stops at its next step.
struct StartImport: Action {
    static let name: ActionName = "imports.start"
    static let permission = Permission.importsRun
    static let summary = "Opens an import of a file, or goes on with one of the same file that was interrupted."
    static let route = ActionRoute.internalOnly

    var kind: ImportRun.Kind
    var fileName: String
    /// SHA-256 of the unpacked content.
    var digest: String
    /// Which column is which field, for people.
    var mapping: String
    var lines: Int
    var documents: Int
    var lease: String
    /// The task of a server that this is for; its import was opened when it was asked for.
    var task: ID<ImportTask>?

    /// The import, and whether it was begun earlier.
    struct Outcome: Codable, Sendable {
        let run: ImportRun
        let isResumed: Bool
    }

    func perform(in tx: Transaction) throws -> Outcome {
        if var open = try opened(in: tx) {
            let isResumed = open.counts.documents > 0
            try open.resume(lease: lease, at: tx.now)
            open.mapping = mapping
            open.counts.lines = lines
            open.counts.documents = documents
            try tx.save(&open)
            return Outcome(run: open, isResumed: isResumed)
        }
        var run = ImportRun(
            id: tx.newID(), kind: kind, fileName: fileName, digest: digest, mapping: mapping, lease: lease, at: tx.now)
        run.counts.lines = lines
        run.counts.documents = documents
        try tx.insert(run)
        return Outcome(run: run, isResumed: false)
    }

    private func opened(in tx: Transaction) throws -> ImportRun? {
        guard let task else { return try ImportRun.unfinished(kind, digest: digest, in: tx) }
        let record = try tx.find(task)
        try record.require(lease: lease)
        guard let run = record.run else {
            throw Problem(.internal, "invariant_broken", "A trial opened an import.")
        }
        return try tx.find(run)
    }
}

extension ImportRun {
    /// The import of this content that was begun and not brought to its end.
    static func unfinished(_ kind: Kind, digest: String, in tx: Transaction) throws -> ImportRun? {
        let found = try tx.records(
            ImportRun.self,
            where: "digest = \(digest) AND kind = \(kind) AND state IN ('running', 'interrupted', 'failed')",
            tail: "ORDER BY id DESC LIMIT 1")
        // Loaded by its id, its audit entry shows it before and after.
        return try found.first.map { try tx.find($0.id) }
    }

    /// Goes on: what is counted anew on each way through the file begins at nothing.
    mutating func resume(lease: String, at now: Instant) throws {
        if state == .running { try move(to: .interrupted, at: now) }
        try move(to: .running, at: now)
        self.lease = lease
        failure = nil
        counts.alreadyThere = 0
        counts.changed = 0
        counts.rejectedDocuments = 0
        counts.rejectedLines = 0
    }
}

/// Ends the work on an import: it is finished, or it stopped and can be gone on with.
struct EndImport: Action {
    static let name: ActionName = "imports.end"
    static let permission = Permission.importsRun
    static let summary = "Ends the work on an import: finished, interrupted or failed."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ImportFinished.self] }

    /// How it ended.
    enum Ending: String, Codable, Sendable, CaseIterable { case finished, interrupted, failed }

    var run: ID<ImportRun>
    var lease: String
    var ending: Ending
    var failure: String?
    var rejectedDocuments: Int
    var rejectedLines: Int

    func perform(in tx: Transaction) throws -> ImportRun {
        var record = try tx.find(run)
        try record.require(lease: lease)
        record.counts.rejectedDocuments = rejectedDocuments
        record.counts.rejectedLines = rejectedLines
        record.failure = failure
        switch ending {
        case .finished: try record.move(to: .finished, at: tx.now)
        case .interrupted: try record.move(to: .interrupted, at: tx.now)
        case .failed: try record.move(to: .failed, at: tx.now)
        }
        try tx.save(&record)
        if ending == .finished { try tx.emit(ImportFinished(run: run, kind: record.kind, counts: record.counts)) }
        return record
    }
}
