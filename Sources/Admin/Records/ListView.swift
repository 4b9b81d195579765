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
    let hasRecordPage: Bool
    let actions: [ActionEntry]

    /// The page with what the query answered.
    func html(_ answer: JSON) -> HTML {
        guard entry.isList else { return "\(header)\(filterCard)\(RecordView.cards(of: answer, zone))" }
        let rows = answer["data"]?.array ?? []
        let names = columns(of: rows)
        let body: HTML = rows.isEmpty ? empty(names.count) : rows.html { row in self.row(row, names) }
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
            \(header)<section class="card">\(filters(problem))<div class="card-body">
            <div class="banner bad" role="alert">\(Icon.named("exception"))<div><p><b>\(problem.title)</b> \(problem.remedy)</p>\(list)</div></div>
            </div><div class="card-foot"><a href="\(address)">Clear the filters</a></div></section>
            """
    }

    /// The page while a filter that must be there is missing.
    var asking: HTML {
        "\(header)<section class=\"card\">\(filters(nil))<div class=\"card-body\"><p class=\"muted\">\(entry.summary)</p></div></section>"
    }

    private var header: HTML {
        let buttons: HTML = actions.html { action in
            "<a class=\"btn\" href=\"\(RecordAddress.action(action.name.rawValue))\">\(Navigation.words(action.name.verb))</a>"
        }
        return """
            <header class="page-head"><h1>\(Navigation.title(entry.name))</h1><div class="actions">\(buttons)</div>
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
        return """
            <form class="filters" method="get" action="\(address)" role="search">\(fields)<div class="row"><button class="btn btn-s">Filter</button>
            <a class="btn btn-s btn-quiet" href="\(address)">Clear</a></div></form>
            """
    }

    private func columns(of rows: [JSON]) -> [String] {
        var names: [String] = []
        for row in rows { for key in row.object?.keys ?? [] where !names.contains(key) { names.append(key) } }
        names = names.filter { $0 != "version" && $0 != "hash" && $0 != "previous_hash" }
        let titles = ["number", "title", "name", "sku", "code", "action", "email", "date"]
        names = names.filter { titles.contains($0) } + names.filter { !titles.contains($0) && $0 != "id" }
        return Array((names.first.map { titles.contains($0) } ?? false ? names : ["id"] + names).prefix(9))
    }

    private func row(_ row: JSON, _ names: [String]) -> HTML {
        let view = ValueView(zone: zone)
        let cells: HTML = names.enumerated().html { index, name in
            let value = row[name] ?? .null
            let place: HTML? = index < 4 ? "data-c=\"\(index + 1)\"" : nil
            let shown: HTML = index == 0 ? linked(row, view.inline(value, name: name)) : view.inline(value, name: name)
            return "<td class=\"\(ValueView.isNumber(value) ? "end num" : "")\" \(place)>\(shown)</td>"
        }
        return "<tr>\(cells)</tr>"
    }

    /// The first cell leads to the record, where records of this kind have a page.
    private func linked(_ row: JSON, _ shown: HTML) -> HTML {
        guard hasRecordPage, let id = row["id"]?.string else { return shown }
        return "<a href=\"\(RecordAddress.record(entry.name.collection, id))\">\(shown)</a>"
    }

    private func empty(_ columns: Int) -> HTML {
        let words: HTML =
            form.pairs.isEmpty ? "There is nothing here yet." : "Nothing matches these filters. <a href=\"\(address)\">Clear them</a>."
        return "<tr><td colspan=\"\(max(1, columns))\" data-c=\"1\">\(words)</td></tr>"
    }

    private func next(_ cursor: String?) -> HTML? {
        guard let cursor else { return nil }
        let kept = form.pairs.filter { $0.name != "after" }.map { "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))" }
        let query = (kept + ["after=\(FormFields.encoded(cursor))"]).joined(separator: "&")
        return "<a class=\"btn btn-s push\" href=\"\(address)?\(query)\">Next</a>"
    }
}
