import Kernel
import Platform
import Web

/// One field of a form, made from its schema: text, figures, yes or no, choice, money, a record to be looked up, rows of a
/// list. Label above, help under it, what is wrong at the field.
struct FormInput {
    let desk: Desk
    let values: FormValues
    /// The collection the action belongs to, for words.
    let collection: String
    let form: FormFields
    let problem: Problem?
    /// The field where the reader should begin.
    var focused: String?
    /// What fields said before, for a conflict.
    var conflict: Conflict?
    /// Fields that have no place in the form, also inside rows: `lines.sku`.
    var hidden: Set<String> = []
    /// Whether the form changes a record, where every field may be left alone and none needs to say so.
    var isEdit = false

    /// A field by its schema.
    func html(_ field: Schema.Field, at name: String, isFixed: Bool = false, isRequired: Bool? = nil) -> HTML {
        let schema = values.schemas.resolve(field.schema)
        let needed = isRequired ?? field.isRequired
        if let choices = desk.choices[Self.outsideRows(name)] {
            return choices.isList ? listed(field, name, choices, needed) : chosen(field, name, choices, needed)
        }
        if schema.format == "money" { return labelled(field, name, money(name, needed), needed) }
        switch schema.shape {
        case .array(let element):
            let inner = values.schemas.resolve(element)
            if case .object(let fields) = inner.shape, inner.format != "money" { return rows(field, name, fields) }
            let several = desk.words.optional("help.\(collection).\(field.name)") ?? desk.say("form.commas")
            let isShort = (form[name] ?? "").utf8.count < 80
            return labelled(
                field, name, isShort ? input(name, needed) : area(name, needed, rows: 2), needed, help: several)
        case .object(let fields): return group(field, name, fields, needed)
        case .boolean: return box(field, name, needed)
        case .enumeration(let choices): return labelled(field, name, choice(choices, name, needed), needed)
        case .integer, .number: return labelled(field, name, input(name, needed, "inputmode=\"numeric\""), needed)
        case .string: return labelled(field, name, text(field, schema, name, needed, isFixed), needed)
        case .any, .dictionary, .reference, .oneOf:
            let example = values.schemas.example(of: field.schema)
            let help = desk.say("form.json", ["example": String(decoding: example.bytes, as: UTF8.self)])
            return labelled(field, name, area(name, needed, rows: 4), needed, help: help)
        }
    }

    // MARK: parts

    private func id(_ name: String) -> String { "f-\(name)" }

    /// What is wrong with a field: said of it, or of something inside it that has no field of its own.
    func error(at name: String) -> String? {
        problem?.errors.first { Self.path($0.field) == name || isInside($0.field, name) }.map { error in
            desk.words.optional("wrong.\(error.code)") ?? error.message
        }
    }

    /// Whether a problem is about one value of a field that is filled in as a whole.
    private func isInside(_ field: String, _ name: String) -> Bool {
        field.hasPrefix("\(name)[") && field.hasSuffix("]")
    }

    /// A problem's path as a form's name: `lines[0].quantity` → `lines.0.quantity`.
    static func path(_ field: String) -> String {
        field.replacing("[", with: ".").replacing("]", with: "")
    }

    private func marks(_ name: String, _ isRequired: Bool) -> HTML {
        let hasError = error(at: name) != nil
        let described: HTML? = hasError ? "aria-invalid=\"true\" aria-describedby=\"\(id(name))-error\"" : nil
        return """
            id="\(id(name))" name="\(name)" \(flag: "required", isRequired) \(flag: "autofocus", name == focused) \(described)
            """
    }

