import Kernel
import Platform
import Web

/// What waits for a decision: who asks for what, with what, since when; yes and no with a note.
struct InboxView {
    let desk: Desk
    let waiting: [JSON]
    let decided: [JSON]

    /// The page.
    var html: HTML {
        let cards: HTML = waiting.html { approval in card(approval) }
        let none: HTML =
            "<section class=\"card\"><div class=\"empty\">\(Icon.named("check"))<h2>\(desk.say("inbox.none"))</h2><p>\(desk.say("inbox.noneHelp"))</p></div></section>"
        return """
            <header class="page-head"><h1>\(desk.say("shell.inbox"))</h1><p class="sub">\(desk.say("inbox.about"))</p></header>
            <div class="stack">\(waiting.isEmpty ? none : cards)\(history)</div>
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
