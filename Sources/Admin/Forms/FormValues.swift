import Kernel
import Localisation
import Web

/// Between the flat fields of a form and the JSON an action decodes from. Members of objects are written
/// `shipping.amount`, rows of a list `lines.0.quantity`. Empty fields are left out; what does not fit stays text, and
/// decoding it names what was expected.
struct FormValues {
    let schemas: SchemaRegistry
    let format: LocaleFormat
    let currency: Currency
    /// By whose clocks moments are read and shown.
    let zone: TimeZoneID

    /// How many rows a list of a form may have.
    static let rowLimit = 500

    /// The input of an action from a form.
    func input(_ fields: [Schema.Field], _ form: FormFields) -> JSON {
        var members = JSONObject()
        for field in fields {
            if let value = value(field.schema, at: field.name, form, isRequired: field.isRequired) {
                members[field.name] = value
            }
        }
        return .object(members)
    }

    private func value(_ schema: Schema, at name: String, _ form: FormFields, isRequired: Bool) -> JSON? {
        let schema = schemas.resolve(schema)
        if schema.format == "money" { return money(at: name, form) }
        switch schema.shape {
        case .array(let element):
            return list(element, at: name, form)
        case .object(let fields):
            if let whole = form[name], !whole.isEmpty { return schemas.json(of: whole, for: schema) }
            guard form.pairs.contains(where: { $0.name.hasPrefix("\(name).") && !$0.value.isEmpty }) else { return nil }
            return object(fields, at: name, form)
        case .boolean where form["\(name).asked"] != nil:
            return .bool(form[name] == "true")
        case .any, .boolean, .integer, .number, .string, .enumeration, .dictionary, .reference, .oneOf:
            guard let text = form[name], !text.isEmpty else { return isCleared(name, schema, form) ? .string("") : nil }
            return schemas.json(of: plain(text, schema), for: schema)
        }
    }

    /// Whether somebody emptied a text that said something when the form was opened.
    private func isCleared(_ name: String, _ schema: Schema, _ form: FormFields) -> Bool {
        if form["\(name).clear"] != nil { return true }
        guard case .string = schema.shape, schema.entity == nil else { return false }
        return isEmptied(name, form)
    }

    /// Whether a field is sent empty that said something when the form was opened.
    private func isEmptied(_ name: String, _ form: FormFields) -> Bool {
        form[name] == "" && form["was.\(name)"].map { !$0.isEmpty } ?? false
    }

    /// Line ends as they are everywhere but in forms; whole numbers without the locale's grouping.
    private func plain(_ text: String, _ schema: Schema) -> String {
        if case .integer = schema.shape, let number = try? format.parseNumber(text) { return String(number) }
        if schema.format == "date-time", let moment = moment(text) { return moment.description }
        return text.replacing("\r\n", with: "\n")
    }

