import Kernel
import Platform
import Web

/// Shows values to people: money in their way of writing, moments in the shop's zone, ids as links, states as badges.
struct ValueView {
    let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    /// A value as a column shows it.
    func cell(_ column: Column, in row: JSON) -> HTML {
        if let draw = column.draw { return draw(desk, row) }
        let value = column.value(in: row)
        if value.isNull { return "<span class=\"faint\">–</span>" }
        switch column.kind {
        case .title, .text: return text(value, column.field)
        case .code: return "<span class=\"mono\">\(value.string ?? "")</span>"
        case .textWith(let second): return pair(value, Column.value(at: second, in: row), column.field)
        case .moment: return moment(value)
        case .day: return day(value)
        case .money: return money(value)
        case .number, .percent: return column.field == "year" ? inline(value, name: "year") : number(value)
        case .state: return state(value, field: column.field)
        case .yesNo: return yesNo(value)
        case .record: return record(value)
        case .person: return "\(desk.personName(value.string ?? ""))"
        case .action: return "\(desk.actionWord(value.string ?? ""))"
        case .any: return inline(value, name: column.field)
        }
    }

    private func text(_ value: JSON, _ name: String) -> HTML {
        value.string.map { text in "\(text)" } ?? inline(value, name: name)
    }

    private func pair(_ value: JSON, _ second: JSON, _ name: String) -> HTML {
        guard let more = second.string, !more.isEmpty else { return text(value, name) }
        return "\(text(value, name)) <span class=\"faint\">· \(more)</span>"
    }

    /// A badge: word, icon and colour.
    func state(_ value: JSON, field: String = "") -> HTML {
        guard let text = value.string else { return yesNo(value) }
        return badge(text, field: field)
    }

    /// A badge for a state.
    func badge(_ state: String, field: String = "") -> HTML {
        let style = StateStyle.of(state)
        return
            "<span class=\"badge \(style.tone)\">\(Icon.named(style.icon))\(desk.stateWord(state, field: field))</span>"
    }

    private func yesNo(_ value: JSON) -> HTML {
        value.bool == true
            ? "<span class=\"nowrap\">\(Icon.named("check", class: "icon icon-s")) \(desk.say("value.yes"))</span>"
            : "<span class=\"faint\">\(desk.say("value.no"))</span>"
    }

    /// A moment, short; the full one with its offset on hover.
    func moment(_ value: JSON) -> HTML {
        guard let text = value.string, let instant = try? Instant(parsing: text) else { return inline(value, name: "") }
        return time(instant)
    }

    /// A moment, short; the full one with its offset on hover.
    func time(_ instant: Instant) -> HTML {
        "<time class=\"nowrap\" datetime=\"\(instant.description)\" title=\"\(desk.fullMoment(instant))\">\(desk.moment(instant))</time>"
    }

    private func day(_ value: JSON) -> HTML {
        guard let text = value.string, let date = CalendarDate(text) else { return moment(value) }
        return "<time class=\"nowrap\" datetime=\"\(text)\">\(desk.day(date))</time>"
    }

    /// An amount of money.
    func money(_ value: JSON) -> HTML {
        guard let money = Self.money(of: value) else {
            if let price = Self.price(of: value) { return "<span class=\"num\">\(desk.format.price(price))</span>" }
            return "\(value["amount"]?.string ?? "–")"
        }
        return "<span class=\"num\">\(desk.money(money))</span>"
    }

    /// The money a value is; nil for anything else.
    static func money(of value: JSON) -> Money? {
        guard let amount = value["amount"]?.string, let code = value["currency"]?.string,
            let currency = Currency(code)
        else { return nil }
        return try? Money(amount, currency)
    }

    /// The price of one unit that a value is, which may have more decimals than money has; nil for anything else.
    static func price(of value: JSON) -> UnitPrice? {
        guard let amount = value["amount"]?.string, let code = value["currency"]?.string,
            let currency = Currency(code)
        else { return nil }
        return try? UnitPrice(amount, currency)
    }

