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
            abstract: "Makes a shop with a year and ninety days of trade behind it.",
            discussion: """
                Everything in it is invented. The same seed at the same time makes the same shop. Nobody in it has a \
                password: 'martlet link USER' prints a link that signs a colleague in once.
                """)

        @Option(help: "What chance is made from.")
        var seed: UInt64 = 7
        @Option(help: "Its short name; there must be no shop of that name.")
        var shop = DemoShop.slug
        @Option(
            help: ArgumentHelp(
                "How many older orders to add before its own past, spread over five years: for work on speed.",
                valueName: "COUNT"))
        var orders = 0
        @Flag(help: "Answer as JSON.")
        var json = false

        func validate() throws {
            guard (0...100_000_000).contains(orders) else {
                throw ValidationError("--orders takes a count from 0 to 100000000.")
            }
        }

        func run() async throws {
            let installation = try Opening.installation()
            try await Opening.requireMigrated(installation)
            let made = try await DemoShop.create(
                shop, seed: seed, olderOrders: orders, in: installation
            ) { step in Terminal.chat("\(step) …") }
            if json {
                Terminal.answer(json: try Wire.encode(made))
            } else {
                let orders = made.olderOrders + made.recordedOrders + made.placedOrders
                Terminal.answer(
                    "\(made.shop): \(made.products) products, \(made.customers) customers, \(orders) orders, \(made.creditNotes) credit notes"
                )
                for colleague in made.colleagues {
                    let words = "\(colleague.name) (\(colleague.role))"
                    Terminal.chat("  \(words): martlet link \(colleague.user) --shop \(made.shop)")
                }
            }
            await installation.store.close()
        }
    }
}
