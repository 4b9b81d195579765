import ArgumentParser
import Identity
import Kernel
import Platform

/// API keys of a shop.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes API keys.", subcommands: [Create.self])

    /// Makes a key; its text is shown once.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes an API key and prints it, once.")

        @Argument(help: "What the key is for.")
        var name: String
        @Option(help: "Permission patterns, separated by commas: orders.*, *.read, products.publish.")
        var scopes: String
        @Option(help: "How many days it works. Without it until it is revoked.")
        var days: Int?
        @OptionGroup var shop: ShopOption
        @Flag(help: "Answer as JSON.")
        var json = false

        func run() async throws {
            let (installation, entry) = try await Opening.installation(shop: shop.shop)
            let expires = days.map { installation.clock.now + .days(Int64($0)) }
            let patterns = scopes.split(separator: ",").map(String.init)
            let made = try await Authenticator(installation).createAPIKey(
                name: name, scopes: patterns, expires: expires, as: installation.system("cli", tenant: entry.tenant))
            if json {
                let answer: JSON = ["id": .string(made.key.id.description), "key": .string(made.text)]
                Terminal.answer(json: answer.bytes)
            } else {
                Terminal.answer(made.text)
                Terminal.chat("It is shown this once. Send it as 'Authorization: Bearer …'.")
            }
            await installation.store.close()
        }
    }
}

/// A one-time link for somebody who cannot sign in.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Prints a link that signs somebody in once.",
        discussion: "Without a person: the owner of a shop to whom nobody has signed in yet.")

    @Argument(help: "The person's id, as 'martlet ask team.list' shows it.")
    var user: String?
    @OptionGroup var shop: ShopOption

    func run() async throws {
        let settings = try Opening.settings()
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let link: SignInLink
        if let user {
            guard let id = Reference(user)?.id(User.self) else {
                throw Problem(
                    .invalid, "bad_user", "'\(user)' is no person's id.",
                    remedy: "'martlet ask team.list' lists the team.")
            }
            link = try await Authenticator(installation).makeLink(
                for: id, as: installation.system("cli", tenant: entry.tenant))
        } else if let first = try await Firstrun.prepare(shop: entry, in: installation) {
            link = first
        } else {
            throw Problem(
                .conflict, "owner_can_sign_in", "The owner of '\(entry.shop.slug)' can sign in already.",
                remedy: "Name the person: 'martlet link usr_…'; 'martlet ask team.list' lists them.")
        }
        Terminal.answer("\(settings.publicURL)/link/\(link.token)")
        Terminal.chat("Good once, until \(link.expires).")
        await installation.store.close()
    }
}
