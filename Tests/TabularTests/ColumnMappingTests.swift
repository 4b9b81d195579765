import Kernel
import Tabular
import Testing

/// What an import of invoice lines needs.
private let invoiceFields = [
    TargetField(
        key: "invoice", label: "Invoice number",
        synonyms: [
            "InvoiceNo", "Order number", "Bill no", "Rechnungsnummer", "Belegnummer", "Numéro de facture", "Nº factura",
            "Número de factura",
        ],
        isRequired: true),
    TargetField(
        key: "sku", label: "SKU",
        synonyms: ["StockCode", "Item code", "Artikelnummer", "Référence", "Código de artículo"],
        isRequired: true),
    TargetField(
        key: "description", label: "Description", synonyms: ["Item name", "Bezeichnung", "Désignation", "Descripción"]),
    TargetField(
        key: "quantity", label: "Quantity", synonyms: ["Qty", "Menge", "Anzahl", "Quantité", "Cantidad"], kind: .number,
        isRequired: true),
    TargetField(
        key: "invoice_date", label: "Invoice date",
        synonyms: ["Date", "Rechnungsdatum", "Datum", "Date de facture", "Fecha de factura", "Fecha"], kind: .dateTime,
        isRequired: true),
    TargetField(
        key: "unit_price", label: "Unit price", synonyms: ["Price", "Einzelpreis", "Prix unitaire", "Precio unitario"],
        kind: .number, isRequired: true),
    TargetField(
        key: "customer", label: "Customer number",
        synonyms: ["CustomerID", "Kundennummer", "Numéro client", "Número de cliente"]),
    TargetField(key: "country", label: "Country", synonyms: ["Land", "Pays", "País"]),
]

@Suite struct ColumnMappingTests {
    private static let row = [
        "536365", "85123A", "HANGING HEART", "6", "2010-12-01 08:26:00", "2.55", "17850", "France",
    ]
    private static let second = ["C536379", "22423", "CAKE STAND", "-1", "2010-12-13 09:00:00", "12.75", "", "EIRE"]

    private static func list(_ header: [String], _ rows: [[String]] = [row, second], delimiter: String = ",") -> String
    {
        ([header] + rows).map { (cells: [String]) -> String in cells.joined(separator: delimiter) + "\n" }.joined()
    }

    private static func resolve(_ text: String, _ options: MappingOptions = MappingOptions()) throws -> ResolvedMapping
    {
        try ColumnMapping(invoiceFields).resolve(try inspect(text, vocabulary: invoiceFields), options: options)
    }

    private static func places(_ mapping: ResolvedMapping) -> [Int?] {
        invoiceFields.map { (field: TargetField) -> Int? in mapping.index(field.key) }
    }

    @Test(arguments: [
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "invoice_no,stock_code,description,qty,invoice_date,unit_price,customer_id,country",
        "Invoice No.,Item Code,Item Name,QTY,DATE,Price,Customer ID,COUNTRY",
        "Invoice,Sku,Descripton,Quantty,Invoice Date,Unit Price (GBP),Customer number,Country",
        "Rechnungsnummer,Artikelnummer,Bezeichnung,Menge,Rechnungsdatum,Einzelpreis,Kundennummer,Land",
        "Beleg-Nummer,Artikel-Nr,Bezeichnung,Anzahl,Datum,Einzelpreis,Kunden-Nummer,Land",
        "Numéro de facture,Référence,Désignation,Quantité,Date de facture,Prix unitaire,Numéro client,Pays",
        "NUMERO DE FACTURE,REFERENCE,DESIGNATION,QUANTITE,DATE,PRIX UNITAIRE,NUMERO CLIENT,PAYS",
        "Número de factura,Código de artículo,Descripción,Cantidad,Fecha,Precio unitario,Número de cliente,País",
    ]) func headersAreRecognised(header: String) throws {
        let options =
            header.contains("Artikel-Nr")
            ? MappingOptions(overrides: [try MappingOverride(parsing: "Artikel-Nr=sku")]) : MappingOptions()
        let names = header.split(separator: ",").map(String.init)
        let mapping = try Self.resolve(Self.list(names), options)
        #expect(Self.places(mapping) == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(mapping.column("unit_price")?.numberStyle == .point)
        #expect(mapping.ignoredHeaders.isEmpty)
    }

