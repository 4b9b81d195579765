import Analytics
import ArgumentParser
import Kernel
import Platform

/// Reports about a shop.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reports about a shop.", subcommands: [History.self])

    /// Every figure of the shop's history.
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every figure of the shop's history, exactly.",
            discussion:
                "Amounts are exact decimals; '…_rounded' is the sum rounded once, '…_line_rounded' the sum of rounded lines."
        )

        @OptionGroup var shop: ShopOption
        @Flag(help: "Answer as JSON.")
        var json = false

        func run() async throws {
            let (installation, entry) = try await Opening.installation(shop: shop.shop)
            let report = try await installation.read(as: installation.system("cli", tenant: entry.tenant)) { db in
                try HistoryReport.make(in: db)
            }
            if json { Terminal.answer(json: report.bytes) } else { Self.show(report) }
            await installation.store.close()
        }

        private static func show(_ report: JSON) {
            for part in [
                "period", "documents", "customers", "revenue_all_lines", "revenue_products_only", "units", "returns",
            ] {
                Terminal.answer(part)
                for member in report[part]?.object?.members ?? [] {
                    Terminal.answer("  \(member.key)\t\(text(member.value))")
                }
            }
            Terminal.answer("monthly")
            for row in report["monthly"]?.array ?? [] {
                let cells = ["month", "orders", "gross", "returns", "net"].map { text(row[$0] ?? .null) }
                Terminal.answer("  \(cells.joined(separator: "\t"))")
            }
        }

        private static func text(_ value: JSON) -> String {
            value.string ?? String(decoding: value.bytes, as: UTF8.self)
        }
    }
}
