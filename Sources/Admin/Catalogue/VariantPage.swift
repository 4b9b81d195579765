import Kernel
import Web

/// The page of one variant: its prices, where it lies, what it is made of.
enum VariantPage {
    static let steps: [Step] = [
        Step("variants.publish", icon: "check") { !isPublished($0) },
        Step("variants.update", icon: "pencil"),
        Step("inventory.adjust", icon: "shelf", fill: ["lines.0.variant": "id"], when: isStocked),
        Step("inventory.stock_in", icon: "truck", main: false, fill: ["lines.0.variant": "id"], when: isStocked),
        Step("inventory.count", icon: "scan", main: false, fill: ["lines.0.variant": "id"], when: isStocked),
        Step("inventory.transfer", icon: "swap", main: false, fill: ["lines.0.variant": "id"], when: isStocked),
        Step("variants.unpublish", icon: "dash-circle", main: false) { isPublished($0) },
    ]

    static let design = RecordDesign(
        flags: [.flag("is_published", on: "published", off: "draft")], title: title, context: context,
        main: [
            .view("prices", prices),
            .related(
                "stock_by_location", "stock_levels.list", by: "variant",
                [
                    .record("location", called: "location_name", place: .title), .number("on_hand"),
                    .number("reserved"),
                    .number("available", place: .amount), .state("state", place: .state),
                ], limit: 20),
            .answers("moves", Related("stock_moves.list", by: "variant", limit: 10)) { page, answer in
                StockMovesView(desk: page.desk, moves: answer["data"]?.array ?? [], onHand: nil).html
            },
        ],
        aside: [
            .facts(
                "about", .record("product"), Column("barcode", .code), .any("options"), .number("weight_grams"),
                .yesNo("is_stocked"), .number("position"), .moment("created_at"))
        ])

    /// How products stand in the cards of what they belong to.
    static let productColumns: [Column] = [
        .title("title"), Column("sku", .code, place: .second), .number("variants"), ProductPage.priceRange,
        .flag("is_published", on: "published", off: "draft", place: .state),
    ]

    private static func isPublished(_ record: JSON) -> Bool { record["is_published"]?.bool ?? false }
    @Sendable private static func isStocked(_ record: JSON) -> Bool { record["is_stocked"]?.bool ?? false }

    /// The product's title, and what sets the variant apart.
    private static func title(_ page: RecordPageContext) -> String? {
        let own = page.record["title"]?.string ?? ""
        guard let product = page.record["product"]?.string.flatMap({ page.desk.names[$0] }), product != own else {
            return nil
        }
        return "\(product), \(own)"
    }

    private static func context(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let product = ValueView(desk).reference(page.record["product"] ?? .null, words: nil)
        let stock: HTML? =
            isStocked(page.record) && desk.rooms["stock_levels"] != nil
            ? " · <a href=\"\(RecordAddress.record("stock_levels", page.id))\">\(desk.say("variant.stock"))</a>" : nil
        return "<span class=\"mono\">\(page.record["sku"]?.string)</span> · \(product)\(stock)"
    }

    private static func prices(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let view = ValueView(desk)
        func figure(_ name: String) -> HTML {
            let value = page.record[name] ?? .null
            let shown: HTML = value.isNull ? "–" : view.money(value)
            return
                "<div class=\"figure\"><span class=\"faint\">\(desk.label(name, in: "variants"))</span><span class=\"value\">\(shown)</span></div>"
        }
        let margin = ProductPage.margin(of: page.record, desk)
        let left: HTML = """
            <div class="figure"><span class="faint">\(desk.label("margin", in: "variants"))</span><span class="value">\(margin ?? "–")</span>
            <span class="meta">\(desk.say(margin == nil ? "variant.noMargin" : "variant.margin"))</span></div>
            """
        return "<div class=\"strip inset\">\(figure("price"))\(figure("compare_at"))\(figure("cost"))\(left)</div>"
    }
}