    @Test(arguments: 0..<20) func theOrderOfColumnsDoesNotMatter(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        let names = [
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
        ]
        let order = Array(0..<8).shuffled(using: &numbers)
        let shuffled = [names, Self.row, Self.second].map { (cells: [String]) -> [String] in
            order.map { (index: Int) -> String in cells[index] }
        }
        let mapping = try Self.resolve(Self.list(shuffled[0], Array(shuffled[1...])))
        #expect(Self.places(mapping) == (0..<8).map { (index: Int) -> Int? in order.firstIndex(of: index) })
    }

    @Test func germanFilesKeepTheirNumbersAndDates() throws {
        let text =
            "Belegnummer;Artikelnummer;Menge;Datum;Einzelpreis\n1;A;2;13.02.2011;1.234,50\n2;B;3;01.02.2011;2,00\n"
        let mapping = try Self.resolve(text)
        #expect(mapping.column("unit_price")?.numberStyle == .comma)
        #expect(mapping.column("invoice_date")?.dateOrder == .dayMonthYear)
        #expect(mapping.column("invoice_date")?.proof == Witness(line: 2, text: "13.02.2011"))
        let reader = try inspect(text, vocabulary: invoiceFields).open()
        var price = try #require(mapping.numbers("unit_price"))
        var date = try #require(mapping.dates("invoice_date"))
        _ = try reader.next()
        #expect(try price.micros(reader.record) == 1_234_500_000)
        #expect(try date.dateTime(reader.record) == LocalDateTime(year: 2011, month: 2, day: 13))
    }

    @Test func whatIsMissingIsListedAtOnce() throws {
        let text = "Number,Thing,How many,When,Cost\n1,A,2,2011-02-13,1.5\n2,B,3,2011-02-14,2.5\n"
        let found = try #require(problem { _ = try ColumnMapping(invoiceFields).resolve(inspect(text)) })
        #expect(found.code == "tabular.columns_unresolved")
        #expect(found.errors.map(\.field) == ["invoice", "sku", "quantity", "invoice_date", "unit_price"])
        #expect(Set(found.errors.map(\.code)) == ["column_missing"])
        #expect(found.detail?.contains("3 \"How many\" (whole numbers: 2, 3)") == true, "\(found.detail ?? "")")
        let given = [
            "1=invoice", "Thing=sku", "how MANY=quantity", "When=invoice_date", "#=unit_price", "5=unit_price",
        ]
        let overrides = try given.filter { (text: String) -> Bool in text != "#=unit_price" }.map(
            MappingOverride.init(parsing:))
        let mapping = try ColumnMapping(invoiceFields).resolve(
            inspect(text), options: MappingOptions(overrides: overrides))
        #expect(Self.places(mapping) == [0, 1, nil, 2, 3, 4, nil, nil])
    }

    @Test func twoEquallyGoodColumnsAreAskedAbout() throws {
        let header = [
            "InvoiceNo", "StockCode", "Price", "Quantity", "InvoiceDate", "Unit price", "Unit-Price", "Country",
        ]
        let text = Self.list(
            header,
            [
                ["1", "A", "1.5", "2", "2010-12-01", "2.5", "3.5", "x"],
                ["2", "B", "1.5", "2", "2010-12-01", "2.5", "3.5", "y"],
            ])
        let found = try #require(problem { _ = try Self.resolve(text) })
        #expect(found.errors.map(\.code) == ["column_ambiguous"])
        #expect(found.errors.first?.message.contains("6 \"Unit price\" or 7 \"Unit-Price\"") == true)
        let mapping = try Self.resolve(
            text, MappingOptions(overrides: [MappingOverride(column: "7", field: "unit_price")]))
        #expect(mapping.index("unit_price") == 6 && mapping.ignoredHeaders == ["Price", "Unit price"])
    }

    @Test func aColumnThatCannotHoldTheFieldIsNotTaken() throws {
        var row = Self.row
        row[3] = "six"
        let header = [
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
        ]
        let found = try #require(problem { _ = try Self.resolve(Self.list(header, [row, row])) })
        #expect(found.errors.map(\.field) == ["quantity"])
        #expect(found.errors.first?.message.contains("holds text, not numbers") == true)
    }

