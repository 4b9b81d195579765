import Kernel
import Web

/// The page of one variant's stock: how much, where, promised to whom, and why it is so.
enum StockItemPage {
    private static let fill = ["lines.0.variant": "id"]

    static let steps: [Step] = [
        Step("inventory.stock_in", icon: "truck", fill: fill),
        Step("inventory.adjust", icon: "shelf", fill: fill),
        Step("inventory.transfer", icon: "swap", fill: fill),
        Step("inventory.count", icon: "scan", main: false, fill: fill),
        Step("inventory.set_backorder", icon: "clock", main: false, fill: ["variant": "id"]),
    ]

    /// Lines name their variant in one field, by SKU, barcode or name.
    static let forms: [String: FormDesign] = [
        "inventory.stock_in": FormDesign("location", "lines", "note", hidden: ["lines.sku"]),
        "inventory.adjust": FormDesign("location", "reason", "lines", "note", hidden: ["lines.sku"]),
        "inventory.count": FormDesign("location", "lines", "note", hidden: ["lines.sku"]),
        "inventory.transfer": FormDesign("from", "to", "lines", "note", hidden: ["lines.sku"]),
        "inventory.set_backorder": FormDesign("variant", "location", "limit"),
    ]

    static let design = RecordDesign(
        states: ["stock.state"], title: { $0.record["stock"]?["title"]?.string ?? $0.record["stock"]?["sku"]?.string },
        context: context,
        main: [
            .view("figures", figures),
            .rows(
                "by_location", "stock.locations",
                [
                    .record("location", called: "location_name", place: .title), .number("on_hand"),
                    .number("reserved"),
                    .number("available", place: .amount), .number("backorder_limit"), .state("state", place: .state),
                ]),
            .answers("moves", Related("stock_moves.list", by: "variant", limit: 25)) { page, answer in
                StockMovesView(
                    desk: page.desk, moves: answer["data"]?.array ?? [], onHand: quantity("on_hand", page.record)
                ).html
            },
        ],
        aside: [
            .answers(
                "reservations", Related("reservations.list", by: "variant", more: ["state": "active"], limit: 10),
                reservations),
            .view("of_variant", variant),
        ], hasTimeline: false)

    private static func quantity(_ name: String, _ record: JSON) -> Quantity {
        record["stock"]?[name]?.string.flatMap { try? Quantity(parsing: $0) } ?? .zero
    }

    private static func context(_ page: RecordPageContext) -> HTML? {
        let count = page.record["stock"]?["locations"]?.array?.count ?? 0
        return """
            <span class="mono">\(page.record["stock"]?["sku"]?.string)</span> · \(page.desk.say("stock.locations", ["count": count]))
            """
    }

    // MARK: figures

    private static func figures(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let onHand = quantity("on_hand", page.record)
        let reserved = quantity("reserved", page.record)
        let available = quantity("available", page.record)
        let all = desk.format.quantity(onHand)
        let less = desk.say("stock.less", ["on_hand": all, "reserved": desk.format.quantity(reserved)])
        return """
            <div class="stack"><div class="strip inset">\(figure("on_hand", onHand, desk, nil))\(figure("reserved", reserved, desk, nil))
            \(figure("available", available, desk, less))</div>\(bar(available, reserved, desk))
            <div class="row meta"><span><span class="key"></span>\(desk.label("available")) \(desk.format.quantity(available))</span>
            <span><span class="key b"></span>\(desk.label("reserved")) \(desk.format.quantity(reserved))</span>
            <details class="explain push"><summary>\(Icon.named("help"))\(desk.say("stock.why", ["on_hand": all]))</summary>\(why(page, onHand))</details></div></div>
            """
    }

    private static func figure(_ name: String, _ value: Quantity, _ desk: Desk, _ note: String?) -> HTML {
        let more: HTML? = note.map { "<span class=\"meta\">\($0)</span>" }
        return """
            <div class="figure"><span class="faint">\(desk.label(name))</span><span class="value">\(desk.format.quantity(value))</span>\(more)</div>
            """
    }

    /// The parts as a bar; none when there is nothing to part.
    private static func bar(_ available: Quantity, _ reserved: Quantity, _ desk: Desk) -> HTML? {
        let free = Double(max(available.micros, 0))
        let whole = free + Double(reserved.micros)
        if whole <= 0 { return nil }
        let width = Int((842 * free / whole).rounded())
        let words = desk.say(
            "stock.bar", ["available": desk.format.quantity(available), "reserved": desk.format.quantity(reserved)])
        return """
            <svg class="stockbar" viewBox="0 0 842 10" preserveAspectRatio="none" role="img" aria-label="\(words)"><rect class="a" width="\(width)" height="10"/><rect class="b" x="\(width)" width="\(842 - width)" height="10"/></svg>
            """
    }

    /// What came and went by reason; its sum is what is on hand.
    private static func why(_ page: RecordPageContext, _ onHand: Quantity) -> HTML {
        let desk = page.desk
        let sums = page.record["sums"]?.array ?? []
        if sums.isEmpty { return "<p>\(desk.say("stock.neverMoved"))</p>" }
        let rows: HTML = sums.html { sum in
            let change = sum["change"]?.string.flatMap { try? Quantity(parsing: $0) } ?? .zero
            let reason = desk.stateWord(sum["reason"]?.string ?? "", field: "reason")
            return "<div><dt>\(reason)</dt><dd>\(StockMovesView.signed(change, desk))</dd></div>"
        }
        return """
            <dl class="money">\(rows)<div class="sum"><dt>\(desk.label("on_hand"))</dt><dd>\(desk.format.quantity(onHand))</dd></div></dl>
            """
    }

    // MARK: beside

    private static func reservations(_ page: RecordPageContext, _ answer: JSON) -> HTML? {
        let desk = page.desk
        let rows = answer["data"]?.array ?? []
        if rows.isEmpty {
            return "<div class=\"card-body\"><p class=\"muted\">\(desk.say("stock.noReservations"))</p></div>"
        }
        let view = ValueView(desk)
        let items: HTML = rows.html { row in
            let until: HTML? = row["expires_at"].flatMap { $0.isNull ? nil : $0 }.map {
                "<small>\(desk.say("stock.until")) \(view.moment($0))</small>"
            }
            let place = row["location"]?.string.flatMap { desk.names[$0] } ?? ""
            return """
                <div><dt>\(view.reference(row["document"] ?? .null, words: nil))<small>\(place)</small>\(until)</dt><dd>\(desk.format.decimal(row["quantity"]?.string ?? ""))</dd></div>
                """
        }
        return "<div class=\"card-body\"><dl class=\"money\">\(items)</dl></div>"
    }

    private static func variant(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let view = ValueView(desk)
        let product = page.record["stock"]?["product"] ?? .null
        return """
            <dl class="kv"><dt>\(desk.label("product"))</dt><dd>\(view.reference(product, words: nil))</dd>
            <dt>\(desk.label("variant"))</dt><dd>\(view.reference(.string(page.id), words: page.record["stock"]?["sku"]?.string))</dd></dl>
            """
    }
}
