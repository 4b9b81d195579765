import Kernel
import Platform
import Web

/// The page of one search rule: what searches follow, what is drafted in its place, and what that would move.
enum SearchRulePage {
    static let kind = Column.drawn("kind", .text, place: .second) { desk, row in
        "\(desk.stateWord(row["kind"]?.string ?? "", field: "kind"))"
    }

    static let terms = Column.drawn("terms", .text) { _, row in "\(texts(row["terms"]).joined(separator: ", "))" }

    static let design = RecordDesign(
        states: ["state"], flags: [.flag("has_changes", on: "changed")],
        context: { page in "\(page.desk.stateWord(page.record["kind"]?.string ?? "", field: "kind"))" },
        main: [
            .view("rule") { page in
                // Only where what searches follow says something else is it worth telling which of the two this is.
                let isChanged = page.record["has_changes"]?.bool == true
                let note: HTML? =
                    isChanged ? "<p class=\"muted\">\(page.desk.say("searchRule.drafted"))</p>" : nil
                return "<div class=\"stack stack-s\">\(note)\(says(page.record, page))</div>"
            },
            .view("published_rule") { page in
                guard page.record["has_changes"]?.bool == true, let published = page.record["published"],
                    !published.isNull
                else { return nil }
                return "<div class=\"stack stack-s\">\(says(published, page))</div>"
            },
            .answers("search_preview", Related("search_rules.preview", by: "search_rule", limit: SearchRulePage.depth))
            {
                page, answer in
                preview(answer, page)
            },
        ],
        aside: [
            .facts(
                "publication", .moment("published_at"), .number("revision"), .moment("updated_at"),
                .moment("created_at"), .moment("archived_at"))
        ])

    /// How many results of a search are compared.
    private static let depth = 10

    private static func texts(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }

    // MARK: what a rule says

    /// A rule's words in a sentence, its products as a list, its days.
    private static func says(_ content: JSON, _ page: RecordPageContext) -> HTML {
        let desk = page.desk
        func quoted(_ name: String) -> String {
            texts(content[name]).map { desk.say("searchRule.quoted", ["text": $0]) }.joined(separator: ", ")
        }
        let kind = page.record["kind"]?.string ?? ""
        let words = quoted("words")
        let key = kind == "synonym" && !words.isEmpty ? "oneWay" : kind
        let sentence = desk.say("searchRule.says.\(key)", ["terms": quoted("terms"), "words": words])
        let products = content["products"]?.array ?? []
        let items: HTML = products.html { named in
            "<li>\(ValueView(desk).reference(named["product"] ?? .null, words: nil))</li>"
        }
        let list: HTML? = products.isEmpty ? nil : kind == "pin" ? "<ol>\(items)</ol>" : "<ul>\(items)</ul>"
        return "<p>\(sentence)</p>\(list)\(period(content, desk))"
    }

    private static func period(_ content: JSON, _ desk: Desk) -> HTML? {
        func day(_ name: String) -> String? {
            content[name]?.string.flatMap { CalendarDate($0) }.map { desk.day($0) }
        }
        switch (day("from"), day("until")) {
        case (let from?, let until?):
            return "<p>\(desk.say("searchRule.fromUntil", ["from": from, "until": until]))</p>"
        case (let from?, nil): return "<p>\(desk.say("searchRule.from", ["from": from]))</p>"
        case (nil, let until?): return "<p>\(desk.say("searchRule.until", ["until": until]))</p>"
        case (nil, nil): return nil
        }
    }

    // MARK: what it moves

    /// What a search for the first of the rule's words answers with the draft, beside what it answers now, and a field
    /// to try other words.
    private static func preview(_ answer: JSON, _ page: RecordPageContext) -> HTML {
        let desk = page.desk
        let rows = answer["results"]?.array ?? []
        let searched = desk.say("searchRule.searched", ["text": answer["q"]?.string ?? ""])
        let none: HTML? = rows.isEmpty ? " \(desk.say("searchRule.findsNothing"))" : nil
        let attempt: HTML = """
            <form class="row fixed" method="get" action="\(RecordAddress.view("search_rules.preview"))"><input type="hidden" name="search_rule" value="\(page.id)">
            <input class="input input-s" name="q" required aria-label="\(desk.say("searchRule.try"))" placeholder="\(desk.say("searchRule.try"))"><button class="btn btn-s">\(desk.say("list.apply"))</button></form>
            """
        let table: HTML? = rows.isEmpty ? nil : table(rows, desk, searched)
        return
            "<div class=\"card-body stack stack-s\"><p class=\"muted\">\(searched)\(none)</p>\(attempt)</div>\(table)"
    }

    /// Which products move for which words, as trying to publish answers.
    static func moves(_ desk: Desk, _ outcome: JSON) -> HTML? {
        guard let moves = outcome["moves"]?.array else { return nil }
        if moves.isEmpty { return "<p>\(desk.say("searchRule.nothingMoves"))</p>" }
        return moves.html { search in
            let searched = desk.say("searchRule.searched", ["text": search["q"]?.string ?? ""])
            return """
                <div class="stack stack-s"><p><b>\(searched)</b></p>\(table(search["results"]?.array ?? [], desk, searched))</div>
                """
        }
    }

    /// Products with their places; only where one moves does it say from where.
    private static func table(_ rows: [JSON], _ desk: Desk, _ label: String) -> HTML {
        let product = Column.drawn("product", .title, place: .title) { desk, row in
            ValueView(desk).reference(row["product"] ?? .null, words: row["title"]?.string)
        }
        let place = Column.drawn("drafted", .number, place: .amount) { desk, row in
            guard let number = row["drafted"]?.int else { return "<span class=\"faint\">–</span>" }
            return "<span class=\"num\">\(desk.format.number(number))</span>"
        }
        let moves = Column.drawn("moves", .state, place: .state) { desk, row in badge(row, desk) }
        let isStill = rows.allSatisfy { move($0) == "stays" }
        let columns = isStill ? [product, place] : [product, place, moves]
        let view = TableView(desk: desk, columns: columns, label: label, collection: "search_rules")
        return "<div class=\"table-wrap\">\(view.html(rows))</div>"
    }

    private static func badge(_ row: JSON, _ desk: Desk) -> HTML {
        let move = move(row)
        let style = StateStyle.of(move)
        let words = desk.say("searchRule.move.\(move)", ["now": Int(row["now"]?.int ?? 0)])
        return "<span class=\"badge \(style.tone)\">\(Icon.named(style.icon))\(words)</span>"
    }

    private static func move(_ row: JSON) -> String {
        switch (row["now"]?.int, row["drafted"]?.int) {
        case (nil, _): "moved_in"
        case (_, nil): "moved_out"
        case (let now?, let drafted?): now == drafted ? "stays" : now > drafted ? "moved_up" : "moved_down"
        }
    }
}