    @Test func openFormatsAreAskedAboutAndCanBeStated() throws {
        let text = "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice\n1;A;2;03/04/2011;1,234\n2;B;3;05/06/2011;2\n"
        let found = try #require(problem { _ = try Self.resolve(text) })
        #expect(Set(found.errors.map(\.code)) == ["format_ambiguous"])
        #expect(found.errors.map(\.field) == ["invoice_date", "unit_price"])
        #expect(found.errors.first?.message.contains("\"InvoiceDate=invoice_date:mdy\"") == true)
        let overrides = try ["InvoiceDate=invoice_date:mdy", "UnitPrice=unit_price:comma"].map(
            MappingOverride.init(parsing:))
        let stated = try Self.resolve(text, MappingOptions(overrides: overrides))
        #expect(
            stated.column("invoice_date")?.dateOrder == .monthDayYear
                && stated.column("unit_price")?.numberStyle == .comma)
        let general = try Self.resolve(text, MappingOptions(numberStyle: .point, dateOrder: .dayMonthYear))
        #expect(
            general.column("invoice_date")?.dateOrder == .dayMonthYear
                && general.column("unit_price")?.isFormatDeclared == true)
        let torn = text + "3;C;1;13/04/2011;1\n4;C;1;04/13/2011;1\n"
        let conflict = problem { _ = try Self.resolve(torn, MappingOptions(numberStyle: .point)) }
        #expect(conflict?.errors.map(\.code) == ["format_conflict"])
        #expect(conflict?.detail?.contains("on line 4") == true && conflict?.detail?.contains("on line 5") == true)
    }

    @Test func wrongOverridesAreNamed() throws {
        let header = [
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
        ]
        let wrong = ["Nothing=sku", "9=sku", "1=nothing", "InvoiceDate=invoice_date:dym"]
        let overrides = try wrong.map(MappingOverride.init(parsing:))
        let found = try #require(
            problem { _ = try Self.resolve(Self.list(header), MappingOptions(overrides: overrides)) })
        #expect(found.errors.map(\.code) == ["column_unknown", "column_unknown", "field_unknown", "format_unknown"])
        #expect(problem { _ = try MappingOverride(parsing: "Invoice") }?.code == "tabular.mapping_malformed")
        #expect(try MappingOverride(parsing: "a=b=sku") == MappingOverride(column: "a=b", field: "sku"))
        let without = try Self.resolve(
            Self.list(header), MappingOptions(overrides: [MappingOverride(column: "Country", field: "-")]))
        #expect(without.index("country") == nil && without.ignoredHeaders == ["Country"])
    }

    @Test func listsWithoutHeaderAreMappedByNumber() throws {
        let text = Self.row.joined(separator: ",") + "\n" + Self.second.joined(separator: ",") + "\n"
        let file = try inspect(text, vocabulary: invoiceFields)
        #expect(file.header == .absent)
        let overrides = try ["1=invoice", "2=sku", "4=quantity", "5=invoice_date", "6=unit_price"].map(
            MappingOverride.init(parsing:))
        let mapping = try ColumnMapping(invoiceFields).resolve(file, options: MappingOptions(overrides: overrides))
        #expect(Self.places(mapping) == [0, 1, nil, 3, 4, 5, nil, nil])
        #expect(problem { _ = try ColumnMapping(invoiceFields).resolve(file) }?.errors.count == 5)
    }

    @Test(arguments: [
        "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src",
        "Handle,Title,Body,Vendor,Option1 name,Option1 value,Variant sku,Variant inventory quantity,Variant price,Image src",
        "HANDLE,TITLE,BODY HTML,VENDOR,OPTION1 NAME,OPTION1 VALUE,VARIANT SKU,VARIANT INVENTORY QTY,VARIANT PRICE,IMAGE SRC",
    ]) func shopHeadersInAnyCase(header: String) throws {
        let fields = [
            TargetField(key: "handle", label: "Handle", isRequired: true),
            TargetField(key: "title", label: "Title", isRequired: true),
            TargetField(key: "body", label: "Body (HTML)", synonyms: ["Body"]),
            TargetField(key: "option1_name", label: "Option1 Name"),
            TargetField(key: "option1_value", label: "Option1 Value"),
            TargetField(key: "sku", label: "Variant SKU"),
            TargetField(
                key: "stock", label: "Variant Inventory Qty", synonyms: ["Variant Inventory Quantity"], kind: .integer),
            TargetField(key: "price", label: "Variant Price", kind: .number),
            TargetField(key: "image", label: "Image Src"),
        ]
        let text =
            header
            + "\nmug,Mug,\"<p>A, b</p>\",Acme,Size,S,M-1,4,12.50,https://example.com/a.png\nmug,,,,,L,M-2,5,13.50,\n"
        let mapping = try ColumnMapping(fields).resolve(inspect(text, vocabulary: fields))
        #expect(fields.map { (field: TargetField) -> Int? in mapping.index(field.key) } == [0, 1, 2, 4, 5, 6, 7, 8, 9])
    }
}
