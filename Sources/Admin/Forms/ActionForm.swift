import Kernel
import Platform
import Web

/// The one form of every action: what it needs, what will happen, what is wrong at the field. It carries a key of its own,
/// so that sending it twice does one thing.
struct ActionForm {
    var desk: Desk
    let entry: ActionEntry
    let values: FormValues
    /// What the fields say.
    let form: FormFields
    /// The idempotency key.
    let key: String
    /// The record the form is about, as it is now.
    var record: JSON?
    /// What changed since the form was opened.
    var conflict: Conflict?
    /// Whether it will wait for somebody else's yes: the button says so.
    var isHeld = false
    /// Whether what will happen has been shown, so that sending it again asks for approval.
    var isShown = false
    /// What is offered at fields whose text does not say which record is meant.
    var near: [String: NearRecords] = [:]

    private var target: String? { entry.route?.parameter }
    private var collection: String { entry.name.collection }
    private var room: Room? { desk.rooms.room(of: entry.name) }
    private var design: FormDesign? { room?.forms[entry.name.rawValue] }
    /// What it is called: `Cancel order`.
    var label: String { desk.actionLabel(entry) }

    /// The form as it was opened, or with what was typed.
    func html() -> HTML { page("", nil) }

    /// The form again, with what is wrong: fields say it themselves, and a summary above leads to them.
    func html(problem: Problem) -> HTML {
        let problem = atFields(problem)
        return page(ProblemView.banner(problem, desk, fields: fieldNames), problem)
    }

    /// A problem with one field at fault, as one that is said at the field.
    private func atFields(_ problem: Problem) -> Problem {
        guard problem.errors.isEmpty, let field = problem.field else { return problem }
        var said = problem
        said.errors = [
            FieldError(field: field, code: problem.code, message: problem.detail ?? ProblemView.title(problem, desk))
        ]
        return said
    }

    /// The form again, with what would happen.
    func html(preview: Performed<JSON>) -> HTML {
        page(PreviewView(desk: desk, preview: preview, answer: design?.answer).html, nil)
    }

    /// The names that have a field on the page, so that the summary can lead there.
    private var fieldNames: Set<String> {
        Set(entry.fields.map(\.name).filter { name in name != target || record == nil })
    }

    private func page(_ above: HTML, _ problem: Problem?) -> HTML {
        let firstWrong = problem?.errors.first.map { FormInput.path($0.field) }
        let input = FormInput(
            desk: desk, values: values, collection: collection, form: form, problem: problem, focused: firstWrong,
            conflict: conflict, hidden: design?.hidden ?? [], isEdit: entry.route?.method == "PATCH")
        let (first, more) = laidOut
        let fields: HTML = first.html { (field: Schema.Field) -> HTML in
            // The title names the record already.
            if field.name == target, record != nil, let id = form[field.name] {
                return "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(id)\">"
            }
            let isKnown = field.name == target && form[field.name] != nil && input.error(at: field.name) == nil
            return input.html(field, at: field.name, isFixed: isKnown)
        }
        let rest: HTML = more.html { field in input.html(field, at: field.name) }
        let isOpen = more.contains { field in form[field.name] != nil || input.error(at: field.name) != nil }
        let folded: HTML = """
            <details class="more-fields" \(flag: "open", isOpen)><summary>\(desk.say("form.more"))</summary><div class="stack form-grid">\(rest)</div></details>
            """
        let kept: HTML = ["back", "version"].compactMap { name in
            form[name].map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" as HTML }
        }.html { $0 }
        return """
            <header class="page-head"><h1>\(title)</h1><p class="sub">\(about)</p></header>\(above.text.isEmpty ? waits : nil)\(above)
            <section class="card"><form class="card-body roomy stack" method="post" action="\(RecordAddress.action(entry.name.rawValue))" data-form \(flag: "data-keep", !above.text.isEmpty)>
            <input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="idempotency_key" value="\(key)">\(kept)\(before)
            <div class="stack form-grid">\(fields)</div>\(more.isEmpty ? "" : folded)<div class="row form-foot">\(submit)
            <button class="btn" name="preview" value="1" formnovalidate>\(desk.say("form.preview"))</button>
            <a class="btn btn-quiet" href="\(wayBack)">\(desk.say("shell.back"))</a></div></form></section>
            """
    }

    /// The button that does it; where it will wait, the button that asks.
    private var submit: HTML {
        if !isHeld { return "<button class=\"btn btn-main\" data-submit>\(label)</button>" }
        let confirmed: HTML? = isShown ? "<input type=\"hidden\" name=\"request_approval\" value=\"1\">" : nil
        return """
            \(confirmed)<button class="btn btn-main" data-submit>\(Icon.named("stamp"))\(desk.say("form.requestApproval"))</button>
            """
    }

    /// What is said above a form that will wait.
    private var waits: HTML? {
        guard isHeld else { return nil }
        return "<div class=\"banner pending\">\(Icon.named("stamp"))<div>\(desk.say("form.waits"))</div></div>"
    }

