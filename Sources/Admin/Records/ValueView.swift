import Kernel
import Web

/// Shows JSON values to people: money with its currency, moments in the shop's zone, ids as links, states as badges.
struct ValueView {
    let zone: TimeZoneID
    let links: RecordLinks

    /// Whether the value belongs on the right, with tabular figures.
    static func isNumber(_ value: JSON?) -> Bool {
        switch value {
        case .int, .double: true
        case .object(let object): object["amount"] != nil
        case .null, .bool, .string, .array, nil: false
        }
    }

    /// How a table cell holds the value: figures to the right, codes in one line, sentences with room.
    static func cell(_ value: JSON) -> String {
        if isNumber(value) { return "end num" }
        guard let text = value.string else { return "" }
        if !text.contains(" ") { return text.count <= 24 ? "nowrap" : "" }
        return text.count > 14 ? "words" : "nowrap"
    }

    /// Whether the value says where something stands.
    static func isState(_ name: String) -> Bool {
        name == "status" || name == "state" || name == "kind" || name.hasSuffix("_state")
    }

    /// Whether the value is a moment.
    static func isTime(_ name: String) -> Bool {
        name.hasSuffix("_at") || name == "at" || name == "from" || name == "to"
    }

    /// One line of a value; nothing for what needs a table of its own.
    func inline(_ value: JSON, name: String) -> HTML {
        switch value {
        case .null: "<span class=\"faint\">–</span>"
        case .bool(let isTrue): "\(isTrue ? "yes" : "no")"
        case .int(let number): "\(number)"
        case .double(let number): "\(String(number))"
        case .string(let text): string(text, name: name)
        case .array(let items): items.isEmpty ? "<span class=\"faint\">none</span>" : list(items, name: name)
        case .object(let object): self.object(object)
        }
    }

    private func string(_ text: String, name: String) -> HTML {
        if Self.isTime(name), let instant = try? Instant(parsing: text) {
            return "<time class=\"nowrap\" datetime=\"\(text)\">\(moment(instant))</time>"
        }
        if RecordLinks.kind(of: text) != nil {
            let code: HTML = "<span class=\"mono\">\(text)</span>"
            return links.address(of: text).map { "<a href=\"\($0)\">\(code)</a>" } ?? code
        }
        if Self.isState(name) {
            return "<span class=\"badge \(tone(text))\">\(Navigation.words(text))</span>"
        }
        return "\(text)"
    }

    private func tone(_ state: String) -> String {
        switch state {
        case "paid", "fulfilled", "approved", "active", "confirmed", "done", "completed": "ok"
        case "pending", "unpaid", "unfulfilled", "waiting", "running", "invited": "pending"
        case "cancelled", "rejected", "failed", "expired", "revoked", "dead_letter": "bad"
        case "refunded", "part_refunded", "held": "warn"
        case _: "neutral"
        }
    }

    private func object(_ object: JSONObject) -> HTML {
        if let amount = object["amount"]?.string, let currency = object["currency"]?.string {
            return "<span class=\"num\">\(currency) \(amount)</span>"
        }
        let words = ["name", "title", "number", "sku"].compactMap { object[$0]?.string }
        if let id = object["id"]?.string, let first = words.first, object.members.count <= 4 {
            return links.address(of: id).map { "<a href=\"\($0)\">\(first)</a>" } ?? "\(first)"
        }
        let pairs: HTML = object.members.html { member in
            "<b>\(Navigation.words(member.key))</b> \(inline(member.value, name: member.key)) "
        }
        return pairs
    }

    private func list(_ items: [JSON], name: String) -> HTML {
        items.prefix(20).enumerated().html { index, item in "\(index == 0 ? "" : ", ")\(inline(item, name: name))" }
    }

    /// A moment as a date and a time of day in the shop's zone.
    func moment(_ instant: Instant) -> String {
        let local = ZonedCalendar(zone).local(instant)
        return "\(local.date) \(Self.two(local.hour)):\(Self.two(local.minute))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
