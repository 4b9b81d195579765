import Kernel
import Orders
import Platform
import Store

/// Records some documents of an import in one transaction: each by its own action, with its own audit row and events,
/// refused alone if need be. What it recorded, its digests and its counts are committed together, so that after a
/// crash nothing is lost and nothing comes twice.
struct RecordImportPart: Action {
    static let name: ActionName = "imports.record_part"
    static let permission = Permission.importsRun
    static let summary = "Records some documents of an import; numbers that are there already stay as they are."
    static let route = ActionRoute.internalOnly

    var run: ID<ImportRun>
    var lease: String
    /// How many documents the part has. They travel beside the input, because each is the input of its own action,
    /// which has it in its own audit row.
    var size: Int
    var documents: [ImportedDocument] = []

    enum CodingKeys: String, CodingKey { case run, lease, size }

    init(run: ID<ImportRun>, lease: String, documents: [ImportedDocument]) {
        self.run = run
        self.lease = lease
        self.documents = documents
        size = documents.count
    }

    /// A document that was not recorded, and why.
    struct Refused: Codable, Sendable {
        let number: String
        let reason: String
        let lines: Int
    }

    /// What became of the documents.
    struct Outcome: Codable, Sendable {
        var orders = 0
        var creditNotes = 0
        var stockDocuments = 0
        /// There already, by an earlier import.
        var alreadyThere = 0
        /// There already, by this import before it was interrupted.
        var resumed = 0
        /// There already, saying something else.
        var changed: [Refused] = []
        var refused: [Refused] = []
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var record = try tx.find(run)
        try record.require(lease: lease)
        let known = try KnownDocument.among(documents.map(\.number), in: tx)
        var outcome = Outcome()
        var rows: [DBValue] = []
        for document in documents {
            if let earlier = known[document.number] {
                outcome.note(document, earlier, run)
                continue
            }
            do {
                let reference = try tx.nested { try document.record(in: tx) }
                outcome.count(document)
                rows += [
                    tx.tenant.dbValue, document.number.dbValue, run.dbValue, reference.kind.dbValue,
                    reference.raw.dbValue, document.digest.dbValue,
                ]
            } catch let problem as Problem where problem.kind != .internal && problem.kind != .unavailable {
                outcome.note(document, problem)
            }
        }
        try tx.insertMany(
            into: "import_document",
            columns: ["tenant", "number", "import_id", "document_kind", "document_id", "digest"], values: rows)
        record.counts.take(outcome)
        record.updatedAt = tx.now
        try tx.save(&record)
        return outcome
    }
}

extension RecordImportPart.Outcome {
    fileprivate mutating func count(_ document: ImportedDocument) {
        switch document.content {
        case .order: orders += 1
        case .creditNote: creditNotes += 1
        case .stock: stockDocuments += 1
        }
    }

    fileprivate mutating func note(_ document: ImportedDocument, _ earlier: KnownDocument, _ run: ID<ImportRun>) {
        if earlier.digest != document.digest {
            changed.append(
                .init(
                    number: document.number, reason: "differs from what was imported before; the shop's stays",
                    lines: document.lineCount))
        } else if earlier.importID == run {
            resumed += 1
        } else {
            alreadyThere += 1
        }
    }

    fileprivate mutating func note(_ document: ImportedDocument, _ problem: Problem) {
        if problem.code == "orders.number_taken" || problem.code == "credit_notes.number_taken" {
            changed.append(
                .init(
                    number: document.number,
                    reason: "has the number of a document that was not imported; that one stays",
                    lines: document.lineCount))
            return
        }
        let details = problem.errors.prefix(3).map { (error: FieldError) -> String in "\(error.field): \(error.message)"
        }
        let reason = details.isEmpty ? problem.title : details.joined(separator: " ")
        refused.append(.init(number: document.number, reason: reason, lines: document.lineCount))
    }
}

extension ImportCounts {
    mutating func take(_ outcome: RecordImportPart.Outcome) {
        orders += outcome.orders
        creditNotes += outcome.creditNotes
        stockDocuments += outcome.stockDocuments
        alreadyThere += outcome.alreadyThere
        changed += outcome.changed.count
    }
}

/// A document that an import has recorded.
struct KnownDocument {
    let digest: String
    let importID: ID<ImportRun>

    /// The documents with these numbers.
    static func among(_ numbers: [String], in db: Reader) throws -> [String: KnownDocument] {
        var found: [String: KnownDocument] = [:]
        for start in stride(from: 0, to: numbers.count, by: 512) {
            let part = numbers[start..<min(start + 512, numbers.count)]
            try db.each(
                """
                SELECT number, digest, import_id FROM import_document
                WHERE tenant = \(db.tenant) AND number IN \(list: part)
                """
            ) { row in
                let number: String = try row.next()
                found[number] = KnownDocument(digest: try row.next(), importID: try row.next())
            }
        }
        return found
    }
}
