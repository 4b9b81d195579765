import Kernel
import Platform
import Web

/// Where comments name somebody, and what waits for a decision: who asks for what, with what, since when; yes and no with
/// a note.
struct InboxView {
    let desk: Desk
    let mentions: [JSON]
    /// What waits for a decision; nil for those who may not see it.
    let waiting: [JSON]?
    let decided: [JSON]

    /// The page.
    var html: HTML {
        let approvals: HTML? = waiting.map { waiting in
            waiting.isEmpty
                ? nothing("inbox.none", "inbox.noneHelp", "check") : waiting.html { approval in card(approval) }
        }
        let named: HTML? = desk.action("mentions.mark_read").map { _ in mentioned }
        let about = waiting == nil ? desk.say("inbox.aboutMentions") : desk.say("inbox.about")
        return """
            <header class="page-head"><h1>\(desk.say("shell.inbox"))</h1><p class="sub">\(about)</p></header>
            <div class="stack">\(mentions.isEmpty ? nil : named)\(approvals)\(mentions.isEmpty ? named : nil)\(history)</div>
            """
    }

    private func nothing(_ title: String, _ help: String, _ icon: String) -> HTML {
        "<section class=\"card\"><div class=\"empty\">\(Icon.named(icon))<h2>\(desk.say(title))</h2><p>\(desk.say(help))</p></div></section>"
    }

    /// The comments that name the reader and that they have not opened yet.
    private var mentioned: HTML {
        if mentions.isEmpty { return nothing("inbox.noMentions", "inbox.noMentionsHelp", "mail") }
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

    private func card(_ approval: JSON) -> HTML {
        let id = approval["id"]?.string ?? ""
        let name = approval["action"]?.string ?? ""
        let label = (try? desk.registry.action(name)).map(desk.actionLabel) ?? name
        let values = ValueView(desk)
        let input: HTML = (approval["input"]?.object?.members ?? []).html { member in
            "<dt>\(desk.label(member.key, in: String(name.prefix { $0 != "." })))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        let who = desk.personName(approval["requested_by"]?.string ?? "")
        let isOwn = approval["requested_by"]?.string == desk.caller.principal
        let decision: HTML = isOwn ? "<p class=\"card-foot\">\(desk.say("inbox.own"))</p>" : buttons(id)
        return """
            <article class="card" aria-labelledby="h-\(id)"><div class="card-head"><h2 id="h-\(id)">\(label)</h2>\(values.badge("pending"))</div>
            <div class="card-body stack"><p>\(desk.say("inbox.asked", ["who": who])) \(values.moment(approval["created_at"] ?? .null))</p><dl class="kv">\(input)</dl>
            <p><a href="\(RecordAddress.record("approvals", id))">\(desk.say("inbox.open"))</a></p></div>\(decision)</article>
            """
    }

    private func buttons(_ id: String) -> HTML {
        guard desk.action("approvals.approve") != nil else {
            return "<p class=\"card-foot\">\(desk.say("inbox.mayNot"))</p>"
        }
        func form(_ verb: String, _ kind: String, _ icon: String) -> HTML {
            """
            <form method="post" action="\(RecordAddress.action("approvals.\(verb)"))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="approval" value="\(id)"><input type="hidden" name="back" value="/admin/inbox">
            <button class="btn \(kind)">\(Icon.named(icon))\(desk.say("inbox.\(verb)"))</button></form>
            """
        }
        return
            "<div class=\"card-foot row\">\(form("approve", "btn-main", "check"))\(form("reject", "", "cross"))</div>"
    }

    private var history: HTML? {
        if decided.isEmpty { return nil }
        let columns: [Column] = [
            .action("action", place: .title), .person("requested_by", place: .second), .state("status", place: .state),
            .person("decided_by"), .moment("decided_at", place: .amount),
        ]
        let links = desk.links
        let table = TableView(
            desk: desk, columns: columns, label: desk.say("inbox.decided"),
            address: { $0["id"]?.string.flatMap(links.address) })
        return CardView(id: "decided", title: desk.say("inbox.decided"), content: table.html(decided), isTable: true)
            .html
    }
}
