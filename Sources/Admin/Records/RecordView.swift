import Kernel
import Platform
import Web

/// A record page: its facts, its lists as tables, and what can be seen of it and done with it.
struct RecordView {
    let id: String
    let values: ValueView
    let views: [QueryEntry]
    let actions: [ActionButton]
    /// A way to something that has a page of its own.
    var extra: HTML?

    /// The page.
    func html(_ record: JSON) -> HTML {
        """
        <header class="page-head"><h1>\(Self.title(record, id))</h1><div class="actions">\(buttons)\(extra)</div>\(links)</header>
        \(Self.cards(of: record, values))
        """
    }

    /// A record that is answered with what belongs to it, `{order: {…}, lines: […]}`: the record's own members first, then
    /// the rest.
    static func lifted(_ answer: JSON, _ id: String) -> JSON {
        guard let members = answer.object?.members, answer["id"] == nil,
            let own = members.first(where: { $0.value["id"]?.string == id })
        else { return answer }
        return .object(JSONObject((own.value.object?.members ?? []) + members.filter { $0.key != own.key }))
    }

    /// What people call the record: its number, title or name, else its id.
    static func title(_ record: JSON, _ id: String) -> String {
        for name in ["number", "title", "name", "sku", "code"] {
            if let text = record[name]?.string, !text.isEmpty { return text }
        }
        return id
    }

    /// The members of any answer: plain ones as facts, lists of objects as tables.
    static func cards(of answer: JSON, _ view: ValueView) -> HTML {
        if case .array(let items) = answer, isTable(answer) { return table(nil, items, view) }
        guard let members = answer.object?.members else {
            return "<section class=\"card\"><div class=\"card-body\">\(view.inline(answer, name: ""))</div></section>"
        }
        let facts: HTML = members.filter { !isTable($0.value) && $0.key != "version" }.html { member in
            "<dt>\(Navigation.words(member.key))</dt><dd>\(view.inline(member.value, name: member.key))</dd>"
        }
        let tables: HTML = members.filter { isTable($0.value) }.html { member in
            table(Navigation.words(member.key), member.value.array ?? [], view)
        }
        return """
            <div class="stack"><section class="card"><div class="card-body"><dl class="facts">\(facts)</dl></div></section>\(tables)</div>
            """
    }

    private var buttons: HTML {
        actions.html { action in "<a class=\"btn\" href=\"\(action.address)\">\(action.label)</a>" }
    }

    private var links: HTML? {
        if views.isEmpty { return nil }
        let items: HTML = views.html { query in
            let address = "\(RecordAddress.view(query.name))?\(query.route.parameter ?? "id")=\(FormFields.encoded(id))"
            return "<a href=\"\(address)\">\(Navigation.words(query.name.view))</a> "
        }
        return "<p class=\"sub\">See also: \(items)</p>"
    }

    private static func isTable(_ value: JSON) -> Bool {
        guard case .array(let items) = value, case .object = items.first else { return false }
        return true
    }

    private static func table(_ title: String?, _ rows: [JSON], _ view: ValueView) -> HTML {
        var names: [String] = []
        for row in rows {
            for key in row.object?.keys ?? [] where !names.contains(key) && key != "version" { names.append(key) }
        }
        let head: HTML = names.html { name in
            "<th scope=\"col\" class=\"\(ValueView.isNumber(rows.first?[name]) ? "end" : "")\">\(Navigation.words(name))</th>"
        }
        let body: HTML = rows.html { row in
            let cells: HTML = names.html { name in
                let value = row[name] ?? .null
                return "<td class=\"\(ValueView.cell(value))\">\(view.inline(value, name: name))</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        let heading: HTML? = title.map { "<div class=\"card-head\"><h2>\($0)</h2></div>" }
        return """
            <section class="card">\(heading)<div class="table-wrap" tabindex="0" role="region" aria-label="\(title ?? "Rows")">
            <table class="table"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div></section>
            """
    }
}
