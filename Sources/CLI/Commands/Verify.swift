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
