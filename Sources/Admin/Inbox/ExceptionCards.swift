import Kernel
import Platform
import Web

/// What went wrong and is not settled: the cause in plain words, about which record, how often; trying again, taking it
/// on, and saying that it is done, at each.
struct ExceptionCards {
    let desk: Desk
    /// Nil for those who may not see them.
    let exceptions: [JSON]?
    /// Every reason, with how much is open for it.
    let reasons: [JSON]
    let isMine: Bool

    var html: HTML? {
        guard let exceptions else { return nil }
        if exceptions.isEmpty {
            let title = isMine ? "inbox.noMine" : "inbox.noExceptions"
            return InboxView.nothing(desk, title, "inbox.noExceptionsHelp", "check")
        }
        return "\(chips)\(exceptions.html { exception in card(exception) })"
    }

    /// The reasons there are open exceptions for, to see only those of one.
    private var chips: HTML? {
        let open = reasons.filter { ($0["open"]?.int ?? 0) > 0 }
        let chosen = desk.address.form["reason"]
        if open.count < 2 && chosen == nil { return nil }
        let ways: HTML = open.html { reason in
            let code = reason["code"]?.string ?? ""
            let words = ReasonWords(desk: desk, of: reason, code: code)
            let to = desk.address.with([("show", "exceptions"), ("reason", code == chosen ? nil : code)])
            return
                "<a class=\"btn btn-s\" href=\"\(to)\" \(flag: "aria-current=\"true\"", code == chosen)>\(words.title) <span class=\"count\">\(desk.format.number(reason["open"]?.int ?? 0))</span></a>"
        }
        return "<div class=\"row\">\(ways)</div>"
    }

    private func card(_ exception: JSON) -> HTML {
        let id = exception["id"]?.string ?? ""
        let words = ReasonWords(desk: desk, of: exception, code: exception["reason"]?.string ?? "")
        let values = ValueView(desk)
        let times = Int(exception["occurrences"]?.int ?? 1)
        let often: HTML? = times > 1 ? " · \(desk.say("exception.times", ["count": times]))" : nil
        let taken: HTML? = exception["assigned_to"]?.string.map { person in
            " · \(desk.say("exception.takenBy", ["who": desk.personName(person)]))"
        }
        let about = exception["about"]?.string ?? ""
        let record = values.reference(.string(about), words: nil)
        let message: HTML? = exception["details"]?["message"]?.string.map { "<p class=\"note\">\($0)</p>" }
        return """
            <article class="card" aria-labelledby="h-\(id)"><div class="card-head"><h2 id="h-\(id)">\(words.title)</h2>\(values.badge("open", field: "exception"))</div>
            <div class="card-body stack"><p>\(words.cause)</p><p class="muted">\(tried(exception))\(record) · \(values.moment(exception["last_raised_at"] ?? .null))\(often)\(taken)</p>\(message)
            <p>\(words.remedy) <a href="\(words.address)">\(desk.say("exception.more"))</a> · <a href="\(RecordAddress.record("exceptions", id))">\(desk.say("inbox.open"))</a></p></div>\(buttons(exception, id, words))</article>
            """
    }

    /// What was to be done.
    private func tried(_ exception: JSON) -> HTML? {
        exception["action"]?.string.map { "\(desk.actionWord($0)) · " }
    }

    private func buttons(_ exception: JSON, _ id: String, _ words: ReasonWords) -> HTML? {
        let back = desk.address.text
        func form(_ verb: String, _ kind: String, _ icon: String, _ label: String) -> HTML? {
            guard desk.action("exceptions.\(verb)") != nil else { return nil }
            return """
                <form method="post" action="\(RecordAddress.action("exceptions.\(verb)"))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
                <input type="hidden" name="exception" value="\(id)"><input type="hidden" name="back" value="\(back)">
                <button class="btn \(kind)" \(words.onRetry.map { "title=\"\($0)\"" as HTML })>\(Icon.named(icon))\(desk.say(label))</button></form>
                """
        }
        let retry = words.onRetry == nil ? nil : form("retry", "btn-main", "refresh", "exception.retry")
        let isOwn = exception["assigned_to"]?.string == desk.caller.principal
        let take = isOwn ? nil : form("assign", "", "user", "exception.take")
        let resolve: HTML? = desk.action("exceptions.resolve").map { _ in
            let address = PageAddress.text(
                RecordAddress.action("exceptions.resolve"), [("exception", id), ("back", back)])
            return "<a class=\"btn\" href=\"\(address)\">\(Icon.named("check"))\(desk.say("exception.resolve"))</a>"
        }
        if retry == nil && take == nil && resolve == nil { return nil }
        return "<div class=\"card-foot row\">\(retry)\(take)\(resolve)</div>"
    }
}
