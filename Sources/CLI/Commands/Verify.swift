import ArgumentParser
import Kernel
import Platform

/// Checks every promise on the live database.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks that the books, the stock, the audit log and everything else agree.",
        discussion: "Exit code 1 when anything does not hold.")

    @OptionGroup var shop: ShopOption
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() async throws {
        let installation = try Opening.installation()
        try await Opening.requireMigrated(installation)
        let shops = try await installation.shops().filter { shop.shop == nil || $0.shop.slug == shop.shop }
        if let slug = shop.shop, shops.isEmpty { _ = try await installation.shop(named: slug) }
        var reports: [VerifyReport] = []
        for entry in shops { reports.append(try await installation.verify(entry)) }
        if json {
            Terminal.answer(json: try Wire.encode(reports))
        } else {
            for report in reports { show(report) }
        }
        await installation.store.close()
        if !reports.allSatisfy(\.holds) { throw ExitCode(1) }
    }

    private func show(_ report: VerifyReport) {
        for line in report.checks {
            Terminal.answer(
                "\(line.findings.isEmpty ? "holds " : "BROKEN") \(report.shop) \(line.check): \(line.promise)")
            for finding in line.findings { Terminal.answer("         \(finding)") }
        }
    }
}

/// Puts right what the checks find, where that follows from what is right.
struct Repair: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows, and with --yes does, what puts right what 'martlet verify' finds.",
        discussion: """
            Figures that follow from others are computed again, and the books get what they lack of documents, such as
            those from before the shop kept books. What only people can decide stays. Exit code 1 when something is left.
            """)

    @OptionGroup var shop: ShopOption
    @Flag(help: "Do it.")
    var yes = false

    func run() async throws {
        let installation = try Opening.installation()
        try await Opening.requireMigrated(installation)
        let shops = try await installation.shops().filter { shop.shop == nil || $0.shop.slug == shop.shop }
        if let slug = shop.shop, shops.isEmpty { _ = try await installation.shop(named: slug) }
        for entry in shops {
            for repair in try await installation.repair(entry, isPreview: !yes) {
                let verb = yes ? "done" : "would do"
                let outcome = repair.outcome.map { String(decoding: $0.bytes.prefix(200), as: UTF8.self) } ?? ""
                Terminal.answer("\(verb) \(entry.shop.slug) \(repair.check): \(repair.action) \(outcome)")
            }
        }
        var holds = true
        for entry in shops {
            for line in try await installation.verify(entry).checks where !line.findings.isEmpty {
                holds = false
                Terminal.answer("BROKEN \(entry.shop.slug) \(line.check): \(line.findings[0])")
            }
        }
        await installation.store.close()
        if !holds { throw ExitCode(1) }
    }
}
