import Kernel
import Platform
import Web

/// Work that did not finish, shelf by shelf: what waits for a yes, what went wrong, where comments name somebody. What can
/// be done about each stands beside it.
struct InboxView {
    var desk: Desk
    let shown: InboxShelf
    let counts: [InboxShelf: RowCount]
    var mentions: [JSON]?
    /// What waits for this person's decision; nil for those who may not see it.
    var waiting: [JSON]?
    /// What they have asked for themselves.
    var asked: [JSON]?
    var decided: [JSON] = []
    var exceptions: [JSON]?
    var reasons: [JSON] = []

    init(desk: Desk, shown: InboxShelf, counts: [InboxShelf: RowCount]) {
        self.desk = desk
        self.shown = shown
        self.counts = counts
    }

    /// Whether there is no shelf this person may see.
    var isNobodys: Bool { mentions == nil && waiting == nil && exceptions == nil }

    /// Everything it tells of.
    var told: [JSON] { (mentions ?? []) + (waiting ?? []) + (asked ?? []) + decided + (exceptions ?? []) }

    /// The page.
    var html: HTML {
        let named: HTML? = mentions.flatMap { $0.isEmpty && isAll ? nil : mentioned($0) }
        let faults = ExceptionCards(desk: desk, exceptions: exceptions, reasons: reasons, isMine: shown == .mine)
        let failed: HTML? = isAll && exceptions?.isEmpty ?? true ? nil : faults.html
        return """
            <header class="page-head"><h1>\(desk.say("shell.inbox"))</h1><p class="sub">\(desk.say("inbox.about"))</p></header>\(shelves)
            <div class="stack">\(approvals)\(failed)\(named)\(done)\(own)\(history)</div>
            """
    }

    private var isAll: Bool { shown == .all }

    /// Said once where every shelf is empty.
    private var done: HTML? {
        guard isAll, (mentions ?? []).isEmpty, (waiting ?? []).isEmpty, (exceptions ?? []).isEmpty else { return nil }
        return Self.nothing(desk, "inbox.allDone", "inbox.allDoneHelp", "check")
    }

    private var shelves: HTML {
        let ways: HTML = InboxShelf.allCases.filter { $0 == .all || counts[$0] != nil }.html { shelf in
            let count = counts[shelf].map { "\(desk.format.number($0.count))\($0.isCapped ? "+" : "")" }
            let number: HTML? = count.map { "<span class=\"count\">\($0)</span>" }
            return
                "<a href=\"\(shelf.address)\" \(flag: "aria-current=\"page\"", shelf == shown)>\(desk.say("inbox.shelf.\(shelf.rawValue)"))\(number)</a>"
        }
        return "<nav class=\"tabs\" aria-label=\"\(desk.say("inbox.shelves"))\">\(ways)</nav>"
    }

    private var approvals: HTML? {
        waiting.flatMap { waiting -> HTML? in
            if waiting.isEmpty && isAll { return nil }
            return waiting.isEmpty
                ? Self.nothing(desk, "inbox.none", "inbox.noneHelp", "check")
                : waiting.html { approval in ApprovalCard(desk: desk, approval: approval).html }
        }
    }

    static func nothing(_ desk: Desk, _ title: String, _ help: String, _ icon: String) -> HTML {
        "<section class=\"card\"><div class=\"empty\">\(Icon.named(icon))<h2>\(desk.say(title))</h2><p>\(desk.say(help))</p></div></section>"
    }

    /// The comments that name the reader and that they have not opened yet.
    private func mentioned(_ mentions: [JSON]) -> HTML {
        if mentions.isEmpty { return Self.nothing(desk, "inbox.noMentions", "inbox.noMentionsHelp", "mail") }
        let values = ValueView(desk)
        let items: HTML = mentions.html { mention in
            let record = mention["record"]?.string ?? ""
            let who = desk.personName(mention["author"]?.string ?? "")
            let kind = RecordLinks.kind(of: record).flatMap { desk.registry.resource(prefix: $0)?.collection } ?? ""
            let about = [desk.singular(kind), desk.names[record]].compactMap { $0 }.joined(separator: " ")
            let text: HTML? = mention["text"]?.string.map { "<p class=\"note\">\($0)</p>" }
            return """
                <li class="stack stack-s"><p><b>\(desk.say("inbox.mentionedYou", ["who": who]))</b> <span class="muted">\(about) · \(values.moment(mention["created_at"] ?? .null))</span></p>\(text)
                <form method="post" action="/admin/inbox/mentions"><input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="mention" value="\(mention["id"]?.string)">
                <button class="btn btn-s" aria-label="\(desk.say("inbox.openNamed", ["name": about]))">\(desk.say("inbox.openMention"))\(Icon.named("arrow-right"))</button></form></li>
                """
        }
        return """
            <section class="card" aria-labelledby="mentions"><div class="card-head"><h2 id="mentions">\(desk.say("inbox.mentions"))</h2></div>
            <div class="card-body"><ul role="list" class="stack">\(items)</ul></div></section>
            """
    }

    /// What the reader waits for themselves.
    private var own: HTML? {
        guard let asked, !asked.isEmpty else { return nil }
        return table(asked, "asked", desk.say("inbox.asked.title"))
    }

    private var history: HTML? { decided.isEmpty ? nil : table(decided, "decided", desk.say("inbox.decided")) }

    private func table(_ rows: [JSON], _ id: String, _ title: String) -> HTML {
        let columns: [Column] = [
            .action("action", place: .title), .drawn("about", .record, place: .second, by: ApprovalPage.about),
            .person("requested_by", place: .note), .state("status", place: .state),
            .moment(id == "asked" ? "created_at" : "decided_at", place: .amount),
        ]
        let links = desk.links
        let table = TableView(
            desk: desk, columns: columns, label: title, collection: "approvals",
            address: { $0["id"]?.string.flatMap(links.address) })
        return CardView(id: id, title: title, content: table.html(rows), isTable: true).html
    }
}

