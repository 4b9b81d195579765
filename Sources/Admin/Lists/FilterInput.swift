import Kernel
import Web

/// One filter as a person sets it, by the kind of its field: any or none of some values, days, amounts, yes or no, text.
struct FilterInput {
    let desk: Desk
    let room: Room
    let field: Schema.Field
    /// As in the address.
    let value: String?
    var error: String?

    private var name: String { field.name }
    private var id: String { "in-\(field.name)" }
    private var label: String { desk.label(field.name, in: room.collection) }

    /// How the value stands to the field: is, is not, is one of.
    var relation: String {
        guard let value else { return "" }
        switch field.schema.format {
        case "any-of", "any-of-or-empty":
            let filter = AnyOfParts(value)
            if filter.isExcluding { return desk.say("filter.isNot") }
            return filter.values.count > 1 ? desk.say("filter.anyOf") : desk.say("filter.is")
        case "day-range", "amount-range", "number-range": return ""
        case _: return desk.say("filter.is")
        }
    }

    /// The value as people say it.
    var words: String {
        guard let value else { return "" }
        switch field.schema.format {
        case "any-of", "any-of-or-empty":
            return AnyOfParts(value).values.map(called).joined(separator: ", ")
        case "day-range": return days(value)
        case "amount-range", "number-range": return range(value) { $0 }
        case _:
            if value == "true" { return desk.say("value.yes") }
            if value == "false" { return desk.say("value.no") }
            if case .enumeration = field.schema.shape { return desk.stateWord(value, field: field.name) }
            return desk.names[value] ?? value
        }
    }

    /// One value as people say it: a name, an action's words, a state's.
    private func called(_ value: String) -> String {
        if field.name == "action" { return desk.actionWord(value) }
        if RecordLinks.kind(of: value) != nil { return desk.names[value] ?? value }
        return desk.stateWord(value, field: field.name)
    }

    private func days(_ value: String) -> String {
        if let period = desk.words.optional("period.\(value)") { return period }
        return range(value) { text in CalendarDate(text).map { desk.day($0) } ?? text }
    }

    private func range(_ value: String, _ show: (String) -> String) -> String {
        guard let dots = value.firstRange(of: "..") else { return show(value) }
        let from = String(value[..<dots.lowerBound])
        let to = String(value[dots.upperBound...])
        if from.isEmpty { return desk.say("filter.upTo", ["value": show(to)]) }
        if to.isEmpty { return desk.say("filter.from", ["value": show(from)]) }
        return "\(show(from)) – \(show(to))"
    }

    /// What a wrong field says to those who do not see it.
    private var marks: HTML? {
        error == nil ? nil : "aria-invalid=\"true\" aria-describedby=\"\(id)-error\""
    }

    /// The field with its label.
    var html: HTML {
        let message: HTML? = error.map { "<p class=\"error\" id=\"\(id)-error\">\($0)</p>" }
        switch field.schema.format {
        case "any-of", "any-of-or-empty":
            if let choices = field.schema.choices { return choice(choices, message) }
        case "day-range": return dayRange(message)
        case "amount-range", "number-range": return ends(message)
        case _: break
        }
        switch field.schema.shape {
        case .boolean: return select(["true", "false"], message)
        case .enumeration(let values): return select(values, message)
        case .any, .integer, .number, .string, .array, .dictionary, .object, .reference, .oneOf: return text(message)
        }
    }

    private func choice(_ choices: [String], _ message: HTML?) -> HTML {
        let filter = AnyOfParts(value ?? "")
        let boxes: HTML = choices.html { choice in
            """
            <label class="check"><input type="checkbox" name="\(name)" value="\(choice)" \(flag: "checked", filter.values.contains(choice)) \(marks)>\(desk.stateWord(choice, field: field.name))</label>
            """
        }
        return """
            <fieldset class="field"><legend>\(label)</legend>
            <label class="check"><input type="checkbox" name="\(name).not" value="1" \(flag: "checked", filter.isExcluding)>\(desk.say("filter.noneOfThese"))</label>
            <div class="stack stack-s">\(boxes)</div>\(message)</fieldset>
            """
    }