    /// `2026-12-24T18:30` by the shop's clocks, as the moment it is; nil for anything else.
    private func moment(_ text: String) -> Instant? {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = CalendarDate(String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":").map { Int($0) }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1],
            let second = clock.count == 3 ? clock[2] : 0, (0..<24).contains(hour), (0..<60).contains(minute),
            (0..<60).contains(second)
        else { return nil }
        return ZonedCalendar(zone).instant(date, hour: hour, minute: minute, second: second)
    }

    /// A moment as the shop's clocks show it; a text that is none stays as it is.
    func clock(_ text: String) -> String {
        guard let instant = try? Instant(parsing: text) else { return text }
        let local = ZonedCalendar(zone).local(instant)
        let minutes = local.microsecondOfDay / 60_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(local.date)T\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private func object(_ fields: [Schema.Field], at name: String, _ form: FormFields) -> JSON {
        var members = JSONObject()
        for field in fields {
            if let value = value(field.schema, at: "\(name).\(field.name)", form, isRequired: field.isRequired) {
                members[field.name] = value
            }
        }
        return .object(members)
    }

    private func money(at name: String, _ form: FormFields) -> JSON? {
        guard let text = form[name], !text.isEmpty else { return nil }
        if let parsed = try? format.parseMoney(text, currency) {
            return ["amount": .string(parsed.amount), "currency": .string(parsed.currency.code)]
        }
        if let parsed = try? Money(parsing: text) {
            return ["amount": .string(parsed.amount), "currency": .string(parsed.currency.code)]
        }
        return .string(text)
    }

    private func list(_ element: Schema, at name: String, _ form: FormFields) -> JSON? {
        let inner = schemas.resolve(element)
        if case .object(let fields) = inner.shape, inner.format != "money" {
            if let whole = form[name], !whole.isEmpty { return schemas.json(of: whole, for: Schema(.array(element))) }
            let rows = rowNumbers(name, form).map { number in object(fields, at: "\(name).\(number)", form) }
            let filled = rows.filter { row in !(row.object?.isEmpty ?? true) }
            return filled.isEmpty ? nil : .array(filled)
        }
        let given = form.all(name).filter { !$0.isEmpty }
        if given.isEmpty { return form["\(name).asked"] != nil || isEmptied(name, form) ? .array([]) : nil }
        if given.count > 1 { return .array(given.map { schemas.json(of: $0, for: element) }) }
        let lines = given[0].replacing("\r\n", with: "\n").replacing("\n", with: ",")
        return schemas.json(of: given[0].hasPrefix("[") ? given[0] : lines, for: Schema(.array(element)))
    }

    /// The rows a form has of a list, in order.
    func rowNumbers(_ name: String, _ form: FormFields) -> [Int] {
        let prefix = "\(name)."
        var numbers: Set<Int> = []
        for pair in form.pairs where pair.name.hasPrefix(prefix) {
            if let number = Int(pair.name.dropFirst(prefix.count).prefix { $0 != "." }), number < Self.rowLimit {
                numbers.insert(number)
            }
        }
        return numbers.sorted()
    }

    /// The flat fields that stand for a record's present values, so that a form begins with what is so.
    func fields(of record: JSON, for fields: [Schema.Field]) -> [(name: String, value: String)] {
        fields.flatMap { field -> [(name: String, value: String)] in
            guard let value = record[field.name], !value.isNull else { return [] }
            return flat(value, field.schema, at: field.name)
        }
    }

    /// One value as flat fields.
    func flat(_ value: JSON, _ schema: Schema, at name: String) -> [(name: String, value: String)] {
        let schema = schemas.resolve(schema)
        if schema.format == "money", let money = ValueView.money(of: value) {
            return [(name, money.currency == currency ? format.amount(money) : money.description)]
        }
        switch (schema.shape, value) {
        case (.object(let fields), .object):
            return fields.flatMap { field -> [(name: String, value: String)] in
                guard let member = value[field.name], !member.isNull else { return [] }
                return flat(member, field.schema, at: "\(name).\(field.name)")
            }
        case (.array(let element), .array(let items)): return list(items, element, at: name)
        case (_, .string(let text)): return [(name, schema.format == "date-time" ? clock(text) : text)]
        case (_, .int(let number)): return [(name, String(number))]
        case (_, .bool(let isTrue)): return [(name, isTrue ? "true" : "false")]
        case (_, .object(let object)):
            if let id = object["id"]?.string { return [(name, id)] }
            return [(name, String(decoding: value.bytes, as: UTF8.self))]
        case (_, .null): return []
        case (_, .double), (_, .array): return [(name, String(decoding: value.bytes, as: UTF8.self))]
        }
    }

    private func list(_ items: [JSON], _ element: Schema, at name: String) -> [(name: String, value: String)] {
        if case .object = schemas.resolve(element).shape, schemas.resolve(element).format != "money" {
            return items.enumerated().flatMap { index, item in flat(item, element, at: "\(name).\(index)") }
        }
        let texts = items.compactMap { item in item.string ?? item["name"]?.string ?? item.int.map(String.init) }
        return [(name, texts.joined(separator: ", "))]
    }
}
