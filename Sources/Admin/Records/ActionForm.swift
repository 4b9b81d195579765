import Kernel
import Platform
import Web

/// The form of any action, with a preview of what will happen and problems at their fields.
struct ActionForm {
    let entry: ActionEntry
    let csrf: String
    let key: String
    let form: FormFields

    /// What was typed, as the JSON the action decodes from. Empty optional fields are left out.
    func input() throws -> JSON {
        var members = JSONObject()
        var validation = Validation()
        for field in entry.fields {
            guard let text = form[field.name], !text.isEmpty else { continue }
            switch field.schema.shape {
            case .boolean: members[field.name] = .bool(text == "true")
            case .integer, .number: members[field.name] = Int64(text).map { .int($0) } ?? .string(text)
            case .string, .enumeration: members[field.name] = .string(text)
            case .any, .array, .dictionary, .object, .reference, .oneOf:
                let isText = !text.hasPrefix("{") && !text.hasPrefix("[") && !text.hasPrefix("\"")
                if let json = try? JSON(parsing: text) {
                    members[field.name] = json
                } else if isText {
                    members[field.name] = .string(text)
                } else {
                    validation.add(field.name, "bad_json", "This is not valid JSON.")
                }
            }
        }
        try validation.finish()
        return .object(members)
    }

    /// The form, empty or filled.
    func html() -> HTML { page("", nil) }

    /// The form again, with what is wrong.
    func html(problem: Problem) -> HTML {
        let others = problem.errors.filter { error in !entry.fields.contains { error.field.hasPrefix($0.name) } }
        let list: HTML = others.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        let banner: HTML = """
            <div class="banner bad" role="alert"><div><p><b>\(problem.title)</b> \(problem.detail)</p><p>\(problem.remedy)</p>
            <ul>\(list)</ul></div></div>
            """
        return page(banner, problem)
    }

    /// The form again, with what would happen.
    func html(preview: Performed<JSON>) -> HTML {
        let changes: HTML = preview.effects.changes.html { change in
            let after = String(decoding: (change.after ?? .null).bytes, as: UTF8.self)
            return "<li><b>\(change.kind.rawValue)</b> <span class=\"mono\">\(change.record.description)</span> \(after)</li>"
        }
        let events: HTML = preview.effects.events.html { event in "<li>\(event.name.rawValue)</li>" }
        let approval: HTML = preview.effects.wouldNeedApproval ? "<p>It will wait for somebody else's approval.</p>" : ""
        return page(
            """
            <section class="card" aria-live="polite"><div class="card-head"><h2>What will happen</h2></div>
            <div class="card-body stack">\(approval)<ul class="code">\(changes)\(events)</ul></div></section>
            """, nil)
    }

    /// What was done.
    func html(done: Performed<JSON>) -> HTML {
        let words = done.state == .held ? "It waits for somebody else's approval." : "Done."
        let answer = String(decoding: done.json, as: UTF8.self)
        let id = done.outcome?["id"]?.string
        let link: HTML =
            id.map { "<a class=\"btn btn-main\" href=\"\(RecordAddress.record(entry.name.collection, $0))\">Open it</a>" } ?? ""
        return """
            <header class="page-head"><h1>\(words)</h1><div class="actions">\(link)
            <a class="btn" href="\(RecordAddress.list(entry.name.collection))">Back to the list</a></div></header>
            <section class="card"><div class="card-body"><pre class="code mono">\(answer)</pre></div></section>
            """
    }

    private func page(_ above: HTML, _ problem: Problem?) -> HTML {
        let inputs: HTML = entry.fields.html { field in
            let error = problem?.errors.first { $0.field == field.name || $0.field.hasPrefix(field.name + ".") || $0.field.hasPrefix(field.name + "[") }
            let single = problem?.field == field.name ? problem?.title : nil
            return FormInput(field: field, value: form[field.name], isCompact: false, error: error?.message ?? single).html
        }
        return """
            <header class="page-head"><h1>\(Navigation.words(entry.name.verb))</h1><p class="sub">\(entry.summary)</p></header>
            <div class="stack">\(above)<section class="card">
            <form class="card-body stack" method="post" action="\(RecordAddress.action(entry.name.rawValue))">
            <input type="hidden" name="csrf" value="\(csrf)"><input type="hidden" name="idempotency_key" value="\(key)">
            \(inputs)<div class="row"><button class="btn btn-main">\(Navigation.words(entry.name.verb))</button>
            <button class="btn" name="preview" value="true">What will happen?</button></div></form></section></div>
            """
    }
}
