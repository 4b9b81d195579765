import Kernel
import Web

/// Moves of goods as people read them: what, from where to where, how it changed what is on hand, who booked it.
struct StockMovesView {
    let desk: Desk
    /// Newest first.
    let moves: [JSON]
    /// What is on hand now, to tell what it was after each move; nil leaves that out.
    let onHand: Quantity?
    /// Whether all moves are of one variant.
    var isOfOne = true
    /// The location whose shelf the changes are about; nil for all of them together.
    var place: String?

    /// The columns of a move in lists, without its variant.
    static let columns: [Column] = [
        .moment("at"), .state("reason", place: .state), route, .number("quantity", place: .amount),
        .record("document", place: .second), .person("principal"),
    ]

    /// From where to where.
    static let route = Column.drawn("from") { desk, row in
        "<span class=\"muted\">\(place(row["from"], desk)) → \(place(row["to"], desk))</span>"
    }

    /// What an end of a move is called: the location's name, or what lies outside of the shop.
    static func place(_ place: JSON?, _ desk: Desk) -> String {
        if let id = place?["location"]?.string { return desk.names[id] ?? desk.stateWord("location") }
        return desk.stateWord(place?["kind"]?.string ?? "", field: "place")
    }

    /// What a move did to the shop's shelves, or to one of them: more, less, or nothing when goods went from shelf to shelf.
    static func change(_ move: JSON, at place: String? = nil) -> Quantity {
        let quantity = move["quantity"]?.string.flatMap { try? Quantity(parsing: $0) } ?? .zero
        func isShelf(_ end: JSON?) -> Bool {
            end?["kind"]?.string == "location" && (place == nil || end?["location"]?.string == place)
        }
        let isIn = isShelf(move["to"])
        let isOut = isShelf(move["from"])
        if isIn == isOut { return .zero }
        return isIn ? quantity : Quantity(micros: -quantity.micros)
    }

    /// With its sign: `+240`, `−12`.
    static func signed(_ change: Quantity, _ desk: Desk) -> HTML {
        let text = desk.format.quantity(change)
        return change.isPositive ? "<span class=\"num t-ok\">+\(text)</span>" : "<span class=\"num\">\(text)</span>"
    }

    /// The table.
    var html: HTML {
        if moves.isEmpty {
            return "<div class=\"card-body\"><p class=\"muted\">\(desk.say("stock.neverMoved"))</p></div>"
        }
        var left = onHand ?? .zero
        let rows: HTML = moves.html { move in
            let change = Self.change(move, at: place)
            let after = left
            left = (try? left - change) ?? left
            return row(move, change, after)
        }
        let total: HTML? = onHand.map { _ in "<th scope=\"col\" class=\"end\">\(desk.label("on_hand"))</th>" }
        let what: HTML? = isOfOne ? nil : "<th scope=\"col\">\(desk.label("sku"))</th>"
        return """
            <table class="table cards" aria-label="\(desk.say("card.moves"))"><thead><tr>\(what)<th scope="col">\(desk.label("reason"))</th><th scope="col">\(desk.label("at"))</th>
            <th scope="col">\(desk.label("from", in: "stock_moves"))</th><th scope="col" class="end">\(desk.label("change"))</th>\(total)<th scope="col">\(desk.label("principal"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private func row(_ move: JSON, _ change: Quantity, _ after: Quantity) -> HTML {
        let view = ValueView(desk)
        let reason = desk.stateWord(move["reason"]?.string ?? "", field: "reason")
        let document = view.reference(move["document"] ?? .null, words: nil)
        let quantity = desk.format.decimal(move["quantity"]?.string ?? "")
        let shown: HTML =
            change.isZero
            ? "<span class=\"faint\">\(desk.say("stock.moved", ["quantity": quantity]))</span>"
            : Self.signed(change, desk)
        let total: HTML? = onHand.map { _ in "<td class=\"end num\">\(desk.format.quantity(after))</td>" }
        let variant = view.reference(move["variant"] ?? .null, words: move["sku"]?.string)
        let first: HTML =
            isOfOne
            ? "<th scope=\"row\" data-c=\"1\" class=\"nowrap\">\(reason) \(document)</th>"
            : "<th scope=\"row\" data-c=\"1\" class=\"id\">\(variant)</th><td data-c=\"4\" class=\"nowrap\">\(reason) \(document)</td>"
        return """
            <tr>\(first)<td class="nowrap muted">\(view.moment(move["at"] ?? .null))</td><td data-c="3">\(StockMovesView.route.draw?(desk, move))</td>
            <td class="end nowrap" data-c="2">\(shown)</td>\(total)<td class="muted">\(desk.personName(move["principal"]?.string ?? ""))</td></tr>
            """
    }

    /// When a paper was booked and what somebody noted on it.
    static func documentContext(_ page: RecordPageContext) -> HTML? {
        let note: HTML? = page.record["note"]?.string.map { " · \($0)" }
        return "\(ValueView(page.desk).moment(page.record["at"] ?? .null))\(note)"
    }
}
