import Kernel
import Platform
import Web

/// A list page: filters from the query's fields, a table from its rows, a link to the next page.
struct ListView {
    let collection: String
    let entry: QueryEntry
    let form: FormFields
    let zone: TimeZoneID
    let actions: [ActionEntry]

    /// The page with its rows.
    func html(_ answer: JSON) -> HTML {
        let rows = answer["data"]?.array ?? []
        let names = columns(of: rows)
        let body: HTML = rows.isEmpty ? empty(names.count) : rows.html { row in self.row(row, names) }
        let head: HTML = names.html { name in
            "<th class=\"\(ValueView.isNumber(rows.first?[name]) ? "end" : "")\">\(Navigation.words(name))</th>"
        }
        return """
            \(header)<section class="card table-wrap">\(filters(nil))
            <table class="table cards"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table>
            <div class="card-foot"><span>\(rows.count) shown</span>\(next(answer["next"]?.string))</div></section>
            """
    }

    /// The page with what is wrong with its filters.
    func html(_ problem: Problem) -> HTML {
        let errors: HTML = problem.errors.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        return """
            \(header)<section class="card">\(filters(problem))
            <div class="banner bad" role="alert"><p><b>\(problem.title)</b></p><ul>\(errors)</ul></div>
            <div class="card-foot"><a href="\(RecordAddress.list(collection))">Clear the filters</a></div></section>
            """
    }

    private var header: HTML {
        let buttons: HTML = actions.html { action in
            "<a class=\"btn\" href=\"\(RecordAddress.action(action.name.rawValue))\">\(Navigation.words(action.name.verb))</a>"
        }
        return "<header class=\"page-head\"><h1>\(Navigation.words(collection))</h1><div class=\"actions inline\">\(buttons)</div></header>"
    }

    private func filters(_ problem: Problem?) -> HTML {
        let fields: HTML = entry.fields.filter { $0.name != "after" && $0.name != "limit" }.html { field in
            FormInput(field: field, value: form[field.name], isCompact: true, error: nil).html
        }
        return """
            <form class="filters" method="get">\(fields)<button class="btn btn-s">Filter</button>
            <a class="btn btn-s btn-quiet" href="\(RecordAddress.list(collection))">Clear</a></form>
            """
    }

    private func columns(of rows: [JSON]) -> [String] {
        var names: [String] = []
        for row in rows { for key in row.object?.keys ?? [] where !names.contains(key) { names.append(key) } }
        return Array(names.filter { $0 != "version" && $0 != "hash" }.prefix(10))
    }

    private func row(_ row: JSON, _ names: [String]) -> HTML {
        let view = ValueView(zone: zone)
        let id = row["id"]?.string
        let cells: HTML = names.enumerated().html { index, name in
            let value = row[name] ?? .null
            let shown = view.inline(value, name: name)
            let linked: HTML = index == 0 && id != nil ? "<a href=\"\(RecordAddress.record(collection, id ?? ""))\">\(shown)</a>" : shown
            let place = index < 4 ? String(index + 1) : ""
            return "<td class=\"\(ValueView.isNumber(value) ? "end num" : "")\" \(place.isEmpty ? "" : "data-c=\"\(place)\"" as HTML)>\(linked)</td>"
        }
        return "<tr>\(cells)</tr>"
    }

    private func empty(_ columns: Int) -> HTML {
        let isFiltered = !form.pairs.isEmpty
        let words: HTML =
            isFiltered
            ? "Nothing matches these filters. <a href=\"\(RecordAddress.list(collection))\">Clear them</a>." : "There is nothing here yet."
        return "<tr><td colspan=\"\(max(1, columns))\">\(words)</td></tr>"
    }

    private func next(_ cursor: String?) -> HTML {
        guard let cursor else { return "" }
        let kept = form.pairs.filter { $0.name != "after" }.map { "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))" }
        let query = (kept + ["after=\(FormFields.encoded(cursor))"]).joined(separator: "&")
        return "<a class=\"btn btn-s push\" href=\"?\(query)\">Next</a>"
    }
}
