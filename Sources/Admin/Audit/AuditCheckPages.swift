import API
import Hummingbird
import Kernel
import Localisation
import Platform
import Web

/// Recomputing the audit log's chains: what that proves, a button, and what was found.
struct AuditCheckPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/audit-check") { request, context in
            try await pages.page(request, context) { desk in
                let entry = try pages.installation.registry.query("audit_entries.check_chain")
                try desk.caller.require(entry.permission)
                var found: JSON?
                if desk.address.form["run"] != nil { found = try await pages.answer(entry.name.rawValue, at: desk) }
                let frame = Frame(
                    desk: desk, title: desk.say("audit.check"), place: "/admin/audit-entries",
                    parent: (desk.collectionName("audit_entries"), "/admin/audit-entries"), isMiddling: true,
                    help: "/admin/audit-check")
                return Response(page: frame.page(AuditCheckView(desk: desk, found: found).html))
            }
        }
    }
}

/// The page of the check.
struct AuditCheckView {
    let desk: Desk
    /// What the check answered; nil before it was asked for.
    let found: JSON?

    var html: HTML {
        """
        <header class="page-head"><h1>\(desk.say("audit.check"))</h1><p class="sub">\(desk.say("audit.checkAbout"))</p></header>
        \(result)<section class="card"><form class="card-body roomy stack" method="get" action="/admin/audit-check"><input type="hidden" name="run" value="1">
        <p>\(desk.say("audit.checkHow"))</p><div class="row"><button class="btn btn-main">\(Icon.named("shield"))\(desk.say(isDone ? "audit.runAgain" : "audit.run"))</button>
        <a class="btn" href="/admin/audit-entries">\(desk.collectionName("audit_entries"))</a></div></form></section>
        """
    }

    private var isDone: Bool { found?.object != nil }

    private var result: HTML? {
        guard let found else { return nil }
        let holds = found["holds"]?.bool ?? false
        let figures: [String: any Argument] = [
            "entries": Int(found["entries"]?.int ?? 0), "lanes": Int(found["lanes"]?.int ?? 0),
        ]
        let title = desk.say(holds ? "audit.holds" : "audit.broken")
        let breaks: HTML = (found["breaks"]?.array ?? []).prefix(20).html { fault in
            let words = desk.say("audit.fault.\(fault["fault"]?.string ?? "")")
            return "<li>\(words) <span class=\"mono\">\(fault["lane"]?.int ?? 0)-\(fault["seq"]?.int ?? 0)</span></li>"
        }
        return """
            <div class="banner \(holds ? "ok" : "bad")" role="status" tabindex="-1" data-focus>\(Icon.named(holds ? "check" : "exception"))<div><p><b>\(title)</b> \(desk.say("audit.recomputed", figures))</p>
            \(breaks.text.isEmpty ? "" : "<ul>\(breaks)</ul>" as HTML)</div></div>
            """
    }
}
