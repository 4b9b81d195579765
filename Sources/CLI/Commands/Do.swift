import ArgumentParser
import Foundation
import Kernel
import Platform

/// Performs any action by name.
struct Do: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "do", abstract: "Performs an action.",
        discussion: "'martlet actions' lists them; 'martlet actions NAME' shows the input of one with an example.")

    @Argument(help: "The action's name, for example orders.cancel.")
    var name: String
    @OptionGroup var shop: ShopOption
    @Option(help: "A file with the input as JSON; '-' reads standard input.")
    var input: String?
    @Option(help: "The input as JSON text.")
    var data: String?
    @Option(help: "The idempotency key; a random one is made when there is none.")
    var key: String?
    @Flag(help: "Show what would happen and change nothing.")
    var dryRun = false
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let action = try installation.registry.action(name).decode(try bytes())
        var invocation = installation.system("cli", tenant: entry.tenant)
        invocation.isPreview = dryRun
        invocation.idempotencyKey = dryRun ? nil : key ?? installation.ids.next().uuidString
        if let key { try IdempotencyKeys.check(key) }
        let performed = try await installation.runner.performDecoded(action, as: invocation)
        if dryRun {
            let preview: JSON = ["outcome": performed.outcome ?? .null, "effects": try Wire.json(performed.effects)]
            Terminal.answer(json: preview.bytes)
        } else {
            if !json { Terminal.chat("\(name): \(performed.state.rawValue)") }
            Terminal.answer(json: performed.json)
        }
        if !dryRun { try await installation.settle(entry) }
        await installation.store.close()
    }

    private func bytes() throws -> [UInt8] {
        if let data { return Array(data.utf8) }
        guard let input else { return Array("{}".utf8) }
        if input == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: input) else {
            throw Problem(.notFound, "no_such_file", "There is no file \(input).", field: "--input")
        }
        return Array(data)
    }
}

/// Answers any query by name.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers a query as JSON.", discussion: "'martlet queries' lists them with their filters.")

    @Argument(help: "The query's name, for example orders.list.")
    var name: String
    @Argument(help: "Filters as name=value.")
    var filters: [String] = []
    @OptionGroup var shop: ShopOption

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let query = try installation.registry.query(name)
        let form = try FilterArguments.json(filters, fields: query.fields)
        let decoded = try query.decode(form.bytes)
        let body = try await installation.fetchDecoded(decoded, as: installation.system("cli", tenant: entry.tenant))
        Terminal.answer(json: body)
        await installation.store.close()
    }
}
