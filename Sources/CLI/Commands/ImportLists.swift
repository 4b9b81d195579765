import ArgumentParser
import Importing
import Kernel
import Platform

/// Imports a list of products.
struct ImportProducts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products", abstract: "Imports products with variants, pictures and stock, in Shopify's layout.",
        discussion: """
            Rows that share a handle are one product: the first carries its text, rows with a price are variants, rows \
            may add pictures. Products are found by handle; importing again changes only what the file says differently.
            """)

    @OptionGroup var shop: ShopOption
    @OptionGroup var file: FileArguments

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let importer = ProductImporter(
            installation, shop: entry, as: installation.system("import", tenant: entry.tenant),
            options: try file.options())
        let report = try await importer.run(
            .path(file.file), dryRun: file.dryRun, rejects: try file.rejectsSink(), progress: ImportSpeech.progress)
        try await ImportSpeech.finish(report, file, installation, entry)
    }
}

/// Imports a list of customers.
struct ImportCustomers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers", abstract: "Imports customers, with or without a line that names the columns.",
        discussion: """
            Fields: name (or first_name and last_name), email, phone, number, country, note. Whoever is in the shop \
            already, by number or e-mail address, stays as they are.
            """)

    @OptionGroup var shop: ShopOption
    @OptionGroup var file: FileArguments
    @Option(help: "A tag for every customer that is made.")
    var tag: String?

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let importer = CustomerImporter(
            installation, shop: entry, as: installation.system("import", tenant: entry.tenant),
            options: try file.options(), tag: tag)
        let report = try await importer.run(
            .path(file.file), dryRun: file.dryRun, rejects: try file.rejectsSink(), progress: ImportSpeech.progress)
        try await ImportSpeech.finish(report, file, installation, entry)
    }
}
