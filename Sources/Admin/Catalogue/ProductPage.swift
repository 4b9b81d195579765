import Kernel
import Platform
import Web

/// The page of one product: what it is, its variants with prices and stock, what the public sees of it.
enum ProductPage {
    static let steps: [Step] = [
        Step("products.publish", icon: "check") { !isPublished($0) && !isArchived($0) },
        Step("products.update", icon: "pencil"),
        Step("variants.create", icon: "plus", fill: ["product": "id"]) { !isArchived($0) },
        Step("products.unpublish", icon: "dash-circle", main: false) { isPublished($0) },
        Step("products.unarchive", icon: "undo", main: false) { isArchived($0) },
        Step("products.archive", icon: "box", main: false) { !isArchived($0) },
        Step("products.upsert", main: false),
    ]

    static let design = RecordDesign(
        flags: [.flag("archived_at", on: "archived"), .flag("is_published", on: "published", off: "draft")],
        context: context,
        main: [
            .rows(
                "variants", "variants",
                [
                    .text("title", place: .title), Column("sku", .code, place: .second),
                    .money("price", place: .amount),
                    .money("cost"), margin, .flag("is_published", on: "published", off: "draft", place: .state),
                ]),
            .answers("stock_by_location", Related("stock_levels.list", by: "product", limit: 100)) { page, answer in
                StockGrid(desk: page.desk, levels: answer["data"]?.array ?? []).html
            },
            .view("description", description),
        ],
        aside: [
            .view("visibility", visibility),
            .facts(
                "filing", .record("brand"), .record("category", called: "category.path"), Column("handle", .code),
                .any("option_names"), .moment("created_at"), .record("import_id")),
            .view("pictures", pictures),
        ])

    private static func isPublished(_ record: JSON) -> Bool { record["is_published"]?.bool ?? false }
    private static func isArchived(_ record: JSON) -> Bool { !(record["archived_at"]?.isNull ?? true) }

    // MARK: prices

    /// The lowest and the highest price of a product's variants.
    static let priceRange = Column.drawn("price_from", .money, place: .amount) { desk, row in
        let view = ValueView(desk)
        guard let low = row["price_from"], !low.isNull else { return "<span class=\"faint\">–</span>" }
        guard let high = row["price_to"], high != low else { return view.money(low) }
        return "<span class=\"nowrap\">\(view.money(low)) – \(view.money(high))</span>"
    }

    /// What is available of all variants, and whether that is enough.
    static let stock = Column.drawn("stock.available", .number) { desk, row in
        guard let text = row["stock"]?["available"]?.string, let state = row["stock"]?["state"]?.string else {
            return "<span class=\"faint\">–</span>"
        }
        let number: HTML = "<span class=\"num\">\(desk.format.decimal(text))</span>"
        return state == "enough" ? number : "\(ValueView(desk).badge(state)) \(number)"
    }

    /// What is left of a variant's price, of a hundred.
    static let margin = Column.drawn("margin", .percent) { desk, row in
        guard let text = margin(of: row, desk) else { return "<span class=\"faint\">–</span>" }
        return "<span class=\"num\">\(text)</span>"
    }

    /// The margin of a variant in words; nil without price or cost.
    static func margin(of variant: JSON, _ desk: Desk) -> String? {
        guard let price = variant["price"].flatMap(ValueView.price),
            let cost = variant["cost"].flatMap(ValueView.price),
            price.currency == cost.currency, price.micros > 0
        else { return nil }
        let (left, isTooMuch) = price.micros.subtractingReportingOverflow(cost.micros)
        return isTooMuch ? nil : desk.format.percent(left, of: price.micros)
    }

    // MARK: cards

    private static func context(_ page: RecordPageContext) -> HTML? {
        let variants = page.record["variants"]?.array ?? []
        let sku: HTML? =
            variants.count == 1 ? variants[0]["sku"]?.string.map { "<span class=\"mono\">\($0)</span>" } : nil
        let brand: HTML? = page.record["brand"]?["id"]?.string.map { id in
            ValueView(page.desk).reference(.string(id), words: page.record["brand"]?["name"]?.string)
        }
        let count: HTML? = sku == nil ? "\(page.desk.say("product.variants", ["count": variants.count]))" : nil
        let parts = [sku, brand, count].compactMap { $0 }
        return parts.enumerated().html { index, part in "\(index == 0 ? "" : " · ")\(part)" }
    }

    private static func description(_ page: RecordPageContext) -> HTML? {
        guard let text = page.record["description"]?.string, !text.isEmpty else { return nil }
        let paragraphs = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        return "<div class=\"stack stack-s prose\">\(paragraphs.html { "<p>\($0)</p>" })</div>"
    }

    /// Whether the public sees it, why not, and the switch.
    private static func visibility(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let variants = page.record["variants"]?.array ?? []
        let released = variants.filter { $0["is_published"]?.bool ?? false }.count
        let key =
            isArchived(page.record)
            ? "archived" : !isPublished(page.record) ? "draft" : released == 0 ? "none" : "shown"
        let words = desk.say("product.visibility.\(key)", ["released": released, "count": variants.count])
        return "<div class=\"stack stack-s\"><p>\(words)</p>\(toggle(page))</div>"
    }

    private static func toggle(_ page: RecordPageContext) -> HTML? {
        if isArchived(page.record) { return nil }
        let name = isPublished(page.record) ? "products.unpublish" : "products.publish"
        guard let action = page.desk.action(name) else { return nil }
        return StepButton(desk: page.desk, action: action, fields: [("product", page.id)]).html
    }

    private static func pictures(_ page: RecordPageContext) -> HTML? {
        let images = page.record["images"]?.array ?? []
        if images.isEmpty { return nil }
        let items: HTML = images.html { image in
            let url = image["url"]?.string ?? ""
            return "<li><a href=\"\(url)\" rel=\"noreferrer\">\(image["alt"]?.string ?? url)</a></li>"
        }
        return "<ul class=\"stack stack-s\" role=\"list\">\(items)</ul>"
    }
}

/// A button that performs an action at once, without a form in between, and comes back: for what can be undone.
struct StepButton {
    let desk: Desk
    let action: ActionEntry
    let fields: [(name: String, value: String)]

    var html: HTML {
        let hidden: HTML = fields.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" }
        return """
            <form method="post" action="\(RecordAddress.action(action.name.rawValue))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="back" value="\(desk.address.text)">\(hidden)<button class="btn btn-s">\(desk.actionLabel(action))</button></form>
            """
    }
}
