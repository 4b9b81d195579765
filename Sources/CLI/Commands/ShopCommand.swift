import ArgumentParser
import Kernel
import Platform

/// Shops of this installation.
struct ShopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop", abstract: "Opens and lists shops.", subcommands: [Create.self, List.self])

    /// Opens a shop.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Opens a shop.")

        @Argument(help: "Its short name: lower-case letters, digits, hyphens.")
        var slug: String
        @Option(help: "Its name for people. Default: the short name.")
        var name: String?
        @Option(help: "Its currency, ISO 4217. The books are kept in it.")
        var currency: String
        @Option(help: "Its time zone, IANA. Business days are days there.")
        var timeZone = "UTC"
        @Flag(help: "Answer as JSON.")
        var json = false

        func run() async throws {
            let installation = try Opening.installation()
            try await Opening.requireMigrated(installation)
            let entry = try await installation.createShop(
                slug: slug, name: name ?? slug, currency: try Currency(parsing: currency),
                timeZone: try TimeZoneID(parsing: timeZone))
            if json {
                Terminal.answer(json: try Wire.encode(entry.shop))
            } else {
                Terminal.answer("\(entry.shop.slug) \(entry.shop.id)")
            }
            await installation.store.close()
        }
    }

    /// Lists shops.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the shops.")
        @Flag(help: "Answer as JSON.")
        var json = false

        func run() async throws {
            let installation = try Opening.installation()
            try await Opening.requireMigrated(installation)
            let shops = try await installation.shops()
            if json {
                Terminal.answer(json: try Wire.encode(shops.map(\.shop)))
            } else {
                for entry in shops {
                    Terminal.answer(
                        "\(entry.shop.slug)\t\(entry.shop.name)\t\(entry.shop.currency.code)\t\(entry.shop.timeZone)")
                }
            }
            await installation.store.close()
        }
    }
}
