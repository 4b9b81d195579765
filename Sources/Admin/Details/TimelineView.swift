import Kernel
import Platform
import Web

/// What happened to a record, newest first: who did what and when, what changed, what was said about it. Two lanes:
/// what was agreed, and what became of the goods.
struct TimelineView {
    let desk: Desk
    /// The record's id.
    let record: String
    /// A page of `records.timeline`.
    let answer: JSON

    private var entries: [JSON] { answer["data"]?.array ?? [] }
    private var hasLanes: Bool { entries.contains(where: isCourier) && !entries.allSatisfy(isCourier) }

    /// The card.
    var html: HTML {
        var day: CalendarDate?
        let calendar = ZonedCalendar(desk.shop.timeZone)
        let items: HTML = entries.html { entry in
            guard let text = entry["at"]?.string, let at = try? Instant(parsing: text) else { return "" }
            let its = calendar.date(of: at)
            let head: HTML? = its == day ? nil : "<li class=\"day\"><span>\(dayName(its))</span></li>"
            day = its
            return "\(head)\(item(entry, at))"
        }
        let more: HTML? = answer["next"]?.string.map { next in
            "<a class=\"btn btn-s\" href=\"\(RecordAddress.view("records.timeline"))?record=\(record)&after=\(FormFields.encoded(next))\">\(desk.say("timeline.older"))</a>"
        }
        return """
            <section class="card late" aria-labelledby="timeline"><div class="card-head"><h2 id="timeline">\(desk.say("timeline.title"))</h2></div>
            <div class="card-body"><ol class="\(hasLanes ? "lanes" : "lanes one")">\(items)</ol>\(more)\(comment)</div></section>
            """
    }

    private func dayName(_ day: CalendarDate) -> String {
        if day == desk.today { return desk.say("timeline.today") }
        if day == desk.today.adding(days: -1) { return desk.say("timeline.yesterday") }
        return desk.day(day)
    }

    /// What became of the goods.
    private func isCourier(_ entry: JSON) -> Bool {
        let action = entry["action"]?.string ?? ""
        return action == "orders.fulfil" || action.hasPrefix("inventory.") || action.hasPrefix("shipments.")
    }

    private func item(_ entry: JSON, _ at: Instant) -> HTML {
        let action = entry["action"]?.string ?? ""
        let (tone, icon) = Self.look(of: action)
        let lane = isCourier(entry) ? "event courier" : "event"
        let request: HTML? = entry["request_id"]?.string.map { id in
            "<p class=\"meta\"><span class=\"mono\">\(id)</span></p>"
        }
        return """
            <li><time datetime="\(at.description)" title="\(desk.fullMoment(at))">\(desk.format.time(at, in: desk.shop.timeZone))</time>
            <div class="\(lane)"><span class="dot \(tone)">\(Icon.named(icon))</span><div>\(sentence(entry, action))\(details(entry, request))</div></div></li>
            """
    }

    private func sentence(_ entry: JSON, _ action: String) -> HTML {
        let who = desk.personName(entry["principal"]?.string ?? "")
        let by: HTML = "<span class=\"muted\">\(desk.say("timeline.by", ["who": who]))</span>"
        guard let through = through(entry), let said = said(entry) else { return "\(did(action)) \(by)" }
        return "\(said) \(by)<p class=\"muted\">\(through): \(did(action))</p>"
    }

    private func did(_ action: String) -> String {
        desk.words.optional("did.\(action)") ?? (try? desk.registry.action(action)).map(desk.actionLabel)
            ?? Naming.words(action)
    }

    /// The other record that the action was about, where it has a page: the order of a credit note.
    private func through(_ entry: JSON) -> HTML? {
        guard let subject = entry["subject"]?.string, subject != record, desk.links.address(of: subject) != nil,
            let collection = desk.links.collection(of: subject)
        else { return nil }
        let noun = desk.singular(collection).capitalisedFirst
        return "\(noun) \(ValueView(desk).reference(.string(subject), words: nil))"
    }

    /// What was said of this record meanwhile.
    private func said(_ entry: JSON) -> String? {
        (entry["events"]?.array ?? []).compactMap { desk.words.optional("event.\($0["name"]?.string ?? "")") }.first
    }

