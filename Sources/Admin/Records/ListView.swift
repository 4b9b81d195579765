import Kernel
import Platform
import Web

/// The page of a query: filters from its fields, a table from the rows of a list (or the facts of any other answer), a
/// link to the next page.
struct ListView {
    let address: String
    let entry: QueryEntry
    let form: FormFields
    let zone: TimeZoneID
    let links: RecordLinks
    let actions: [ActionButton]
    /// A way to something that has a page of its own.
    var extra: HTML?

    /// The page with what the query answered.
    func html(_ answer: JSON) -> HTML {
        guard entry.isList else {
            return "\(header)\(filterCard)\(RecordView.cards(of: answer, ValueView(zone: zone, links: links)))"
        }
        let rows = answer["data"]?.array ?? []
        let names = columns(of: rows)
        let places = self.places(of: names, in: rows.first ?? .null)
        let body: HTML = rows.isEmpty ? empty(names.count) : rows.html { row in self.row(row, names, places) }
        let head: HTML = names.html { name in
            "<th scope=\"col\" class=\"\(ValueView.isNumber(rows.first?[name]) ? "end" : "")\">\(Navigation.words(name))</th>"
        }
        return """
            \(header)<section class="card">\(filters(nil))
            <div class="table-wrap" tabindex="0" role="region" aria-label="\(Navigation.title(entry.name))">
            <table class="table cards"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            <div class="card-foot"><span>\(rows.count) shown</span>\(next(answer["next"]?.string))</div></section>
            """
    }

    /// The page with what is wrong with its filters.
    func html(_ problem: Problem) -> HTML {
        let errors: HTML = problem.errors.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        let list: HTML = problem.errors.isEmpty ? "" : "<ul>\(errors)</ul>"
        return """
            \(header)<div class="banner bad" role="alert">\(Icon.named("exception"))<div><p><b>\(problem.title)</b> \(problem.remedy)</p>
            \(list)</div></div><section class="card">\(filters(problem))<div class="card-foot"><a href="\(address)">Clear the filters</a></div></section>
            """
    }

    /// The page while a filter that must be there is missing.
    var asking: HTML {
        "\(header)<section class=\"card\">\(filters(nil))<div class=\"card-body\"><p class=\"muted\">\(entry.summary)</p></div></section>"
    }

    private var header: HTML {
        let buttons: HTML = actions.html { action in "<a class=\"btn\" href=\"\(action.address)\">\(action.label)</a>" }
        return """
            <header class="page-head"><h1>\(Navigation.title(entry.name))</h1><div class="actions">\(buttons)\(extra)</div>
            <p class="sub">\(entry.summary)</p></header>
            """
    }

    private var filterCard: HTML {
        entry.fields.isEmpty ? "" : "<section class=\"card\">\(filters(nil))</section>"
    }

    private func filters(_ problem: Problem?) -> HTML {
        let shown = entry.fields.filter { $0.name != "after" && $0.name != "limit" }
        if shown.isEmpty && problem == nil { return "" }
        let fields: HTML = shown.html { field in
            let error = problem?.errors.first { $0.field == field.name }?.message
            return FormInput(
                field: field, schema: field.schema, value: form[field.name], isCompact: true, error: error,
                isFocused: error != nil
            ).html
        }
        let isOpen = !form.pairs.isEmpty || problem != nil || !entry.isList
        return """
            <details class="filter-fold" \(flag: "open", isOpen)><summary>\(Icon.named("filter"))Filter</summary>
            <form class="filters" method="get" action="\(address)" role="search">\(fields)<div class="row"><button class="btn btn-s">Filter</button>
            <a class="btn btn-s btn-quiet" href="\(address)">Clear</a></div></form></details>
            """
    }

    private func columns(of rows: [JSON]) -> [String] {
        var names: [String] = []
        // What is absent is left out of a row, so the fullest row tells the order of the columns.
        let fullest = rows.sorted { a, b in (a.object?.keys.count ?? 0) > (b.object?.keys.count ?? 0) }
        for row in fullest { for key in row.object?.keys ?? [] where !names.contains(key) { names.append(key) } }
        let technical = ["version", "hash", "previous_hash", "lane", "seq"]
        names = names.filter { !technical.contains($0) }
        let titles = ["number", "title", "name", "sku", "code", "action", "email", "date"]
        let first = names.filter { titles.contains($0) }
        // The record's own id stands only where nothing names it better; the first cell leads to the record.
        let own = rows.first.flatMap { row in links.id(of: row, in: entry.name.collection) }
        let others = names.filter { name in
            !titles.contains(name) && (first.isEmpty || rows.first?[name]?.string != own)
        }
        return Array((first + others).prefix(9))
    }

    /// Where columns go on a phone's card: 1 what it is, 2 how much, 3 what about it, 4 where it stands.
    private func places(of names: [String], in row: JSON) -> [String: Int] {
        var places: [String: Int] = [:]
        if let first = names.first { places[first] = 1 }
        let others = names.dropFirst()
        let shown = others.filter { row[$0] != nil && row[$0] != .null }
        let times = shown.filter(ValueView.isTime)
        if let state = shown.first(where: ValueView.isState) { places[state] = 4 }
        if let amount = shown.first(where: { ValueView.isNumber(row[$0]) }) ?? times.first { places[amount] = 2 }
        if let more = shown.first(where: { places[$0] == nil && !times.contains($0) }) ?? times.first {
            places[more] = places[more] ?? 3
        }
        return places
    }

    private func row(_ row: JSON, _ names: [String], _ places: [String: Int]) -> HTML {
        let view = ValueView(zone: zone, links: links)
        let cells: HTML = names.enumerated().html { index, name in
            let value = row[name] ?? .null
            let place: HTML? = places[name].map { "data-c=\"\($0)\"" }
            let shown: HTML = view.inline(value, name: name)
            let address = index == 0 ? links.id(of: row, in: entry.name.collection).flatMap(links.address) : nil
            let isLinked = value.string.flatMap(links.address) != nil
            let cell: HTML = isLinked ? shown : address.map { "<a href=\"\($0)\">\(shown)</a>" } ?? shown
            return "<td class=\"\(ValueView.cell(value))\" \(place)>\(cell)</td>"
        }
        return "<tr>\(cells)</tr>"
    }

    private func empty(_ columns: Int) -> HTML {
        let words: HTML =
            form.pairs.isEmpty
            ? "There is nothing here yet." : "Nothing matches these filters. <a href=\"\(address)\">Clear them</a>."
        return "<tr><td colspan=\"\(max(1, columns))\" data-c=\"1\">\(words)</td></tr>"
    }

    private func next(_ cursor: String?) -> HTML? {
        guard let cursor else { return nil }
        let kept = form.pairs.filter { $0.name != "after" }.map {
            "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))"
        }
        let query = (kept + ["after=\(FormFields.encoded(cursor))"]).joined(separator: "&")
        return "<a class=\"btn btn-s push\" href=\"\(address)?\(query)\">Next</a>"
    }
}
