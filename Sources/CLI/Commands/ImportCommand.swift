import ArgumentParser
import Importing
import Kernel
import Platform
import Tabular

/// Brings files in, lists what was brought in, takes it out again.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Imports orders, products and customers from files.",
        discussion: "Importing the same file again changes nothing, and goes on with an import that was interrupted.",
        subcommands: [
            ImportOrders.self, ImportProducts.self, ImportCustomers.self, ImportListing.self, ImportUndo.self,
        ])
}

/// How a file is written, as options.
struct FileArguments: ParsableArguments {
    @Argument(help: "The file: CSV with any delimiter, gzip allowed.")
    var file: String
    @Flag(help: "Show what would happen and change nothing.")
    var dryRun = false
    @Option(
        help: ArgumentHelp(
            "A column and the field it is: \"Invoice No=invoice\", \"3=invoice_date:dmy\", \"Notes=-\". Can be repeated.",
            valueName: "COLUMN=FIELD"))
    var map: [String] = []
    @Option(help: "How numbers are written: point (1,234.56) or comma (1.234,56).")
    var decimals: NumberStyle?
    @Option(help: "In which order dates stand: dmy, mdy or ymd.")
    var dates: DateOrder?
    @Option(help: "The text encoding: utf-8, utf-16le, utf-16be, windows-1252 or iso-8859-1.")
    var encoding: TextEncoding?
    @Option(help: "What stands between cells: comma, semicolon, tab or bar.")
    var delimiter: DelimiterWord?
    @Flag(inversion: .prefixedNo, help: "Whether the first line names the columns.")
    var header: Bool?
    @Option(help: ArgumentHelp("Where to write the lines that were not taken, with the reasons.", valueName: "FILE"))
    var rejects: String?
    @Flag(help: "Answer as JSON.")
    var json = false

    func options() throws -> FileOptions {
        FileOptions(
            columns: try map.map { text in try MappingOverride(parsing: text) }, decimals: decimals, dates: dates,
            encoding: encoding, delimiter: delimiter?.byte, hasHeader: header)
    }

    func rejectsSink() throws -> ByteSink? { try rejects.map { path in try ByteSink(path: path) } }
}

/// What stands between cells, by name.
enum DelimiterWord: String, CaseIterable, ExpressibleByArgument {
    case comma, semicolon, tab, bar

    var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: 9
        case .bar: UInt8(ascii: "|")
        }
    }
}

extension NumberStyle: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}

/// Imports a list of orders.
struct ImportOrders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Imports a list of orders, one line for each article of each document.",
        discussion: """
            Fields: invoice, code, quantity, invoice_date, unit_price are needed; description, customer, country are \
            taken where they are. Times are the shop's local times. Numbers that begin with C are returns, with A \
            adjustments; a price of nothing is given away, a negative quantity without a price is a write-off.
            """)

    @OptionGroup var shop: ShopOption
    @OptionGroup var file: FileArguments
    @Option(help: "What the numbers of returns begin with; 'none' if there are none.")
    var returnPrefix = "C"
    @Option(help: "What the numbers of adjustments begin with; 'none' if there are none. Default: A.")
    var adjustmentPrefix: String?
    @Option(
        help: ArgumentHelp(
            "A pattern that codes of goods match; others are services without stock.", valueName: "PATTERN"))
    var articles: String?
    @Option(help: "The sales channel of the orders.")
    var channel = "import"

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let options = OrderImportOptions(
            file: try file.options(), returnPrefix: returnPrefix == "none" ? "" : returnPrefix,
            adjustmentPrefix: adjustmentPrefix.map { $0 == "none" ? "" : $0 }, articlePattern: articles,
            channel: channel)
        let importer = OrderImporter(
            installation, shop: entry, as: installation.system("import", tenant: entry.tenant), options: options)
        let report = try await importer.run(
            .path(file.file), dryRun: file.dryRun, rejects: try file.rejectsSink(), progress: ImportSpeech.progress)
        try await ImportSpeech.finish(report, file, installation, entry)
    }
}

/// Lists imports.
struct ImportListing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the shop's imports, newest first.")

    @OptionGroup var shop: ShopOption
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let runs = try await ImportRun.latest(100, installation, as: installation.system("cli", tenant: entry.tenant))
        if json {
            Terminal.answer(json: try Wire.encode(runs))
        } else {
            for run in runs {
                let what = ImportSpeech.counts(run.counts, kind: run.kind)
                Terminal.answer(
                    "\(run.id)\t\(run.kind.rawValue)\t\(run.state.rawValue)\t\(run.startedAt)\t\(run.fileName)\t\(what)"
                )
            }
        }
        await installation.store.close()
    }
}

/// Takes an import back.
struct ImportUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes an import back: untouched documents, customers and articles it made.",
        discussion: "What was changed since, or what something else stands on, stays and is named.")

    @Argument(help: "The import, as 'martlet import list' names it.")
    var importID: String
    @OptionGroup var shop: ShopOption
    @Flag(help: "Also when the import says that it is running: its process is gone.")
    var evenIfRunning = false
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() async throws {
        let (installation, entry) = try await Opening.installation(shop: shop.shop)
        let id = try ID<ImportRun>(parsing: importID)
        let undoing = ImportUndoing(installation, as: installation.system("import", tenant: entry.tenant))
        let report = try await undoing.run(id, evenIfRunning: evenIfRunning, progress: ImportSpeech.progress)
        ImportSpeech.endProgress()
        try await installation.settle(entry)
        if json {
            Terminal.answer(json: try Wire.encode(report))
        } else {
            Terminal.answer(
                "removed \(report.orders) orders, \(report.creditNotes) credit notes, \(report.stockDocuments) stock documents, "
                    + "\(report.customers) customers, \(report.products) products")
            if report.kept > 0 {
                let named = report.keptDocuments.map(\.description).joined(separator: ", ")
                Terminal.answer(
                    "\(report.kept) documents stay, because they were changed or something stands on them: \(named)")
            }
        }
        await installation.store.close()
    }
}