    /// The fields that are always seen, and those behind *More*.
    private var laidOut: (first: [Schema.Field], more: [Schema.Field]) {
        guard let design else { return (entry.fields, []) }
        let fields = entry.fields.filter { !design.hidden.contains($0.name) }
        let named = [target].compactMap { $0 } + design.fields
        let first = named.compactMap { name in fields.first { $0.name == name } }
        let must = fields.filter { field in field.isRequired && !named.contains(field.name) }
        let rest = fields.filter { field in !field.isRequired && !named.contains(field.name) }
        return (first + must, rest)
    }

    private var title: HTML {
        guard let record, let id = target.flatMap({ form[$0] }) else { return "\(label)" }
        let page = RecordPageContext(desk: desk, id: id, record: record, related: [:])
        let name = room?.record?.title.flatMap { $0(page) } ?? RecordView.title(record, id)
        return name == id ? "\(label)" : "\(label): \(name)"
    }

    private var about: HTML { "\(desk.words.optional("about.\(entry.name.rawValue)") ?? entry.summary)" }

    /// What the fields said when the form was opened: compared when somebody else saved meanwhile.
    private var before: HTML {
        let pairs = form.pairs.filter { $0.name.hasPrefix("was.") }
        return pairs.html { pair in "<input type=\"hidden\" name=\"\(pair.name)\" value=\"\(pair.value)\">" }
    }

    private var wayBack: String {
        if let back = form["back"], SignInPages.isOurs(back) { return back }
        if let id = target.flatMap({ form[$0] }), let address = desk.links.address(of: id) { return address }
        return room.map { RecordAddress.list($0.collection) } ?? "/admin"
    }
}

/// What will happen: each record before and after, and what will be told to others.
struct PreviewView {
    let desk: Desk
    let preview: Performed<JSON>
    /// Shows what the action answers, where records do not tell it all.
    var answer: (@Sendable (Desk, JSON) -> HTML?)?

    /// The card.
    var html: HTML {
        let changes: HTML = preview.effects.changes.html { change in self.change(change) }
        let none: HTML? =
            preview.effects.changes.isEmpty && preview.effects.events.isEmpty
            ? "<p>\(desk.say("preview.nothing"))</p>" : nil
        let held: HTML? =
            preview.effects.wouldNeedApproval
            ? "<div class=\"banner pending\">\(Icon.named("stamp"))<div>\(desk.say("preview.approval"))</div></div>"
            : nil
        let answered = preview.outcome.flatMap { outcome in answer?(desk, outcome) }
        return """
            <section class="card preview" role="status" tabindex="-1" data-focus><div class="card-head"><h2>\(desk.say("preview.title"))</h2></div>
            <div class="card-body stack">\(held)\(answered)\(none)\(changes)\(events)<p class="muted">\(desk.say("preview.notYet"))</p></div></section>
            """
    }

    private func change(_ change: Effects.Change) -> HTML {
        let id = change.record.description
        let shown = change.after ?? change.before ?? .null
        let title = RecordView.title(shown, id)
        let name = desk.names[id] ?? (title == id ? nil : title)
        let kind = desk.say("preview.\(change.kind.rawValue)")
        let collection = desk.links.collection(of: id) ?? ""
        let rows = change.kind == .saved ? ChangeTable.rows(change.before, change.after) : newRows(shown)
        let table: HTML =
            change.kind == .saved ? ChangeTable(desk: desk, collection: collection).html(rows) : facts(rows, collection)
        let noun = collection.isEmpty ? Naming.words(change.record.kind) : desk.singular(collection)
        // What is not there yet has no page.
        let isThere = change.before != nil
        let link: HTML? = name.map { name in isThere ? ValueView(desk).reference(.string(id), words: name) : "\(name)" }
        return "<div class=\"stack stack-s\"><p><b>\(kind)</b> \(noun) \(link)</p>\(table)</div>"
    }

    private func newRows(_ record: JSON) -> [JSON] {
        (record.object?.members ?? []).filter { $0.key != "id" && $0.key != "version" && !$0.value.isNull }.map {
            member in
            ["member": .string(member.key), "after": member.value]
        }
    }

    private func facts(_ rows: [JSON], _ collection: String) -> HTML {
        let values = ValueView(desk)
        let pairs: HTML = rows.prefix(14).html { row in
            let name = row["member"]?.string ?? ""
            return
                "<dt>\(desk.label(name, in: collection))</dt><dd>\(values.inline(row["after"] ?? .null, name: name))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }

    private var events: HTML? {
        if preview.effects.events.isEmpty { return nil }
        let names = preview.effects.events.map { event in
            desk.words.optional("event.\(event.name.rawValue)") ?? event.name.rawValue
        }
        return "<p class=\"meta\">\(desk.say("preview.events", ["names": names.joined(separator: ", ")]))</p>"
    }
}