    private func details(_ entry: JSON, _ request: HTML?) -> HTML {
        let notes: HTML = (entry["events"]?.array ?? []).compactMap { event -> HTML? in
            guard let text = event["payload"]?["text"]?.string else { return nil }
            return "<p class=\"note\">\(Self.note(text, event["payload"]?["mentions"]?.array ?? []))</p>"
        }.html { $0 }
        let changes = entry["changes"]?.array ?? []
        if changes.isEmpty { return notes }
        return """
            \(notes)<details class="changes"><summary>\(desk.say("timeline.changes", ["count": changes.count]))</summary>\(ChangeTable(desk: desk).html(changes))\(request)</details>
            """
    }

    /// A comment with the people it names in bold, as they are written.
    static func note(_ text: String, _ mentions: [JSON]) -> HTML {
        let written = mentions.compactMap { $0["written"]?.string }.filter { !$0.isEmpty }
        var html: HTML = ""
        var rest = text[...]
        while let next = written.compactMap({ rest.firstRange(of: $0) }).min(by: {
            ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound)
        }) {
            html = "\(html)\(String(rest[..<next.lowerBound]))<b class=\"mention\">\(String(rest[next]))</b>"
            rest = rest[next.upperBound...]
        }
        return "\(html)\(String(rest))"
    }

    /// How an action stands in the timeline.
    static func look(of action: String) -> (tone: String, icon: String) {
        let verb = action.split(separator: ".").last.map(String.init) ?? ""
        switch verb {
        case "place", "create", "record", "start": return ("", "plus")
        case "mark_paid", "approve", "publish", "activate": return ("ok", "check")
        case "fulfil", "ship": return ("info", "truck")
        case "cancel", "delete", "reject", "remove", "revoke": return ("bad", "cross")
        case "refund", "mark_refunded", "undo", "restore": return ("warn", "return")
        case "update", "set", "set_status", "change_role": return ("", "pencil")
        case "add" where action.hasPrefix("comments"): return ("", "mail")
        case "tag", "untag": return ("", "tag")
        case "archive", "unpublish", "deactivate": return ("", "box")
        case _: return ("", "clock")
        }
    }

    private var comment: HTML? {
        guard desk.action("comments.add") != nil else { return nil }
        return """
            <form class="row fixed" method="post" action="\(RecordAddress.action("comments.add"))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="record" value="\(record)"><input type="hidden" name="back" value="\(desk.address.text)">
            <span class="avatar" aria-hidden="true">\(Frame.initials(desk.person))</span>
            <input class="input" name="text" maxlength="5000" required aria-label="\(desk.say("timeline.comment"))" placeholder="\(desk.say("timeline.comment"))" aria-describedby="comment-help" autocomplete="off"><button class="btn">\(desk.say("timeline.send"))</button></form><p class="meta" id="comment-help">\(desk.say("timeline.commentHelp"))</p>
            """
    }
}

/// What changed, member by member: before and after.
struct ChangeTable {
    let desk: Desk
    var collection = ""

    /// Rows `{member, before, after}`.
    func html(_ changes: [JSON]) -> HTML {
        let values = ValueView(desk)
        let rows: HTML = changes.html { change in
            let name = change["member"]?.string ?? ""
            let before = change["before"] ?? .null
            let after = change["after"] ?? .null
            return """
                <tr><th scope="row">\(desk.label(name, in: collection))</th><td class="was">\(values.inline(before, name: name))</td><td class="now">\(values.inline(after, name: name))</td></tr>
                """
        }
        return """
            <table class="table plain diff"><thead><tr><th scope="col">\(desk.say("diff.field"))</th><th scope="col">\(desk.say("diff.before"))</th><th scope="col">\(desk.say("diff.after"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    /// Whether a value is members of their own, and neither money nor a record.
    private static func isGroup(_ value: JSON) -> Bool {
        value.object != nil && value["currency"] == nil && value["id"] == nil
    }

    /// What two states of a record differ in, as rows.
    static func rows(_ before: JSON?, _ after: JSON?) -> [JSON] {
        let old = before?.object?.members ?? []
        let new = after?.object?.members ?? []
        let names = old.map(\.key) + new.map(\.key).filter { key in !old.contains { $0.key == key } }
        return names.filter { $0 != "version" && $0 != "id" }.flatMap { name -> [JSON] in
            let was = before?[name] ?? .null
            let now = after?[name] ?? .null
            if was == now { return [] }
            if isGroup(was), isGroup(now) { return rows(was, now) }
            return [["member": .string(name), "before": was, "after": now]]
        }
    }
}
