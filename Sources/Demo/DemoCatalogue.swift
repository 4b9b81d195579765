import Catalog
import Kernel

/// The articles of the demo shop, ready to be brought into its catalogue.
struct DemoCatalogue {
    /// One SKU.
    struct Article: Sendable {
        let sku: String
        let title: String
        let price: UnitPrice
        let category: String
        /// How often it is bought, against the others.
        let weight: Int
        let state: State
    }

    /// Where an article is in its life.
    enum State: Sendable { case onSale, draft, retired }

    private(set) var products: [UpsertProduct] = []
    private(set) var articles: [Article] = []
    /// The places of the products that are on sale no more.
    private(set) var retired: [Int] = []

    /// Gift wrapping: a service, of which there is no stock.
    static let wrapping = "GIFT-WRAP"

    init(_ chance: inout RandomnessGenerator) throws {
        var (category, brand, letter) = ("", "", "")
        for line in DemoArticles.text.split(separator: "\n").map(String.init) {
            let cells = Self.cells(line)
            if line.hasPrefix("# "), cells.count == 3 {
                (category, brand, letter) = (String(cells[0].dropFirst(2)), cells[1], cells[2])
            } else {
                try add(cells, category: category, brand: brand, letter: letter, &chance)
            }
        }
        let price = try UnitPrice("3.00", .gbp)
        products.append(
            UpsertProduct(
                handle: "gift-wrapping", title: "Gift wrapping",
                description: "Wrapped by hand, with a ribbon and a tag.",
                isPublished: true,
                variants: [VariantInput(sku: Self.wrapping, price: price, isStocked: false, isPublished: true)]))
    }

    private mutating func add(
        _ cells: [String], category: String, brand: String, letter: String, _ chance: inout RandomnessGenerator
    ) throws {
        try invariant(cells.count == 4, "an article has four cells: \(cells)")
        let (title, state) = Self.life(of: cells[0])
        let option = cells[1].split(separator: ":", maxSplits: 1).map { Self.trimmed($0) }
        let values = option.count == 2 ? Self.parts(option[1]) : []
        let prices = Self.parts(cells[2])
        let number = products.count + 101
        // Few articles are loved by many, many by few.
        let weight = 2 + 40 / Int.random(in: 1...20, using: &chance)
        var variants: [VariantInput] = []
        for (index, value) in (values.isEmpty ? [""] : values).enumerated() {
            let sku = value.isEmpty ? "\(letter)\(number)" : "\(letter)\(number)-\(Self.code(of: value, at: index))"
            let price = try UnitPrice(prices[min(index, prices.count - 1)], .gbp)
            let cost = UnitPrice(
                micros: price.micros * Int64.random(in: 36...52, using: &chance) / 1_000_000 * 10_000, .gbp)
            variants.append(
                VariantInput(
                    sku: sku, options: value.isEmpty ? nil : [value], price: price, cost: cost,
                    barcode: Self.barcode(number, index), weightGrams: Int(cells[3]), isStocked: true,
                    isPublished: state != .draft))
            articles.append(
                Article(
                    sku: sku, title: value.isEmpty ? title : "\(title), \(value)", price: price, category: category,
                    weight: max(1, weight - 2 * index), state: state))
        }
        if state == .retired { retired.append(products.count) }
        products.append(
            UpsertProduct(
                handle: title.lowercased(), title: title, description: DemoWords.description(title, brand, category),
                brand: brand, category: category, optionNames: option.count == 2 ? [option[0]] : nil,
                isPublished: state != .draft, variants: variants))
    }

    private static func life(of cell: String) -> (title: String, state: State) {
        if cell.hasPrefix("~ ") { return (String(cell.dropFirst(2)), .draft) }
        if cell.hasPrefix("- ") { return (String(cell.dropFirst(2)), .retired) }
        return (cell, .onSale)
    }

    private static func code(of value: String, at index: Int) -> String {
        let letters = value.uppercased().filter { $0.isLetter || $0.isNumber }
        return "\(letters.prefix(3))\(index + 1)"
    }

    /// An EAN-13 of the range that shops give themselves: 20…, with its check digit.
    private static func barcode(_ number: Int, _ index: Int) -> String {
        let digits = "200000" + "\(1_000_000 + number * 10 + index)".dropFirst()
        let sum = digits.enumerated().reduce(0) { sum, digit in
            sum + (digit.element.wholeNumberValue ?? 0) * (digit.offset % 2 == 0 ? 1 : 3)
        }
        return "\(digits)\((10 - sum % 10) % 10)"
    }

    private static func cells(_ line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map { trimmed($0) }
    }

    private static func parts(_ text: String) -> [String] { text.split(separator: "/").map { trimmed($0) } }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
