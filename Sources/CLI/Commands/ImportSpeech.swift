import Importing
import Kernel
import Platform

/// What imports say.
enum ImportSpeech {
    /// Shows how far an import is, on a terminal.
    static let progress: @Sendable (ImportProgress) -> Void = { progress in
        let percent = progress.share.map { "\(Int(($0 * 100).rounded(.down))) %" } ?? ""
        let words =
            switch progress.phase {
            case .surveying: "Reading \(progress.done) lines"
            case .preparing: "Customers and articles: \(progress.done)"
            case .recording: "Documents: \(progress.done)"
            case .rejecting: "Writing rejects"
            case .undoing: "Removed documents: \(progress.done)"
            }
        Terminal.progress("\(words) \(percent)")
    }

    /// Clears the line of progress.
    static func endProgress() { Terminal.progress("") }

    /// Answers, brings the figures up to date, and closes up.
    static func finish(
        _ report: ImportReport, _ file: FileArguments, _ installation: Installation, _ entry: ShopEntry
    ) async throws {
        endProgress()
        try answer(report, as: file.json)
        if !file.dryRun {
            Terminal.progress("Bringing the figures up to date …")
            try await installation.settle(entry)
            endProgress()
        }
        await installation.store.close()
    }

    /// The answer of an import.
    static func answer(_ report: ImportReport, as json: Bool) throws {
        if json { return Terminal.answer(json: try Wire.encode(report)) }
        let heading = report.importID.map { "\($0) \(report.state)" + (report.isResumed ? ", gone on with" : "") }
        Terminal.answer("\(heading ?? "dry run, nothing was changed"): \(report.file)")
        for column in report.mapping { Terminal.answer("  column \(column)") }
        for note in report.notes { Terminal.answer("  note: \(note)") }
        Terminal.answer("  \(lines(report.counts).joined(separator: "\n  "))")
        for change in report.changed { Terminal.answer("  not overwritten: \(change.subject) \(change.reason)") }
        for rejection in report.rejections {
            let place = rejection.line.map { " (line \($0))" } ?? ""
            Terminal.answer("  not taken: \(rejection.subject)\(place) \(rejection.reason)")
        }
        let named = report.rejections.count + report.changed.count
        let all = report.counts.rejectedDocuments + report.counts.changed
        if all > named { Terminal.answer("  … and \(all - named) more; --rejects FILE writes them all") }
    }

    /// One line for lists.
    static func counts(_ counts: ImportCounts, kind: ImportRun.Kind) -> String {
        switch kind {
        case .orders:
            "\(counts.orders) orders, \(counts.creditNotes) credit notes, \(counts.stockDocuments) stock documents"
        case .products: "\(counts.products) products"
        case .customers: "\(counts.customers) customers"
        }
    }

    private static func lines(_ counts: ImportCounts) -> [String] {
        let all: [(Int, String)] = [
            (counts.lines, "lines read"), (counts.documents, "documents, products or customers in them"),
            (counts.customers, "customers new"), (counts.products, "products new"),
            (counts.updated, "products changed"), (counts.orders, "orders recorded"),
            (counts.creditNotes, "credit notes and adjustments recorded"),
            (counts.stockDocuments, "stock documents recorded"), (counts.alreadyThere, "already there"),
            (counts.changed, "there already with another content"), (counts.rejectedDocuments, "not taken"),
            (counts.rejectedLines, "lines not taken"),
        ]
        return all.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    }
}