/// One approval that waits: who asks for what, since when, how many have said yes; yes and no.
struct ApprovalCard {
    let desk: Desk
    let approval: JSON
    /// Where its buttons lead back to.
    var back = "/admin/inbox"

    var html: HTML {
        let id = approval["id"]?.string ?? ""
        let name = approval["action"]?.string ?? ""
        let subject = ApprovalPage.subject(of: approval, desk).flatMap { desk.names[$0] }
        let label = [desk.actionWord(name), subject].compactMap { $0 }.joined(separator: ": ")
        let values = ValueView(desk)
        let input: HTML = (approval["input"]?.object?.members ?? []).html { member in
            "<dt>\(desk.label(member.key, in: String(name.prefix { $0 != "." })))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        let who = desk.personName(approval["requested_by"]?.string ?? "")
        return """
            <article class="card" aria-labelledby="h-\(id)"><div class="card-head"><h2 id="h-\(id)">\(label)</h2>\(values.badge("pending"))</div>
            <div class="card-body stack"><p>\(desk.say("inbox.asked", ["who": who])) \(values.moment(approval["created_at"] ?? .null))\(votes)\(limit)</p><dl class="kv">\(input)</dl>
            <p><a href="\(RecordAddress.record("approvals", id))">\(desk.say("inbox.open"))</a></p></div>\(buttons(id))</article>
            """
    }

    private var votes: HTML? {
        guard let quorum = approval["quorum"]?.int, quorum > 1 else { return nil }
        let said = desk.say("approval.votes", ["votes": Int(approval["votes"]?.int ?? 0), "quorum": Int(quorum)])
        return " · \(said)"
    }

    private var limit: HTML? {
        guard let until = approval["expires_at"], !until.isNull else { return nil }
        return " · \(desk.say("approval.until")) \(ValueView(desk).moment(until))"
    }

    private func buttons(_ id: String) -> HTML {
        guard desk.action("approvals.approve") != nil else {
            return "<p class=\"card-foot\">\(desk.say("inbox.mayNot"))</p>"
        }
        func form(_ verb: String, _ kind: String, _ icon: String) -> HTML {
            """
            <form method="post" action="\(RecordAddress.action("approvals.\(verb)"))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="approval" value="\(id)"><input type="hidden" name="back" value="\(back)">
            <button class="btn \(kind)">\(Icon.named(icon))\(desk.say("inbox.\(verb)"))</button></form>
            """
        }
        return
            "<div class=\"card-foot row\">\(form("approve", "btn-main", "check"))\(form("reject", "", "cross"))</div>"
    }
}
