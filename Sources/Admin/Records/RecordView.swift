import Kernel
import Platform
import Web

/// A record page: its facts, its lists as tables, and what can be done with it.
struct RecordView {
    let collection: String
    let id: String
    let zone: TimeZoneID
    let actions: [ActionEntry]

    /// The page.
    func html(_ record: JSON) -> HTML {
        let members = record.object?.members ?? []
        let plain = members.filter { !Self.isTable($0.value) }
        let tables = members.filter { Self.isTable($0.value) }
        let view = ValueView(zone: zone)
        let facts: HTML = plain.html { member in
            "<dt>\(Navigation.words(member.key))</dt><dd>\(view.inline(member.value, name: member.key))</dd>"
        }
        let title = record["number"]?.string ?? record["title"]?.string ?? record["name"]?.string ?? id
        return """
            <header class="page-head"><h1>\(title)</h1><div class="actions">\(buttons)</div></header>
            <div class="stack"><section class="card"><div class="card-body"><dl class="facts">\(facts)</dl></div></section>
            \(tables.html(table))</div>
            """
    }

    private var buttons: HTML {
        actions.html { action in
            let parameter = action.route?.parameter ?? "id"
            return """
                <a class="btn" href="\(RecordAddress.action(action.name.rawValue))?\(parameter)=\(FormFields.encoded(id))">\
                \(Navigation.words(action.name.verb))</a>
                """
        }
    }

    private static func isTable(_ value: JSON) -> Bool {
        guard case .array(let items) = value, case .object = items.first else { return false }
        return true
    }

    private func table(_ member: JSONObject.Member) -> HTML {
        let rows = member.value.array ?? []
        let names = rows.first?.object?.keys ?? []
        let view = ValueView(zone: zone)
        let head: HTML = names.html { name in "<th>\(Navigation.words(name))</th>" }
        let body: HTML = rows.html { row in
            let cells: HTML = names.html { name in
                let value = row[name] ?? .null
                return "<td class=\"\(ValueView.isNumber(value) ? "end num" : "")\">\(view.inline(value, name: name))</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        return """
            <section class="card table-wrap"><div class="card-head"><h2>\(Navigation.words(member.key))</h2></div>
            <table class="table"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></section>
            """
    }
}
