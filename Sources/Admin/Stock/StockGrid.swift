import Kernel
import Web

/// Stock of some variants across locations: a row for each variant, a column for each location, what is available in
/// all of them.
struct StockGrid {
    let desk: Desk
    /// Rows of `stock_levels.list`.
    let levels: [JSON]

    private struct Place {
        let id: String
        let name: String
    }

    /// Locations in the order of their codes.
    private var places: [Place] {
        var found: [String: JSON] = [:]
        for level in levels { if let id = level["location"]?.string { found[id] = level } }
        let sorted = found.sorted { a, b in
            a.value["location_code"]?.string ?? "" < b.value["location_code"]?.string ?? ""
        }
        return sorted.map { Place(id: $0.key, name: $0.value["location_name"]?.string ?? $0.key) }
    }

    /// The table.
    var html: HTML? {
        if levels.isEmpty {
            return "<div class=\"card-body\"><p class=\"muted\">\(desk.say("stock.neverMoved"))</p></div>"
        }
        var order: [String] = []
        for level in levels { if let id = level["variant"]?.string, !order.contains(id) { order.append(id) } }
        let byVariant = Dictionary(grouping: levels) { $0["variant"]?.string ?? "" }
        return Self.table(desk, places.map { (id: $0.id, name: $0.name) }, rows: order.map { byVariant[$0] ?? [] })
    }

    /// Rows of levels, each of one variant, under the locations' names.
    static func table(_ desk: Desk, _ places: [(id: String, name: String)], rows: [[JSON]]) -> HTML {
        let heads: HTML = places.html { "<th scope=\"col\" class=\"end\">\($0.name)</th>" }
        let body: HTML = rows.html { levels in row(desk, places, levels) }
        return """
            <table class="table cards" aria-label="\(desk.say("card.stock_by_location"))"><thead><tr><th scope="col">\(desk.label("variant"))</th>\(heads)<th scope="col" class="end">\(desk.label("available"))</th></tr></thead>
            <tbody>\(body)</tbody></table>
            """
    }

    private static func row(_ desk: Desk, _ places: [(id: String, name: String)], _ levels: [JSON]) -> HTML {
        var sum = Quantity.zero
        for level in levels { sum = (try? sum + available(level)) ?? sum }
        let cells: HTML = places.html { place in
            guard let level = levels.first(where: { $0["location"]?.string == place.id }) else {
                return "<td class=\"end faint\">–</td>"
            }
            return "<td class=\"end num\">\(amount(available(level), level, desk))</td>"
        }
        let first = levels.first ?? .null
        let address = RecordAddress.record("stock_levels", first["variant"]?.string ?? "")
        return """
            <tr><th scope="row" data-c="1"><a href="\(address)"><span class="mono">\(first["sku"]?.string)</span></a> <span class="faint">\(first["title"]?.string)</span></th>\(cells)<td class="end num strong" data-c="2">\(desk.format.quantity(sum))</td></tr>
            """
    }

    private static func available(_ level: JSON) -> Quantity {
        level["available"]?.string.flatMap { try? Quantity(parsing: $0) } ?? .zero
    }

    /// A figure, with its state in words and icon where it wants attention.
    private static func amount(_ quantity: Quantity, _ level: JSON, _ desk: Desk) -> HTML {
        let text = desk.format.quantity(quantity)
        guard let state = level["state"]?.string, state != "enough" else { return "\(text)" }
        let style = StateStyle.of(state)
        return """
            <span class="t-\(style.tone)" title="\(desk.stateWord(state))">\(Icon.named(style.icon, class: "icon icon-s"))<span class="hush">\(desk.stateWord(state))</span> \(text)</span>
            """
    }

    /// What lies at one location, what there is least of first.
    static func atLocation(_ desk: Desk, _ levels: [JSON]) -> HTML {
        if levels.isEmpty {
            return "<div class=\"card-body\"><p class=\"muted\">\(desk.say("stock.nothingHere"))</p></div>"
        }
        let columns: [Column] = [
            .code("sku"), .text("title", place: .second), .number("on_hand"), .number("reserved"),
            .number("available", place: .amount), .state("state", place: .state),
        ]
        let table = TableView(desk: desk, columns: columns, label: desk.say("card.here")) { row in
            row["variant"]?.string.map { RecordAddress.record("stock_levels", $0) }
        }
        return table.html(levels)
    }
}
