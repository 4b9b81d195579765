import Kernel
import Platform

/// Takes imports back, to the end.
public struct ImportUndoing: Sendable {
    /// What was removed, and what stayed.
    public struct Report: Codable, Sendable {
        /// The import, as it became.
        public internal(set) var run: ImportRun
        /// Orders removed.
        public internal(set) var orders = 0
        /// Credit notes and adjustments removed.
        public internal(set) var creditNotes = 0
        /// Stock documents removed.
        public internal(set) var stockDocuments = 0
        /// Customers removed.
        public internal(set) var customers = 0
        /// Products removed.
        public internal(set) var products = 0
        /// Orders and credit notes that stayed, because they were changed or something stands on them.
        public internal(set) var kept = 0
        /// The first of those.
        public internal(set) var keptDocuments: [Reference] = []

        init(run: ImportRun) { self.run = run }
    }

    let installation: Installation
    let invocation: Invocation

    /// For the shop of the invocation; its caller needs the permission `imports.undo`.
    public init(_ installation: Installation, as invocation: Invocation) {
        self.installation = installation
        self.invocation = invocation
    }

    /// Takes the import back. `evenIfRunning`: its process is gone, though it never said so.
    public func run(
        _ id: ID<ImportRun>, evenIfRunning: Bool = false, progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> Report {
        let begun = try await installation.perform(
            UndoImport(import: id, evenIfRunning: evenIfRunning ? true : nil), as: invocation)
        guard let run = begun.outcome else {
            throw Problem(
                .approvalRequired, "held", "Taking imports back needs somebody else's approval.",
                remedy: "Ask for it with 'approvals.list'.")
        }
        var report = Report(run: run)
        let total = run.counts.recorded
        while true {
            guard let part = try await installation.perform(UndoImportPart(run: id), as: invocation).outcome else {
                break
            }
            report.orders += part.orders
            report.creditNotes += part.creditNotes
            report.stockDocuments += part.stockDocuments
            report.customers += part.customers
            report.products += part.products
            report.kept = part.kept
            report.keptDocuments = part.keptDocuments
            let done = report.orders + report.creditNotes + report.stockDocuments
            progress(ImportProgress(.undoing, done: done, total: total))
            if part.isDone { break }
        }
        report.run = try await installation.read(as: invocation) { db in try db.find(id) }
        return report
    }
}
