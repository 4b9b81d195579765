import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Tabular
import Testing

@testable import Importing

/// Files as others write them: the same trade, or a refusal that says what to say.
struct OrderFormTests {
    private static let source = TradeFile(seed: 21, documents: 60)

    /// The same list with other names, signs and bytes.
    private static func german(dates: (String) -> String) -> String {
        var text = "Rechnungsnummer;Artikelnummer;Bezeichnung;Menge;Rechnungsdatum;Einzelpreis;Kundennummer;Land\r\n"
        for line in source.lines {
            let quoted =
                "\""
                + line.description.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
            text +=
                [
                    line.invoice, line.code, quoted, "\(line.quantity)", dates(line.at),
                    TradeFile.price(line.mills, ","),
                    line.customer, line.country,
                ].joined(separator: ";") + "\r\n"
        }
        return text
    }

    /// `03.04.2011 10:05:00`
    private static func dayFirst(_ at: String) -> String {
        let parts = at.split(separator: " ")
        let date = parts[0].split(separator: "-")
        return "\(date[2]).\(date[1]).\(date[0]) \(parts[1])"
    }

    @Test(arguments: Engine.available)
    func otherHeadersDelimitersDecimalsDatesAndEncodingsGiveTheSameShop(_ engine: Engine) async throws {
        let plain = try await ImportShop.open(engine)
        try await plain.orders(Self.source.csv())
        let expected = try await plain.facts()
        let text = Self.german(dates: Self.dayFirst)
        var utf16: [UInt8] = [0xff, 0xfe]
        for unit in text.utf16 { utf16 += [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)] }
        for (name, bytes) in [("german.csv", Array(text.utf8)), ("utf16.csv", utf16)] {
            let shop = try await ImportShop.open(engine)
            let report = try await shop.orders(bytes, named: name)
            #expect(report.rejections.isEmpty)
            #expect(try await shop.facts() == expected, "\(name)")
        }
    }

    @Test(arguments: Engine.available)
    func aCountryInWindowsLettersIsReadRight(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        var bytes = Array("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n".utf8)
        bytes += Array("1,10001,CAF".utf8) + [0xc9] + Array(" \"\"MUG\"\",2,2011-05-13 09:00:00,1.25,7,C".utf8) + [0xf4]
        bytes += Array("te d'Ivoire\n".utf8)
        try await shop.orders(bytes)
        let facts = try await shop.facts()
        #expect(facts.count == 1)
        #expect(facts.first?.hasSuffix("|Côte d'Ivoire") == true)
        #expect(facts.first?.contains("CAFÉ") == true)
    }

    @Test func datesThatCanBeReadTwoWaysAreAskedAbout() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list =
            "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n1,10001,1,03/04/2011 10:00,2.50\n2,10002,1,05/06/2011 11:00,2.50\n"
        let refusal = await shop.world.refusal { try await shop.orders(Array(list.utf8)) }
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.remedy?.contains("--dates") == true)
        #expect(try await shop.runs().isEmpty)
        let options = OrderImportOptions(file: FileOptions(dates: .dayMonthYear))
        try await shop.orders(Array(list.utf8), options)
        let at = try Instant(parsing: "2011-04-03T09:00:00Z").microseconds
        #expect(try await shop.facts().contains { $0.contains("|\(at)|") })
    }

    @Test func pricesThatCanBeReadTwoWaysAreAskedAbout() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list =
            "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice\n1;10001;1;2011-04-03 10:00:00;1,250\n2;10002;1;2011-04-03 10:00:00;2,500\n"
        let refusal = await shop.world.refusal { try await shop.orders(Array(list.utf8)) }
        #expect(refusal?.remedy?.contains("--decimals") == true)
        try await shop.orders(Array(list.utf8), OrderImportOptions(file: FileOptions(decimals: .comma)))
        #expect(try await shop.truth().grossMills == 3_750)
    }

    @Test func columnsThatAreNotRecognisedCanBeNamed() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list = "Vorgang,Ware,Wieviel,Wann,Wert\n1,10001,2,2011-04-03 10:00:00,2.55\n"
        let refusal = await shop.world.refusal { try await shop.orders(Array(list.utf8)) }
        #expect(refusal?.code == "tabular.columns_unresolved")
        #expect(refusal?.remedy?.contains("--map") == true)
        let columns = try ["Vorgang=invoice", "Ware=code", "Wieviel=quantity", "4=invoice_date", "Wert=unit_price"].map
        {
            try MappingOverride(parsing: $0)
        }
        try await shop.orders(Array(list.utf8), OrderImportOptions(file: FileOptions(columns: columns)))
        #expect(try await shop.truth().grossMills == 5_100)
    }

    @Test func filesThatAreNoSuchListAreRefused() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let products = "Handle,Title,Variant SKU,Variant Price\nmug,Mug,M1,5.00\n"
        let nonsense =
            "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n" + String(repeating: "a,b,c,d,e\n", count: 5)
        let cases: [(String, [UInt8], String)] = [
            ("picture.png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0], "tabular.not_text"),
            ("orders.json", Array("{\"orders\": []}".utf8), "tabular.not_a_list"),
            ("products.csv", Array(products.utf8), "tabular.columns_unresolved"),
            ("empty.csv", [], "tabular.empty"),
            ("header.csv", Array("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n".utf8), "imports.empty"),
        ]
        for (name, bytes, code) in cases {
            let refusal = await shop.world.refusal { try await shop.orders(bytes, named: name) }
            #expect(refusal?.code == code, "\(name)")
        }
        let refusal = await shop.world.refusal { try await shop.orders(Array(nonsense.utf8)) }
        #expect(refusal != nil && refusal?.kind == .invalid)
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        #expect(try await shop.runs().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aFaultyLineKeepsItsWholeDocumentOutAndIsWrittenWithItsReason(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        var lines = Self.source.lines.map(TradeFile.row)
        let order = try #require(
            Self.source.lines.firstIndex { $0.mills > 0 && $0.quantity > 0 && !$0.invoice.hasPrefix("A") })
        let invoice = Self.source.lines[order].invoice
        let good = lines[order]
        lines[order] = good.replacingLast(",\(TradeFile.price(Self.source.lines[order].mills, ".")),", with: ",free!,")
        lines.append(",10001,NAMELESS,1,2011-05-01 10:00:00,1.00,,United Kingdom")
        lines.append("999001,10001,PLAIN,-2,2011-05-01 10:00:00,1.00,,United Kingdom")
        lines.append("C999002,10001,PLAIN,2,2011-05-01 10:00:00,1.00,,United Kingdom")
        func file(_ lines: [String]) -> [UInt8] {
            Array((TradeFile.header.joined(separator: ",") + "\n" + lines.joined(separator: "\n") + "\n").utf8)
        }
        let sink = ByteSink()
        let report = try await shop.orders(file(lines), rejects: sink)
        #expect(report.counts.rejectedDocuments == 3)
        let ofInvoice = Self.source.lines.count { $0.invoice == invoice }
        #expect(report.counts.rejectedLines == ofInvoice + 3)
        let rejects = try TabularFile.inspect(bytes: sink.bytes, name: "rejects.csv")
        #expect(rejects.headers == TradeFile.header + ["line", "reason"])
        var reasons: [String: [String]] = [:]
        try rejects.open().forEach { record in reasons[record.text(0), default: []].append(record.text(9)) }
        #expect(reasons[invoice]?.count == ofInvoice)
        #expect(reasons[invoice]?.contains { $0.contains("free!") } == true)
        #expect(reasons[""] == ["has no invoice number"])
        #expect(reasons["999001"]?.first?.contains("not that of a return") == true)
        #expect(reasons["C999002"]?.first?.contains("above nothing") == true)
        #expect(try await shop.facts().allSatisfy { !$0.contains("|\(invoice)|") })
        #expect(try await shop.world.verify().isEmpty)
        lines[order] = good
        try await shop.orders(file(Array(lines.dropLast(3))), named: "corrected.csv")
        #expect(try await shop.truth() == Self.source.truth)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test func timesAreThoseOfTheShopAlsoWhenClocksChange() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list = """
            InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice
            1,10001,1,2011-01-15 10:00:00,1.00
            2,10001,1,2011-07-15 10:00:00,1.00
            3,10001,1,2011-07-15T10:00:00+05:00,1.00
            """
        try await shop.orders(Array(list.utf8), OrderImportOptions(file: FileOptions(dates: .yearMonthDay)))
        let times = try await shop.facts().map { $0.split(separator: "|")[9] }
        let expected = try ["2011-01-15T10:00:00Z", "2011-07-15T09:00:00Z", "2011-07-15T05:00:00Z"].map {
            "\(try Instant(parsing: $0).microseconds)"
        }
        #expect(times.map(String.init) == expected)
    }

    @Test func aFileWhoseNumbersMostlyBeginWithAIsAskedAbout() async throws {
        let shop = try await ImportShop.open(.sqlite)
        var list = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n"
        for index in 0..<10 { list += "A10\(index),10001,1,2011-01-15 10:00:00,1.00\n" }
        let refusal = await shop.world.refusal { try await shop.orders(Array(list.utf8)) }
        #expect(refusal?.code == "imports.prefix_unclear")
        let report = try await shop.orders(Array(list.utf8), OrderImportOptions(adjustmentPrefix: ""))
        #expect(report.counts.orders == 10)
    }

    @Test func servicesHaveNoStock() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let report = try await shop.orders(Self.source.csv())
        #expect(report.notes.first?.contains("BANK CHARGES") == true)
        let tenant = shop.world.shop.tenant
        let services = try await shop.world.read { db in
            try db.rows("SELECT sku FROM variant WHERE tenant = \(tenant) AND is_stocked = 0 ORDER BY sku") { row in
                try row.next() as String
            }
        }
        #expect(Set(services).isSubset(of: ["B", "BANK CHARGES", "C2", "M", "POST"]))
        #expect(services.contains("POST"))
        let rule = try ArticleRule(pattern: nil, skus: ["SHIRT-RED", "SHIRT-BLUE", "POSTAGE"])
        #expect(rule.isArticle("SHIRT-RED") && !rule.isArticle("POSTAGE"))
        #expect(throws: Problem.self) { try ArticleRule(pattern: "[0-9", skus: []) }
    }
}

extension String {
    /// The text with the last occurrence of a part replaced.
    fileprivate func replacingLast(_ part: String, with other: String) -> String {
        guard let range = ranges(of: part).last else { return self }
        return replacingCharacters(range, other)
    }

    private func replacingCharacters(_ range: Range<String.Index>, _ other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
