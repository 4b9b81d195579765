import ArgumentParser
import Demo
import Kernel
import Platform

/// A shop to look at and try things in.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Makes a shop to look at and try things in.", subcommands: [Create.self])

    /// Makes it.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a shop with ninety days of trade behind it.",
            discussion: "Everything in it is invented. The same seed at the same time makes the same shop.")

        @Option(help: "What chance is made from.")
        var seed: UInt64 = 7
        @Option(help: "Its short name; there must be no shop of that name.")
        var shop = DemoShop.slug
        @Flag(help: "Answer as JSON.")
        var json = false

        func run() async throws {
            let installation = try Opening.installation()
            try await Opening.requireMigrated(installation)
            let made = try await DemoShop.create(shop, seed: seed, in: installation) { step in
                Terminal.chat("\(step) …")
            }
            if json {
                Terminal.answer(json: try Wire.encode(made))
            } else {
                let orders = made.recordedOrders + made.placedOrders
                Terminal.answer(
                    "\(made.shop): \(made.products) products, \(made.customers) customers, \(orders) orders, \(made.creditNotes) credit notes"
                )
            }
            await installation.store.close()
        }
    }
}
