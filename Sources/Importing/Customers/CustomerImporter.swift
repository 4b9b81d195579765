import Kernel
import Platform
import Tabular

/// Imports a list of customers, with or without a line that names the columns. Whoever is in the shop already, by
/// number, by e-mail address or because the same line was imported before, stays as they are.
public struct CustomerImporter: Sendable {
    var importing: ImportWork
    let options: FileOptions
    let tag: String?
    /// How many customers are recorded in one transaction, at most.
    public var partCustomers = 200

    /// An importer for the shop of the invocation; its caller needs the permission `imports.run`. Every customer it makes
    /// gets the tag, if there is one.
    public init(
        _ installation: Installation, shop: ShopEntry, as invocation: Invocation, options: FileOptions = FileOptions(),
        tag: String? = nil
    ) {
        importing = ImportWork(installation: installation, shop: shop.shop, invocation: invocation)
        self.options = options
        self.tag = tag
    }

    init(_ importing: ImportWork, _ options: FileOptions, tag: String?) {
        self.importing = importing
        self.options = options
        self.tag = tag
    }

    /// Imports the file. A dry run does everything and rolls it back, so that it foretells every refusal.
    public func run(
        _ source: ImportSource, dryRun: Bool = false, rejects: ByteSink? = nil,
        progress: @escaping OrderImporter.ProgressHandler = { _ in }
    ) async throws -> ImportReport {
        var importer = self
        importer.importing.hooks.progress = progress
        return try await importer.run(source, dryRun: dryRun, rejects: rejects.map { RejectFile($0) })
    }

    func run(_ source: ImportSource, dryRun: Bool, rejects: (any RejectTaker)?) async throws -> ImportReport {
        try importing.invocation.caller.require(.importsRun)
        let file = try MappedFile(source, try CustomerList.options(source, options), CustomerFields.all)
        if !CustomerList.isNamed(file.mapping) { throw Self.unnamed(file.table) }
        var tally = ImportTally(
            report: ImportReport(file: source.fileName, mapping: file.lines, state: "planned"), file: file)
        let customers = try read(file, &tally)
        if dryRun {
            try await importing.hooks.gate()
            try await foretell(source, customers, &tally)
            if let rejects { try await tally.write(rejects) { _ in nil } }
        } else {
            try await record(source, customers, &tally, rejects)
        }
        return tally.report
    }

    private static func unnamed(_ table: TabularFile) -> Problem {
        let columns = table.profiles.map { (profile: ColumnProfile) -> String in
            "\(profile.label) (\(profile.examples.prefix(2).joined(separator: ", ")))"
        }
        return Problem(
            .invalid, "imports.name_column_missing", "No column was recognised as the customers' name",
            detail: "The list has the columns " + columns.joined(separator: "; ") + ".", field: "name",
            remedy: "Say which one with --map COLUMN=name, or first_name and last_name.")
    }

    private func read(_ file: MappedFile, _ tally: inout ImportTally) throws -> [ImportedCustomer] {
        var customers: [ImportedCustomer] = []
        let records = try file.table.open()
        while try records.next() {
            tally.report.counts.lines += 1
            if let defect = records.record.defect {
                tally.reject(line: records.record.line, "", RejectCause(.unreadable, defect.reason))
            } else if let customer = ImportedCustomer(records.record, file.mapping) {
                customers.append(customer)
            } else {
                tally.reject(line: records.record.line, "", RejectCause(.unreadable, field: "name", "names nobody"))
            }
        }
        if tally.report.counts.lines == 0 {
            throw Problem(
                .invalid, "imports.empty", "The list has no lines", detail: "\(file.table.name) has only a header.")
        }
        tally.report.counts.documents = customers.count
        return customers
    }

    private func parts(_ customers: [ImportedCustomer]) -> [[ImportedCustomer]] {
        stride(from: 0, to: customers.count, by: partCustomers).map { (start: Int) -> [ImportedCustomer] in
            Array(customers[start..<min(start + partCustomers, customers.count)])
        }
    }

    private func record(
        _ source: ImportSource, _ customers: [ImportedCustomer], _ tally: inout ImportTally,
        _ rejects: (any RejectTaker)?
    ) async throws {
        let opened = try await importing.start(.customers, source, tally.file, tally.report.counts)
        tally.report.importID = opened.run.reference
        tally.report.isResumed = opened.isResumed
        var done = 0
        do {
            for part in parts(customers) {
                try Task.checkCancellation()
                try await importing.hooks.gate()
                let outcome = try await importing.perform(
                    RecordCustomersPart(run: opened.run, lease: opened.lease, tag: tag, customers: part))
                for refusal in outcome.refused {
                    tally.reject(line: refusal.line, refusal.name, RejectCause(.refused, refusal.reason))
                }
                done += part.count
                await importing.hooks.progress(ImportProgress(.recording, done: done, total: customers.count))
            }
            if let rejects { try await tally.write(rejects) { _ in nil } }
        } catch let dropped as ImportDropped {
            throw dropped
        } catch {
            try? await importing.stop(opened, error, tally.report.counts)
            throw error
        }
        let run = try await importing.finish(opened, tally.report.counts)
        tally.report.state = run.state.rawValue
        tally.report.counts = run.counts
    }

    private func foretell(
        _ source: ImportSource, _ customers: [ImportedCustomer], _ tally: inout ImportTally
    ) async throws {
        var invocation = importing.invocation
        invocation.isPreview = true
        let trial = TryCustomers(
            digest: try source.digest(), fileName: source.fileName, tag: tag, parts: parts(customers))
        guard let outcome = try await importing.installation.perform(trial, as: invocation).outcome else { return }
        tally.report.counts.customers = outcome.new
        tally.report.counts.alreadyThere = outcome.alreadyThere
        for refusal in outcome.refused {
            tally.reject(line: refusal.line, refusal.name, RejectCause(.refused, refusal.reason))
        }
    }
}

/// A whole list of customers in one transaction, for dry runs: it is only ever previewed.
struct TryCustomers: Action {
    static let name: ActionName = "imports.try_customers"
    static let permission = Permission.importsRun
    static let summary = "Foretells what a list of customers would bring; only for previews."
    static let route = ActionRoute.internalOnly

    var digest: String
    var fileName: String
    var tag: String?
    var parts: [[ImportedCustomer]] = []

    enum CodingKeys: String, CodingKey { case digest, fileName, tag }

    func perform(in tx: Transaction) throws -> RecordCustomersPart.Outcome {
        let started = try tx.perform(
            StartImport(
                kind: .customers, fileName: fileName, digest: digest, mapping: "", lines: 0, documents: 0,
                lease: "preview"))
        var all = RecordCustomersPart.Outcome()
        for part in parts {
            let outcome = try tx.perform(
                RecordCustomersPart(run: started.run.id, lease: "preview", tag: tag, customers: part))
            all.new += outcome.new
            all.alreadyThere += outcome.alreadyThere
            all.refused += outcome.refused
        }
        return all
    }
}
