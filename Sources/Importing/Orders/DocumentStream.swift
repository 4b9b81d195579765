import Kernel
import Tabular

/// The second pass over a list of orders: gathers the lines of each document, wherever in the file they stand, and
/// gives documents out in batches as they become complete. It holds the lines of open documents and nothing else.
final class DocumentStream {
    /// Documents that became complete.
    struct Batch {
        var documents: [ImportedDocument] = []
        /// Documents that cannot be taken: the number, why, and how many lines.
        var refused: [(number: String, reason: String, lines: Int)] = []
        var lines = 0
        /// The share of the file that was read.
        var share: Double?
    }

    private(set) var reader: OrderLineReader
    private let records: RecordReader
    private let survey: OrderSurvey
    private let builder: DocumentBuilder
    private let limits: (documents: Int, lines: Int)
    private var open: [Int32: [SourceLine]] = [:]
    private var isAtEnd = false

    init(
        _ file: TabularFile, _ survey: OrderSurvey, _ builder: DocumentBuilder, documents: Int, lines: Int
    ) throws {
        records = try file.open()
        reader = survey.reader
        self.survey = survey
        self.builder = builder
        limits = (documents, lines)
    }

    /// The next documents, or nil when all have been given out.
    func next() throws -> Batch? {
        if isAtEnd { return nil }
        var batch = Batch()
        while batch.documents.count < limits.documents, batch.lines < limits.lines {
            guard try records.next() else {
                isAtEnd = true
                try requireNothingOpen()
                break
            }
            guard case .line(let line) = try reader.read(records.record) else { continue }
            if survey.faults[line.invoice] != nil { continue }
            try take(line, into: &batch)
        }
        batch.share = records.progress.share
        return batch
    }

    private func take(_ line: SourceLine, into batch: inout Batch) throws {
        guard Int(line.invoice) < survey.lineCounts.count else { throw Self.fileChanged() }
        let expected = Int(survey.lineCounts[Int(line.invoice)])
        var lines: [SourceLine]
        if expected == 1 {
            lines = [line]
        } else {
            open[line.invoice, default: []].append(line)
            guard open[line.invoice]?.count == expected, let gathered = open.removeValue(forKey: line.invoice) else {
                return
            }
            lines = gathered
        }
        do {
            batch.documents.append(try builder.document(lines, reader))
        } catch let refusal as DocumentBuilder.Refusal {
            batch.refused.append((reader.invoices[line.invoice], refusal.reason, lines.count))
        }
        batch.lines += lines.count
        lines = []
    }

    private func requireNothingOpen() throws {
        if !open.isEmpty { throw Self.fileChanged() }
    }

    private static func fileChanged() -> Problem {
        Problem(
            .conflict, "imports.file_changed", "The file changed while it was imported.",
            remedy: "Import it again when nobody writes to it any more.")
    }
}
