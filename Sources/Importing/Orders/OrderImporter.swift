import Catalog
import Customers
import Kernel
import Platform
import Store
import Tabular

/// Imports a list of orders: customers, articles, orders, credit notes and movements of stock, in two passes over the
/// file with memory that follows the different texts in it. Idempotent by document number, resumable, undoable.
public struct OrderImporter: Sendable {
    /// Told how far it is.
    public typealias ProgressHandler = @Sendable (ImportProgress) -> Void

    let installation: Installation
    let shop: Shop
    let invocation: Invocation
    let options: OrderImportOptions
    /// How many documents are recorded in one transaction, at most.
    public var partDocuments = 200
    /// How many lines are recorded in one transaction, about.
    public var partLines = 4_000
    /// Stops dead after so many parts, as a crash would: for tests.
    var crashesAfterParts: Int?
    /// The task of a server that this is, if it is one.
    var background: BackgroundTask?
    /// What happens on the way.
    var hooks = ImportHooks()

    /// An importer for the shop of the invocation; its caller needs the permission `imports.run`.
    public init(
        _ installation: Installation, shop: ShopEntry, as invocation: Invocation,
        options: OrderImportOptions = OrderImportOptions()
    ) {
        self.init(installation, shop.shop, invocation, options)
    }

    init(_ installation: Installation, _ shop: Shop, _ invocation: Invocation, _ options: OrderImportOptions) {
        self.installation = installation
        self.shop = shop
        self.invocation = invocation
        self.options = options
    }

    /// Imports the file. A dry run writes nothing and says what would happen. The rejects file gets every line that
    /// was not taken, with the reason.
    public func run(
        _ source: ImportSource, dryRun: Bool = false, rejects: ByteSink? = nil,
        progress: @escaping ProgressHandler = { _ in }
    ) async throws -> ImportReport {
        var importer = self
        importer.hooks.progress = progress
        return try await importer.run(source, dryRun: dryRun, rejects: rejects.map { RejectFile($0) })
    }

    func run(_ source: ImportSource, dryRun: Bool, rejects: (any RejectTaker)?) async throws -> ImportReport {
        try invocation.caller.require(.importsRun)
        let file = try MappedFile(source, options.file, OrderFields.all)
        let survey = try await surveyed(file)
        var plan = try OrderPlan(survey, options, file.table.name)
        var report = ImportReport(file: source.fileName, mapping: file.lines, state: "planned")
        report.counts.lines = survey.lines
        report.counts.documents = survey.documents
        report.notes = plan.notes
        var session = Session(report: report, file: file, plan: plan, progress: hooks.progress)
        session.noteFaults(survey)
        if dryRun {
            try await resolveExisting(&plan, survey, &session)
            session.plan = plan
            try await classify(survey, &session)
            try await write(rejects, survey, session)
        } else {
            try await record(source, survey, rejects, &session)
        }
        return session.report
    }

    private func write(_ rejects: (any RejectTaker)?, _ survey: OrderSurvey, _ session: Session) async throws {
        guard let rejects else { return }
        await hooks.progress(ImportProgress(.rejecting, done: 0))
        try await session.write(rejects, reader: survey.reader)
    }

    private func surveyed(_ file: MappedFile) async throws -> OrderSurvey {
        var survey = OrderSurvey(try OrderLineReader(file.mapping, zone: shop.timeZone))
        let records = try file.table.open()
        do {
            while try records.next() {
                try survey.add(records.record)
                if survey.lines % 20_000 == 0 {
                    await hooks.progress(ImportProgress(.surveying, done: survey.lines, share: records.progress.share))
                    try await hooks.gate()
                }
            }
        } catch let problem as Problem { throw problem.namingOptions }
        survey.finish()
        if survey.lines == 0 {
            throw Problem(
                .invalid, "imports.empty", "The list has no lines", detail: "\(file.table.name) has only a header.")
        }
        if survey.faultyLines * 2 > survey.lines, let first = survey.firstFaults.first {
            throw Problem.mostLinesFaulty(
                file.table.name, faulty: survey.faultyLines, of: survey.lines,
                first: "line \(first.line) \(first.reason)")
        }
        return survey
    }

    // MARK: - For real

    private func record(
        _ source: ImportSource, _ survey: OrderSurvey, _ rejects: (any RejectTaker)?, _ session: inout Session
    ) async throws {
        let lease = background?.lease ?? installation.ids.next().uuidString
        let start = StartImport(
            kind: .orders, fileName: source.fileName, digest: try source.digest(),
            mapping: session.file.lines.joined(separator: ", "), lines: survey.lines, documents: survey.documents,
            lease: lease, task: background?.task)
        let opened = try await perform(start)
        session.report.importID = opened.run.id.reference
        session.report.isResumed = opened.isResumed
        do {
            try await prepare(opened.run.id, lease, survey, &session)
            try await recordDocuments(opened.run.id, lease, survey, &session)
            try await write(rejects, survey, session)
            try await end(opened.run.id, lease, .finished, nil, &session)
        } catch let dropped as ImportDropped {
            throw dropped
        } catch {
            try? await end(opened.run.id, lease, Self.ending(of: error), error, &session)
            throw error
        }
    }

