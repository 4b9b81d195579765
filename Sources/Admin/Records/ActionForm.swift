import Kernel
import Platform
import Web

/// The form of any action, with a preview of what will happen and problems at their fields.
struct ActionForm {
    let entry: ActionEntry
    /// What it is called: `Place order`.
    let label: String
    let csrf: String
    let key: String
    let form: FormFields
    /// The registry the action's input was described into.
    let schemas: SchemaRegistry
    let hasRecordPage: Bool
    let hasList: Bool

    /// What was typed, as the JSON the action decodes from. Empty fields are left out; what does not fit stays text, and
    /// decoding it names what was expected.
    func input() throws -> JSON {
        var members = JSONObject()
        for field in entry.fields {
            guard let text = form[field.name], !text.isEmpty else { continue }
            members[field.name] = schemas.json(of: text, for: field.schema)
        }
        return .object(members)
    }

    /// The form, empty or filled.
    func html() -> HTML { page("", nil) }

    /// The form again, with what is wrong: fields say it themselves, the rest stands above.
    func html(problem: Problem) -> HTML {
        let others = problem.errors.filter { error in !entry.fields.contains { Self.isPart(error.field, of: $0.name) } }
        let list: HTML = others.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        let links: HTML = entry.fields.filter { field in error(at: field.name, problem) != nil }.html { field in
            "<li><a href=\"#f-\(field.name)\">\(Navigation.words(field.name))</a></li>"
        }
        let banner: HTML = """
            <div class="banner bad" role="alert">\(Icon.named("exception"))<div><p><b>\(problem.title)</b> \(problem.detail)</p>
            <p>\(problem.remedy)</p><ul>\(links)\(list)</ul></div></div>
            """
        return page(banner, problem)
    }

    /// The form again, with what would happen.
    func html(preview: Performed<JSON>) -> HTML {
        let changes: HTML = preview.effects.changes.html { change in
            let after = String(decoding: (change.after ?? .null).bytes, as: UTF8.self)
            return
                "<li><b>\(Navigation.words(change.kind.rawValue))</b> <span class=\"mono\">\(change.record.description)</span> \(after)</li>"
        }
        let events: HTML = preview.effects.events.html { event in "<li><b>Event</b> \(event.name.rawValue)</li>" }
        let approval: HTML =
            preview.effects.wouldNeedApproval ? "<p>It will wait for somebody else's approval.</p>" : ""
        let none: HTML =
            preview.effects.changes.isEmpty && preview.effects.events.isEmpty ? "<li>No record changes.</li>" : ""
        return page(
            """
            <section class="card" role="status"><div class="card-head"><h2>What will happen</h2></div>
            <div class="card-body stack">\(approval)<ul class="code">\(none)\(changes)\(events)</ul>
            <p class="muted">Nothing has been done yet.</p></div></section>
            """, nil)
    }

    /// What was done.
    func html(done: Performed<JSON>) -> HTML {
        let words = done.state == .held ? "It waits for somebody else's approval" : "\(label): done"
        let id = done.state == .held || !hasRecordPage ? nil : done.outcome?["id"]?.string
        let open: HTML? = id.map {
            "<a class=\"btn btn-main\" href=\"\(RecordAddress.record(entry.name.collection, $0))\">Open it</a>"
        }
        let list: HTML? =
            hasList
            ? "<a class=\"btn\" href=\"\(RecordAddress.list(entry.name.collection))\">Back to the list</a>" : nil
        let answer = String(decoding: done.json, as: UTF8.self)
        return """
            <header class="page-head"><h1>\(words)</h1><div class="actions">\(list)\(open)</div></header>
            <section class="card"><div class="card-head"><h2>The answer</h2></div>
            <div class="card-body"><pre class="code mono" tabindex="0">\(answer)</pre></div></section>
            """
    }

    private func page(_ above: HTML, _ problem: Problem?) -> HTML {
        let target = entry.route?.parameter
        let firstWrong = entry.fields.first { field in error(at: field.name, problem) != nil }?.name
        let inputs: HTML = entry.fields.html { field in
            let isFixed = field.name == target && form[field.name] != nil && problem == nil
            return FormInput(
                field: field, schema: schemas.resolve(field.schema), value: form[field.name],
                error: error(at: field.name, problem), isFixed: isFixed, isFocused: field.name == firstWrong,
                example: schemas.example(of: field.schema)
            ).html
        }
        return """
            <header class="page-head"><h1>\(label)</h1><p class="sub">\(entry.summary)</p></header>
            <div class="stack">\(above)<section class="card">
            <form class="card-body roomy stack" method="post" action="\(RecordAddress.action(entry.name.rawValue))">
            <input type="hidden" name="csrf" value="\(csrf)"><input type="hidden" name="idempotency_key" value="\(key)">
            \(inputs)<div class="row"><button class="btn btn-main">\(label)</button>
            <button class="btn" name="preview" value="true">What will happen?</button></div></form></section></div>
            """
    }

    private func error(at field: String, _ problem: Problem?) -> String? {
        guard let problem else { return nil }
        let found = problem.errors.filter { Self.isPart($0.field, of: field) }
        if found.isEmpty { return problem.field == field ? problem.title : nil }
        if schemas.resolve(entry.fields.first { $0.name == field }?.schema ?? Schema(.any)).format == "money",
            found.contains(where: { $0.field == field })
        {
            return "Write the currency and the amount, for example GBP 12.50."
        }
        return found.map { $0.field == field ? $0.message : "\($0.field): \($0.message)" }.joined(separator: " ")
    }

    private static func isPart(_ path: String, of field: String) -> Bool {
        path == field || path.hasPrefix(field + ".") || path.hasPrefix(field + "[")
    }
}