    private func labelled(_ field: Schema.Field, _ name: String, _ input: HTML, _ isRequired: Bool, help: String? = nil)
        -> HTML
    {
        let optional: HTML? =
            isRequired || isEdit || isInRow(name) ? nil : " <small>\(desk.say("shell.optional"))</small>"
        let message: HTML? = error(at: name).map { "<p class=\"error\" id=\"\(id(name))-error\">\($0)</p>" }
        let words = help ?? desk.words.optional("help.\(collection).\(field.name)")
        let helped: HTML? = words.map { "<p class=\"help\">\($0)</p>" }
        return """
            <div class="field"><label for="\(id(name))">\(desk.label(field.name, in: collection))\(optional)</label>\(input)\(helped)\(message)\(conflict?.note(name))</div>
            """
    }

    private func chosen(_ field: Schema.Field, _ name: String, _ choices: FieldChoices, _ isRequired: Bool) -> HTML {
        let given = form.all(name).flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) }
        let input = ChoiceInput(
            desk: desk, name: name, choices: choices, chosen: Set(given), isRequired: isRequired,
            isFocused: name == focused, wrong: error(at: name).map { _ in "\(id(name))-error" })
        let optional: HTML? = isRequired ? nil : " <small class=\"muted\">\(desk.say("shell.optional"))</small>"
        let help: HTML? = desk.words.optional("help.\(collection).\(field.name)").map { "<p class=\"help\">\($0)</p>" }
        let message: HTML? = error(at: name).map { "<p class=\"error\" id=\"\(id(name))-error\">\($0)</p>" }
        return """
            <fieldset class="field" id="\(id(name))"><legend class="mid">\(desk.label(field.name, in: collection))\(optional)</legend>\(help)\(message)\(input.html)\(conflict?.note(name))</fieldset>
            """
    }

    /// A field's name without the numbers of rows: `lines.0.line` → `lines.line`.
    private static func outsideRows(_ name: String) -> String {
        name.split(separator: ".").filter { $0 != "__row__" && Int($0) == nil }.joined(separator: ".")
    }

    private func listed(_ field: Schema.Field, _ name: String, _ choices: FieldChoices, _ isRequired: Bool) -> HTML {
        labelled(field, name, select(choices.all.map { ($0.value, $0.label) }, name, isRequired), isRequired)
    }

    /// Whether a field stands in a row of a list, which as a whole may be left empty.
    private func isInRow(_ name: String) -> Bool {
        name.split(separator: ".").contains { $0 == "__row__" || Int($0) != nil }
    }

    private func input(_ name: String, _ isRequired: Bool, _ more: HTML = "") -> HTML {
        "<input class=\"input\" \(marks(name, isRequired)) \(more) value=\"\(form[name])\">"
    }

    private func area(_ name: String, _ isRequired: Bool, rows: Int) -> HTML {
        "<textarea class=\"input\" rows=\"\(rows)\" \(marks(name, isRequired))>\(form[name])</textarea>"
    }

    private func money(_ name: String, _ isRequired: Bool) -> HTML {
        """
        <span class="affix"><span aria-hidden="true">\(desk.shop.currency.code)</span>\(input(name, isRequired, "inputmode=\"decimal\" data-echo autocomplete=\"off\""))</span>
        """
    }

    private static let long: Set<String> = ["description", "message", "note", "notes", "reason", "resolution", "text"]

    private func text(_ field: Schema.Field, _ schema: Schema, _ name: String, _ isRequired: Bool, _ isFixed: Bool)
        -> HTML
    {
        if let entity = schema.entity { return lookup(entity, name, isRequired, isFixed) }
        if schema.format == "date" { return input(name, isRequired, "type=\"date\"") }
        if schema.format == "date-time" {
            return
                "<input class=\"input\" type=\"datetime-local\" \(marks(name, isRequired)) value=\"\(values.clock(form[name] ?? ""))\">"
        }
        if isLong(field, schema, name) { return area(name, isRequired, rows: 4) }
        switch field.name {
        case "email": return input(name, isRequired, "type=\"email\" autocomplete=\"off\"")
        case "phone": return input(name, isRequired, "type=\"tel\" autocomplete=\"off\"")
        case "sku", "code", "barcode", "handle":
            return input(name, isRequired, "spellcheck=\"false\" autocomplete=\"off\" data-scan")
        case _: return input(name, isRequired)
        }
    }

    /// Whether a text has room for paragraphs: by what it is for, or because it has a line end already, which a field of
    /// one line would lose.
    private func isLong(_ field: Schema.Field, _ schema: Schema, _ name: String) -> Bool {
        if field.name == "description" || form[name]?.contains("\n") ?? false { return true }
        return schema.maximumLength.map { $0 > 500 } ?? false && Self.long.contains(field.name)
    }

    /// A record. Of few kinds there are so few that they are a choice. Others are looked up by name or number with
    /// scripts; without them their name, number or SKU is typed.
    private func lookup(_ entity: String, _ name: String, _ isRequired: Bool, _ isFixed: Bool) -> HTML {
        let id = form[name] ?? ""
        let words = desk.names[id]
        if isFixed {
            let called: HTML = words.map { "\($0)" } ?? "<span class=\"mono\">\(id)</span>"
            let shown: HTML = desk.links.address(of: id).map { "<a href=\"\($0)\">\(called)</a>" } ?? called
            return "<input type=\"hidden\" name=\"\(name)\" value=\"\(id)\"><p id=\"\(self.id(name))\">\(shown)</p>"
        }
        if let short = desk.short[entity], id.isEmpty || short.contains(where: { $0.id == id }) {
            return short.count > 12 ? search(entity, name, isRequired, id, words) : select(short, name, isRequired)
        }
        return search(entity, name, isRequired, id, words)
    }

    private func search(_ entity: String, _ name: String, _ isRequired: Bool, _ id: String, _ words: String?) -> HTML {
        let known: HTML? = words.map { words in
            "<input type=\"hidden\" name=\"\(name).is\" value=\"\(id)\"><input type=\"hidden\" name=\"\(name).called\" value=\"\(words)\">"
        }
        return """
            <input class="input" \(marks(name, isRequired)) data-lookup="/admin/lookup/\(entity)" autocomplete="off" spellcheck="false" value="\(words ?? id)">\(known)\(offered(name))
            """
    }

    /// The records that a text may mean, to choose one of.
    private func offered(_ name: String) -> HTML? {
        guard let near = desk.near[name], near.text == form[name] else { return nil }
        let cards: HTML = near.records.html { record in
            """
            <label class="choice"><input type="radio" name="\(name).pick" value="\(record.id)"><span><b>\(record.title)</b><small>\(record.detail)</small></span></label>
            """
        }
        return """
            <input type="hidden" name="\(name).near" value="\(near.text)"><fieldset class="stack stack-s"><legend class="meta">\(desk.say("form.whichOne"))</legend>\(cards)</fieldset>
            """
    }

    private func select(_ choices: [(id: String, name: String)], _ name: String, _ isRequired: Bool) -> HTML {
        let only = isRequired && choices.count == 1
        let options: HTML = choices.html { choice in
            "<option value=\"\(choice.id)\" \(flag: "selected", choice.id == form[name] || only)>\(choice.name)</option>"
        }
        let none: HTML = only ? "" : "<option value=\"\">–</option>"
        return "<select class=\"input\" \(marks(name, isRequired))>\(none)\(options)</select>"
    }

    /// Yes or no, or nothing said.
    private func answer(_ name: String) -> HTML {
        select([("true", desk.say("value.yes")), ("false", desk.say("value.no"))], name, false)
    }

    private func choice(_ choices: [String], _ name: String, _ isRequired: Bool) -> HTML {
        let none: HTML = isRequired && form[name] != nil ? "" : "<option value=\"\">–</option>"
        let options: HTML = choices.html { choice in
            "<option value=\"\(choice)\" \(flag: "selected", choice == form[name])>\(desk.stateWord(choice, field: name))</option>"
        }
        return "<select class=\"input\" \(marks(name, isRequired))>\(none)\(options)</select>"
    }

    private func box(_ field: Schema.Field, _ name: String, _ isRequired: Bool) -> HTML {
        if !isRequired { return labelled(field, name, answer(name), false) }
        let message: HTML? = error(at: name).map { "<p class=\"error\" id=\"\(id(name))-error\">\($0)</p>" }
        return """
            <div class="field"><input type="hidden" name="\(name).asked" value="1"><label class="check"><input type="checkbox" id="\(id(name))" name="\(name)" value="true" \(flag: "checked", form[name] == "true")>\(desk.label(field.name, in: collection))</label>\(message)</div>
            """
    }

    private func group(_ field: Schema.Field, _ name: String, _ fields: [Schema.Field], _ isRequired: Bool) -> HTML {
        let inner: HTML = fields.html { member in
            html(member, at: "\(name).\(member.name)", isRequired: isRequired && member.isRequired)
        }
        return
            "<fieldset class=\"field\" id=\"\(id(name))\"><legend>\(desk.label(field.name, in: collection))</legend><div class=\"stack stack-s\">\(inner)</div></fieldset>"
    }

    /// Rows of a list. Without scripts a button asks for another row; with them rows come and go at once.
    private func rows(_ field: Schema.Field, _ name: String, _ fields: [Schema.Field]) -> HTML {
        var numbers = values.rowNumbers(name, form)
        if numbers.isEmpty { numbers = [0] }
        if form["add"] == name { numbers.append((numbers.last ?? -1) + 1) }
        let shown = fields.filter { !hidden.contains("\(name).\($0.name)") }
        let body: HTML = numbers.html { number in row("\(name).\(number)", shown) }
        let message: HTML? = error(at: name).map { "<p class=\"error\" id=\"\(id(name))-error\">\($0)</p>" }
        let described: HTML? = message.map { _ in "aria-describedby=\"\(id(name))-error\"" }
        return """
            <fieldset class="field rows" id="\(id(name))" \(described) data-rows-of="\(name)"><legend>\(desk.label(field.name, in: collection))</legend>
            <div class="stack stack-s" data-row-list>\(body)</div><template data-row>\(row("\(name).__row__", shown))</template>
            <button class="btn btn-s" name="add" value="\(name)" formnovalidate data-add-row>\(Icon.named("plus"))\(desk.say("form.addRow"))</button>\(message)</fieldset>
            """
    }

    private func row(_ name: String, _ fields: [Schema.Field]) -> HTML {
        let inputs: HTML = fields.html { member in html(member, at: "\(name).\(member.name)", isRequired: false) }
        return """
            <div class="form-row" data-row-item>\(inputs)<button class="btn btn-quiet btn-icon btn-s" type="button" data-remove-row hidden aria-label="\(desk.say("form.removeRow"))">\(Icon.named("cross"))</button></div>
            """
    }
}

/// What somebody else changed while a form was being filled in.
struct Conflict {
    let desk: Desk
    /// What the fields said when the form was opened, and what they say now.
    let before: FormFields
    let now: FormFields

    /// What changed at a field; nil when nothing did.
    func note(_ name: String) -> HTML? {
        let was = before[name] ?? ""
        let isNow = now[name] ?? ""
        if was == isNow { return nil }
        func words(_ value: String) -> String { value.isEmpty ? "–" : desk.names[value] ?? value }
        return """
            <p class="changed">\(Icon.named("warning", class: "icon icon-s"))\(desk.say("form.changed", ["before": words(was), "now": words(isNow)]))</p>
            """
    }

    /// The names of the fields that changed.
    var names: [String] {
        var names: [String] = []
        for pair in before.pairs + now.pairs where !names.contains(pair.name) && before[pair.name] != now[pair.name] {
            names.append(pair.name)
        }
        return names
    }
}