    private func number(_ value: JSON) -> HTML {
        if let number = value.int { return "<span class=\"num\">\(desk.format.number(number))</span>" }
        if let text = value.string { return "<span class=\"num\">\(desk.format.decimal(text))</span>" }
        return inline(value, name: "")
    }

    /// An id as a way to its record, called as given; a dash where there is none.
    func reference(_ value: JSON, words: String?) -> HTML {
        guard let id = value.string else { return "<span class=\"faint\">–</span>" }
        return link(id, words: words)
    }

    /// An id as a way to its record, or an object that names one.
    private func record(_ value: JSON) -> HTML {
        if let id = value.string { return link(id, words: nil) }
        guard let object = value.object else { return inline(value, name: "") }
        let words = ["name", "title", "number", "sku", "code"].compactMap { object[$0]?.string }.first
        guard let id = object["id"]?.string else { return "\(words ?? "")" }
        return link(id, words: words)
    }

    private func link(_ id: String, words: String?) -> HTML {
        let shown = called(id, words)
        return desk.links.address(of: id).map { "<a href=\"\($0)\">\(shown)</a>" } ?? shown
    }

    /// What a record is called: by its name, else by what it is, with its id on hover.
    private func called(_ id: String, _ words: String?) -> HTML {
        if let known = words ?? desk.names[id] { return "\(known)" }
        guard let collection = desk.links.collection(of: id), desk.rooms[collection] != nil else {
            return "<span class=\"mono\">\(id)</span>"
        }
        let noun = desk.singular(collection)
        return "<span title=\"\(id)\">\(noun.prefix(1).uppercased() + noun.dropFirst())</span>"
    }

    /// A value by itself, in one line: what it is tells how it is shown.
    func inline(_ value: JSON, name: String) -> HTML {
        switch value {
        case .null: "<span class=\"faint\">–</span>"
        case .bool: yesNo(value)
        case .int(let number): name == "year" ? "\(String(number))" : "\(desk.format.number(number))"
        case .double(let number): "\(String(number))"
        case .string(let text): string(text, name: name)
        case .array(let items): items.isEmpty ? "<span class=\"faint\">–</span>" : list(items, name: name)
        case .object(let object): self.object(object, value)
        }
    }

    private func string(_ text: String, name: String) -> HTML {
        if name == "action" { return "\(desk.actionWord(text))" }
        if name == "key", let words = desk.words.optional("setting.\(text)") { return "\(words)" }
        if RecordLinks.kind(of: text) != nil { return link(text, words: nil) }
        if Self.isState(name) { return badge(text, field: name) }
        if ["tender", "source", "channel"].contains(name), let word = desk.words.optional("state.\(text)") {
            return "\(word)"
        }
        if Self.isDay(name), let day = CalendarDate(text) { return "\(desk.day(day))" }
        if name.hasSuffix("_at") || name == "at", let instant = try? Instant(parsing: text) { return time(instant) }
        return "\(text)"
    }

    /// Whether the member says on which day something was.
    private static func isDay(_ name: String) -> Bool {
        ["day", "date", "first", "last", "from", "until"].contains(name) || name.hasSuffix("_date")
            || name.hasSuffix("_on")
    }

    /// Whether the member says where something stands.
    static func isState(_ name: String) -> Bool {
        name == "status" || name == "state" || name == "kind" || name.hasSuffix("_state") || name.hasSuffix("_status")
    }

    private func object(_ object: JSONObject, _ value: JSON) -> HTML {
        if object["amount"] != nil, object["currency"] != nil { return money(value) }
        if object["id"]?.string != nil, object.members.count <= 5 { return record(value) }
        let pairs: HTML = object.members.filter { !$0.value.isNull }.html { member in
            "<dt>\(desk.label(member.key))</dt><dd>\(inline(member.value, name: member.key))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }

    private func list(_ items: [JSON], name: String) -> HTML {
        let parts: HTML = items.prefix(20).enumerated().html { index, item in
            "\(index == 0 ? "" : ", ")\(inline(item, name: name))"
        }
        return items.count > 20 ? "\(parts) <span class=\"faint\">+\(items.count - 20)</span>" : parts
    }
}
