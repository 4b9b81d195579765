import API
import Hummingbird
import Kernel
import Platform
import Web

/// The one place for work that did not finish: what waits for a yes, what went wrong, where somebody is named.
struct InboxPages: Sendable {
    let pages: AdminPages
    private var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/inbox") { request, context in try await inbox(request, context) }
        router.post("/admin/inbox/mentions") { request, context in try await open(request, context) }
        router.get("/admin/inbox/reasons/{code}") { request, context in try await reason(request, context) }
        router.get("/refund-approvals") { _, _ in Response(seeOther: RefundApprovalsPage.path) }
    }

    private func inbox(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let shown = InboxShelf(rawValue: desk.address.form["show"] ?? "") ?? .all
            var view = InboxView(desk: desk, shown: shown, counts: try await counts(desk))
            if shown == .all || shown == .mentions {
                view.mentions = try await rows("mentions.list", ["is_read": false, "limit": 25], desk)
            }
            if shown == .all || shown == .approvals {
                let pending = try await rows("approvals.list", ["status": "pending", "limit": 50], desk)
                let own: JSON = .string(desk.caller.person)
                view.waiting = pending?.filter { $0["asker"] != own }
                view.asked = pending?.filter { $0["asker"] == own }
                view.decided = try await rows("approvals.list", ["status": "!pending", "limit": 10], desk) ?? []
            }
            if shown == .all || shown == .exceptions || shown == .mine {
                var filters = JSONObject([.init("status", "open"), .init("limit", 50)])
                if shown == .mine { filters["mine"] = true }
                if let code = desk.address.form["reason"] { filters["reason"] = .string(code) }
                view.exceptions = try await rows("exceptions.list", .object(filters), desk)
                if shown != .all {
                    view.reasons = try await pages.answerIfAllowed("exceptions.reasons", at: desk)?.array ?? []
                }
            }
            if view.isNobodys { throw Problem.noPage }
            view.desk = try await pages.naming(Mentioned.references(.array(view.told)), at: desk)
            let frame = Frame(desk: view.desk, title: desk.say("shell.inbox"), place: "/admin/inbox", isMiddling: true)
            return Response(page: frame.page(view.html))
        }
    }

    /// How much is on each shelf that this person may see, counted up to a thousand: one statement.
    private func counts(_ desk: Desk) async throws -> [InboxShelf: RowCount] {
        let asked = try InboxShelf.allCases.compactMap { shelf -> (InboxShelf, any Query)? in
            guard let (name, filters) = shelf.list, let entry = try? registry.query(name), desk.may(entry.permission)
            else { return nil }
            return (shelf, try entry.decode(filters.bytes))
        }
        let counts = try await pages.installation.counts(decoded: asked.map(\.1), cap: 1_000, as: desk.invocation)
        return zip(asked, counts).reduce(into: [:]) { found, pair in found[pair.0.0] = pair.1 }
    }

    /// The rows of a list; nil for those who may not see it.
    private func rows(_ name: String, _ filters: JSON, _ desk: Desk) async throws -> [JSON]? {
        try await pages.answerIfAllowed(name, filters, at: desk)?["data"]?.array
    }

    /// Goes to where a comment names somebody, and takes it out of their inbox.
    private func open(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            let input: JSON = ["mention": .string(form["mention"] ?? "")]
            let read = try await pages.perform("mentions.mark_read", input, at: desk)
            let record = read.outcome?["record"]?.string.flatMap { desk.links.address(of: $0) }
            return Response(seeOther: record.map { "\($0)#timeline" } ?? "/admin/inbox")
        }
    }

    /// What a reason means, what to do about it, what happens on retry; and how much is open for it.
    private func reason(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let reasons = try await pages.answer("exceptions.reasons", at: desk).array ?? []
            let code = context.parameters.get("code") ?? ""
            guard let reason = reasons.first(where: { $0["code"]?.string == code }) else { throw Problem.noPage }
            let words = ReasonWords(desk: desk, of: reason, code: code)
            let frame = Frame(
                desk: desk, title: words.title, place: "/admin/inbox",
                parent: (desk.say("shell.inbox"), "/admin/inbox?show=exceptions"), isMiddling: true)
            return Response(page: frame.page(words.page(open: Int(reason["open"]?.int ?? 0))))
        }
    }
}

/// The shelves of the inbox.
enum InboxShelf: String, CaseIterable, Sendable {
    case all, approvals, exceptions, mine, mentions

    /// The list whose rows are counted; none for all of them.
    var list: (String, JSON)? {
        switch self {
        case .all: nil
        case .approvals: ("approvals.list", ["status": "pending", "mine": false])
        case .exceptions: ("exceptions.list", ["status": "open"])
        case .mine: ("exceptions.list", ["status": "open", "mine": true])
        case .mentions: ("mentions.list", ["is_read": false])
        }
    }

    /// Its address.
    var address: String { self == .all ? "/admin/inbox" : "/admin/inbox?show=\(rawValue)" }
}

/// What a reason says in the reader's language; in the module's own words where nobody translated them.
struct ReasonWords {
    let desk: Desk
    let code: String
    let cause: String
    let remedy: String
    /// Nil where nothing can be tried again.
    let onRetry: String?

    /// From an exception or a reason as the API tells it.
    init(desk: Desk, of told: JSON, code: String) {
        self.desk = desk
        self.code = code
        cause = desk.words.optional("reason.\(code).cause") ?? told["cause"]?.string ?? ""
        remedy = desk.words.optional("reason.\(code).remedy") ?? told["remedy"]?.string ?? ""
        onRetry = told["on_retry"]?.string.map { desk.words.optional("reason.\(code).retry") ?? $0 }
    }

    /// What it is called.
    var title: String { desk.words.optional("reason.\(code)") ?? Naming.words(code) }

    /// The page of the reason.
    var address: String { "/admin/inbox/reasons/\(code)" }

    func page(open: Int) -> HTML {
        let retry: HTML? = onRetry.map { "<dt>\(desk.say("reason.onRetry"))</dt><dd>\($0)</dd>" }
        let none: HTML? =
            onRetry == nil ? "<dt>\(desk.say("reason.onRetry"))</dt><dd>\(desk.say("reason.noRetry"))</dd>" : nil
        let list = "/admin/inbox?show=exceptions&reason=\(FormFields.encoded(code))"
        let way: HTML =
            open > 0
            ? "<a class=\"btn btn-main\" href=\"\(list)\">\(desk.say("reason.open", ["count": open]))</a>"
            : "<p class=\"muted\">\(Icon.named("check"))\(desk.say("reason.noneOpen"))</p>"
        return """
            <header class="page-head"><h1>\(title)</h1><p class="sub mono">\(code)</p></header>
            <section class="card"><div class="card-body roomy stack"><dl class="kv">
            <dt>\(desk.say("reason.cause"))</dt><dd>\(cause)</dd><dt>\(desk.say("reason.remedy"))</dt><dd>\(remedy)</dd>\(retry)\(none)</dl>
            <div class="row">\(way)</div></div></section>
            """
    }
}
