import Kernel
import Tabular

extension OrderImporter {
    /// What one run gathers on its way: the report, and why which document was not taken.
    struct Session {
        var report: ImportReport
        let file: MappedFile
        var plan: OrderPlan
        let progress: @Sendable (ImportProgress) async -> Void
        private var reasons: [String: RejectCause] = [:]

        init(
            report: ImportReport, file: MappedFile, plan: OrderPlan,
            progress: @escaping @Sendable (ImportProgress) async -> Void
        ) {
            self.report = report
            self.file = file
            self.plan = plan
            self.progress = progress
        }

        /// Takes over what the first pass could not read.
        mutating func noteFaults(_ survey: OrderSurvey) {
            for (invoice, fault) in survey.faults.sorted(by: { $0.value.line < $1.value.line }) {
                report.reject(
                    .init(subject: fault.invoice, line: fault.line, reason: fault.reason),
                    lines: Int(survey.lineCounts[Int(invoice)]))
                reasons[fault.invoice] = RejectCause(
                    .document, field: fault.field,
                    "another line of this document: line \(fault.line) \(fault.reason)")
            }
            let nameless = survey.firstFaults.filter { (fault: OrderSurvey.LineFault) -> Bool in fault.invoice.isEmpty }
            for fault in nameless where report.rejections.count < ImportReport.namedLimit {
                report.rejections.append(.init(subject: "", line: fault.line, reason: fault.reason))
            }
            report.counts.rejectedLines += survey.namelessLines
        }

        /// Takes over what the second pass could not make a document of.
        mutating func note(_ refused: [(number: String, reason: String, lines: Int)]) {
            for refusal in refused {
                report.reject(.init(subject: refusal.number, reason: refusal.reason), lines: refusal.lines)
                reasons[refusal.number] = RejectCause(.refused, refusal.reason)
            }
        }

        /// Takes over what the shop refused or has otherwise.
        mutating func note(_ outcome: RecordImportPart.Outcome) {
            for refusal in outcome.refused {
                report.reject(.init(subject: refusal.number, reason: refusal.reason), lines: refusal.lines)
                reasons[refusal.number] = RejectCause(.refused, refusal.reason)
            }
            for change in outcome.changed { noteChange(change.number, change.reason) }
        }

        private mutating func noteChange(_ number: String, _ reason: String) {
            if report.changed.count < ImportReport.namedLimit {
                report.changed.append(.init(subject: number, reason: reason))
            }
            reasons[number] = RejectCause(.changed, reason)
        }

        /// Counts what would happen to documents.
        mutating func tally(_ documents: [ImportedDocument], _ known: [String: KnownDocument]) {
            for document in documents {
                if let earlier = known[document.number] {
                    if earlier.digest == document.digest {
                        report.counts.alreadyThere += 1
                    } else {
                        report.counts.changed += 1
                        noteChange(document.number, "differs from what was imported before; the shop's stays")
                    }
                    continue
                }
                switch document.content {
                case .order: report.counts.orders += 1
                case .creditNote: report.counts.creditNotes += 1
                case .stock: report.counts.stockDocuments += 1
                }
            }
        }

        /// Gives every line that was not taken, as it stands in the file.
        func write(_ taker: any RejectTaker, reader: OrderLineReader) async throws {
            if !reasons.isEmpty || report.counts.rejectedLines > 0 {
                var reader = reader
                let records = try file.table.open()
                let headers = file.table.headers
                while try records.next() {
                    switch try reader.read(records.record) {
                    case .fault(_, let field, let reason):
                        try taker.take(
                            records.record, RejectCause(.unreadable, field: field, reason), headers: headers)
                    case .line(let line):
                        if let cause = reasons[reader.invoices[line.invoice]] {
                            try taker.take(records.record, cause, headers: headers)
                        }
                    }
                }
            }
            try await taker.close()
        }
    }
}