    private static func ending(of error: any Error) -> EndImport.Ending {
        if error is CancellationError { return .interrupted }
        guard let problem = error as? Problem else { return .failed }
        return problem.kind == .unavailable ? .interrupted : .failed
    }

    private func end(
        _ run: ID<ImportRun>, _ lease: String, _ ending: EndImport.Ending, _ error: (any Error)?,
        _ session: inout Session
    ) async throws {
        let problem = error as? Problem
        let record = try await perform(
            EndImport(
                run: run, lease: lease, ending: ending,
                failure: error.map { _ in [problem?.title, problem?.detail].compactMap { $0 }.joined(separator: " ") },
                rejectedDocuments: session.report.counts.rejectedDocuments,
                rejectedLines: session.report.counts.rejectedLines))
        session.report.state = record.state.rawValue
        session.report.counts = record.counts
    }

    private func prepare(
        _ run: ID<ImportRun>, _ lease: String, _ survey: OrderSurvey, _ session: inout Session
    ) async throws {
        var plan = session.plan
        let customers = plan.customers(survey)
        let variants = plan.variants(survey)
        let total = customers.count + variants.count
        var done = 0
        for start in stride(from: 0, to: customers.count, by: PrepareImport.partLimit) {
            try await hooks.gate()
            let part = Array(customers[start..<min(start + PrepareImport.partLimit, customers.count)])
            let outcome = try await perform(PrepareImport(run: run, lease: lease, customers: part, variants: []))
            plan.take(outcome.customers, survey)
            done += part.count
            await session.progress(ImportProgress(.preparing, done: done, total: total))
        }
        for start in stride(from: 0, to: variants.count, by: PrepareImport.partLimit) {
            try await hooks.gate()
            let part = Array(variants[start..<min(start + PrepareImport.partLimit, variants.count)])
            let outcome = try await perform(PrepareImport(run: run, lease: lease, customers: [], variants: part))
            plan.take(outcome.variants, survey)
            done += part.count
            await session.progress(ImportProgress(.preparing, done: done, total: total))
        }
        session.plan = plan
    }

    /// While one part is being written, the next one is read and built.
    private func recordDocuments(
        _ run: ID<ImportRun>, _ lease: String, _ survey: OrderSurvey, _ session: inout Session
    ) async throws {
        let builder = session.plan.builder(options, shop.currency, importID: run.reference)
        let stream = try DocumentStream(session.file.table, survey, builder, documents: partDocuments, lines: partLines)
        var batch = try stream.next()
        var done = 0
        var parts = 0
        while let current = batch {
            try Task.checkCancellation()
            try await hooks.gate()
            session.note(current.refused)
            let part = RecordImportPart(run: run, lease: lease, documents: current.documents)
            let importer = self
            let writing = Background.task { try await importer.perform(part) }
            do {
                batch = try stream.next()
            } catch {
                _ = await writing.result
                throw error
            }
            let outcome = try await writing.value
            session.note(outcome)
            done += current.documents.count + current.refused.count
            await session.progress(ImportProgress(.recording, done: done, total: survey.documents))
            parts += 1
            if let limit = crashesAfterParts, parts >= limit { throw ImportDropped() }
        }
    }

    func perform<A: Action>(_ action: A) async throws -> A.Outcome {
        let performed = try await installation.perform(action, as: invocation)
        guard let outcome = performed.outcome else {
            throw Problem(.conflict, "imports.held", "An approval holds this import.")
        }
        return outcome
    }

    // MARK: - Only tried

    private func resolveExisting(
        _ plan: inout OrderPlan, _ survey: OrderSurvey, _ session: inout Session
    ) async throws {
        let numbers = plan.customers(survey).map(\.number)
        let skus = plan.variants(survey).map(\.sku)
        let known = try await installation.read(as: invocation) { db in
            (try Customer.numbered(numbers, in: db), try Variant.bySKU(skus, in: db))
        }
        plan.take(known.0, survey)
        plan.take(known.1, survey)
        session.report.counts.customers = numbers.count - known.0.count
        session.report.counts.products = skus.count - known.1.count
    }

    private func classify(_ survey: OrderSurvey, _ session: inout Session) async throws {
        let builder = session.plan.builder(options, shop.currency, importID: nil)
        let stream = try DocumentStream(session.file.table, survey, builder, documents: partDocuments, lines: partLines)
        var done = 0
        while let batch = try stream.next() {
            try await hooks.gate()
            let numbers = batch.documents.map(\.number)
            let known = try await installation.read(as: invocation) { db in
                try KnownDocument.among(numbers, in: db)
            }
            session.note(batch.refused)
            session.tally(batch.documents, known)
            done += batch.documents.count + batch.refused.count
            await session.progress(ImportProgress(.recording, done: done, total: survey.documents))
        }
    }
}