    private func dayRange(_ message: HTML?) -> HTML {
        let periods = field.schema.choices ?? []
        let isPeriod = value.map(periods.contains) ?? false
        let options: HTML = periods.html { period in
            "<option value=\"\(period)\" \(flag: "selected", period == value)>\(desk.words.optional("period.\(period)") ?? period)</option>"
        }
        let ends = isPeriod ? (from: "", to: "") : AnyOfParts.ends(value ?? "")
        return """
            <fieldset class="field"><legend>\(label)</legend><select class="input input-s" name="\(name)" aria-label="\(desk.say("filter.period"))">
            <option value="">\(desk.say("filter.someDays"))</option>\(options)</select>
            <div class="row row-tight fixed"><input class="input input-s" type="date" name="\(name).from" value="\(ends.from)" \(marks) aria-label="\(desk.say("filter.fromLabel"))">
            <span>–</span><input class="input input-s" type="date" name="\(name).to" value="\(ends.to)" \(marks) aria-label="\(desk.say("filter.toLabel"))"></div>\(message)</fieldset>
            """
    }

    private func ends(_ message: HTML?) -> HTML {
        let ends = AnyOfParts.ends(value ?? "")
        return """
            <fieldset class="field"><legend>\(label)</legend><div class="row row-tight fixed">
            <input class="input input-s" inputmode="decimal" name="\(name).from" value="\(ends.from)" \(marks) aria-label="\(desk.say("filter.fromLabel"))">
            <span>–</span><input class="input input-s" inputmode="decimal" name="\(name).to" value="\(ends.to)" \(marks) aria-label="\(desk.say("filter.toLabel"))"></div>\(message)</fieldset>
            """
    }

    private func select(_ values: [String], _ message: HTML?) -> HTML {
        let options: HTML = values.html { choice in
            let words =
                choice == "true"
                ? desk.say("value.yes")
                : choice == "false" ? desk.say("value.no") : desk.stateWord(choice, field: field.name)
            return "<option value=\"\(choice)\" \(flag: "selected", choice == value)>\(words)</option>"
        }
        return """
            <div class="field"><label for="\(id)">\(label)</label><select class="input input-s" id="\(id)" name="\(name)" \(marks)><option value="">\(desk.say("filter.any"))</option>\(options)</select>\(message)</div>
            """
    }

    /// The value with the name of the record in the place of its id; the name leads back to it.
    private var named: String? {
        guard let value, let id = AnyOfParts(value).values.first, let name = desk.names[id] else { return value }
        return AnyOfParts(value).values.count > 1 ? value : (value.hasPrefix("!") ? "!" : "") + name
    }

    private func text(_ message: HTML?) -> HTML {
        let lookup: HTML? = field.schema.entity.map { "data-lookup=\"/admin/lookup/\($0)\"" }
        return """
            <div class="field"><label for="\(id)">\(label)</label><input class="input input-s" id="\(id)" name="\(name)" value="\(named)" \(marks) \(lookup) autocomplete="off">\(message)</div>
            """
    }
}

/// The text of a filter taken apart, for showing it.
struct AnyOfParts {
    let isExcluding: Bool
    let values: [String]

    init(_ text: String) {
        isExcluding = text.hasPrefix("!")
        let rest = isExcluding ? text.dropFirst() : text[...]
        values = rest.split(separator: ",").map(String.init)
    }

    /// The two ends of `a..b`.
    static func ends(_ text: String) -> (from: String, to: String) {
        guard let dots = text.firstRange(of: "..") else { return (text, text) }
        return (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
    }
}

/// Turns the many fields of a filter form into the one text of each filter: boxes into `a,b`, ends into `a..b`.
enum FilterForm {
    /// The canonical pairs of an address.
    static func canonical(_ form: FormFields, fields: [Schema.Field]) -> [(name: String, value: String)] {
        var done: Set<String> = []
        var pairs: [(name: String, value: String)] = []
        for pair in form.pairs {
            let base = field(of: pair.name)
            guard done.insert(base).inserted else { continue }
            guard let value = value(of: base, form, fields), !value.isEmpty else { continue }
            pairs.append((base, value))
        }
        return pairs
    }

    private static func field(of name: String) -> String {
        for suffix in [".not", ".from", ".to"] where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        return name
    }

    private static func value(of name: String, _ form: FormFields, _ fields: [Schema.Field]) -> String? {
        if name == "columns" { return form.all(name).joined(separator: ",") }
        guard let field = fields.first(where: { $0.name == name }) else { return form[name] }
        switch field.schema.format {
        case "any-of", "any-of-or-empty":
            let values = form.all(name).filter { !$0.isEmpty }
            if values.isEmpty { return nil }
            return (form["\(name).not"] != nil && !values[0].hasPrefix("!") ? "!" : "") + values.joined(separator: ",")
        case "day-range", "amount-range", "number-range":
            if let whole = form[name], !whole.isEmpty { return whole }
            let from = form["\(name).from"] ?? ""
            let to = form["\(name).to"] ?? ""
            if from.isEmpty && to.isEmpty { return nil }
            return from == to ? from : "\(from)..\(to)"
        case _: return form[name]
        }
    }
}
