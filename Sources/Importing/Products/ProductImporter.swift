import Catalog
import Inventory
import Kernel
import Platform
import Tabular

/// Imports a list of products in the layout that Shopify exports: products with variants, pictures and stock, found by
/// their handles. Importing again changes only what the file says differently.
public struct ProductImporter: Sendable {
    var importing: ImportWork
    let options: FileOptions
    /// How many products are recorded in one transaction, at most.
    public var partProducts = 50

    /// An importer for the shop of the invocation; its caller needs the permission `imports.run`.
    public init(
        _ installation: Installation, shop: ShopEntry, as invocation: Invocation, options: FileOptions = FileOptions()
    ) {
        importing = ImportWork(installation: installation, shop: shop.shop, invocation: invocation)
        self.options = options
    }

    init(_ importing: ImportWork, _ options: FileOptions) {
        self.importing = importing
        self.options = options
    }

    /// Imports the file. A dry run writes nothing and says what would happen.
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
        let file = try MappedFile(source, options, ProductFields.all)
        let list = try ProductList(file)
        var report = ImportReport(file: source.fileName, mapping: file.lines, state: "planned")
        report.counts.lines = list.lines
        report.counts.documents = list.products
        var tally = ImportTally(report: report, file: file)
        for fault in list.faults {
            tally.reject(
                fault.handle, line: fault.line, RejectCause(.unreadable, field: fault.field, fault.reason),
                lines: fault.lines)
        }
        let stream = try list.stream(currency: importing.shop.currency)
        if dryRun {
            try await foretell(stream, &tally)
            if let rejects { try await tally.write(rejects) { record in list.handle(record) } }
        } else {
            try await record(source, file, stream, &tally) { tally in
                if let rejects { try await tally.write(rejects) { record in list.handle(record) } }
            }
        }
        return tally.report
    }

    private func foretell(
        _ stream: ProductStream, _ tally: inout ImportTally
    ) async throws {
        var done = 0
        let needsLocation = try await importing.read { db in try Location.standard(in: db) == nil }
        if needsLocation { tally.report.notes.append("the shop has no location; MAIN would be opened for the stock") }
        while let batch = try stream.next(partProducts) {
            try await importing.hooks.gate()
            for product in batch {
                // A preview of the real thing: what it refuses, the import would refuse.
                var invocation = importing.invocation
                invocation.isPreview = true
                do {
                    let performed = try await importing.installation.perform(product.product, as: invocation)
                    guard let outcome = performed.outcome else { continue }
                    if outcome.isNew {
                        tally.report.counts.products += 1
                    } else if outcome.isChanged {
                        tally.report.counts.updated += 1
                    } else {
                        tally.report.counts.alreadyThere += 1
                    }
                } catch let problem as Problem {
                    tally.reject(
                        product.handle, line: nil, RejectCause(.refused, field: problem.field, problem.inWords),
                        lines: product.rows)
                }
            }
            done += batch.count
            await importing.hooks.progress(ImportProgress(.recording, done: done, total: tally.report.counts.documents))
        }
    }

    private func record(
        _ source: ImportSource, _ file: MappedFile, _ stream: ProductStream, _ tally: inout ImportTally,
        rejects: (ImportTally) async throws -> Void
    ) async throws {
        let opened = try await importing.start(.products, source, file, tally.report.counts)
        tally.report.importID = opened.run.reference
        tally.report.isResumed = opened.isResumed
        do {
            try await importing.openLocation(if: file.mapping.index(ProductFields.quantity.key) != nil)
            var done = 0
            while let batch = try stream.next(partProducts) {
                try Task.checkCancellation()
                try await importing.hooks.gate()
                let part = RecordProductsPart(run: opened.run, lease: opened.lease, products: batch)
                let outcome = try await importing.perform(part)
                for refusal in outcome.refused {
                    tally.reject(
                        refusal.number, line: nil, RejectCause(.refused, refusal.reason), lines: refusal.lines)
                }
                done += batch.count
                await importing.hooks.progress(
                    ImportProgress(.recording, done: done, total: tally.report.counts.documents))
            }
            try await rejects(tally)
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
}
