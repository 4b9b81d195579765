import API
import Hummingbird
import Kernel
import Platform
import Web

/// Money that is to go back: what waits for somebody's yes, and how far each tender of what was decided is.
struct RefundApprovalsPage: Sendable {
    static let path = "/admin/refund-approvals"
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/refund-approvals") { request, context in
            try await pages.page(request, context) { desk in
                try desk.caller.require(pages.installation.registry.query("refunds.under_way").permission)
                let names = Self.actions(desk.registry).joined(separator: ",")
                let waiting = try await pages.answerIfAllowed(
                    "approvals.list", ["status": "pending", "action": .string(names), "limit": 50], at: desk)
                let refunds = try await pages.answer("refunds.under_way", [:], at: desk)
                let told: JSON = .array([waiting ?? .null, refunds])
                let named = try await pages.naming(Mentioned.references(told), at: desk)
                let frame = Frame(
                    desk: named, title: desk.say("page.refund_approvals"), place: Self.path, isMiddling: true)
                return Response(page: frame.page(html(waiting?["data"]?.array, refunds.array ?? [], named)))
            }
        }
    }

    /// Everything that gives money back and may have to wait: what the threshold of refunds measures, and what is called so.
    static func actions(_ registry: Registry) -> [String] {
        let measured = registry.policyTopics.filter { $0.key.rawValue.hasPrefix("refund.") }.flatMap(\.actions)
        let named = registry.actions.filter { entry in
            entry.approval == .byPolicy && (entry.name.verb.contains("refund") || entry.name.collection == "refunds")
        }
        return Array(Set(measured.map(\.rawValue) + named.map(\.name.rawValue)).sorted().prefix(20))
    }

    private func html(_ waiting: [JSON]?, _ refunds: [JSON], _ desk: Desk) -> HTML {
        let decided = PageAddress.text(
            RecordAddress.list("approvals"), [("action", Self.actions(desk.registry).joined(separator: ","))])
        let approvals: HTML? = waiting.map { waiting in
            let cards: HTML =
                waiting.isEmpty
                ? InboxView.nothing(desk, "inbox.none", "inbox.noneHelp", "check")
                : waiting.html { approval in ApprovalCard(desk: desk, approval: approval, back: Self.path).html }
            return "<h2>\(desk.say("refunds.waiting"))</h2>\(cards)"
        }
        let cards: HTML =
            refunds.isEmpty
            ? InboxView.nothing(desk, "refunds.noneUnderWay", "refunds.noneUnderWayHelp", "check")
            : refunds.html { detail in card(detail, desk) }
        return """
            <header class="page-head"><h1>\(desk.say("page.refund_approvals"))</h1><p class="sub">\(desk.say("refunds.about"))</p></header>
            <div class="stack">\(approvals)<h2>\(desk.say("refunds.underWay"))</h2>\(cards)<p><a href="\(decided)">\(desk.say("refunds.decided"))</a></p></div>
            """
    }

    private func card(_ detail: JSON, _ desk: Desk) -> HTML {
        let refund = detail["refund"] ?? .null
        let id = refund["id"]?.string ?? ""
        let values = ValueView(desk)
        let order = values.reference(refund["order"] ?? .null, words: nil)
        let parts = TableView(
            desk: desk, columns: PaymentRooms.progress, label: desk.say("card.parts"), collection: "refunds"
        ).html(detail["parts"]?.array ?? [])
        return """
            <article class="card" aria-labelledby="h-\(id)"><div class="card-head"><h3 id="h-\(id)"><a href="\(RecordAddress.record("refunds", id))">\(values.money(refund["amount"] ?? .null))</a></h3>\(values.badge(refund["state"]?.string ?? "", field: "state"))</div>
            <div class="card-body"><p class="muted">\(order) · \(values.moment(refund["created_at"] ?? .null)) · \(refund["reason"]?.string)</p></div><div class="table-wrap">\(parts)</div>\(retry(refund, id, desk))</article>
            """
    }

    private func retry(_ refund: JSON, _ id: String, _ desk: Desk) -> HTML? {
        guard refund["state"] == "failed", desk.action("refunds.retry_execution") != nil else { return nil }
        return """
            <div class="card-foot row"><form method="post" action="\(RecordAddress.action("refunds.retry_execution"))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="refund" value="\(id)"><input type="hidden" name="back" value="\(Self.path)"><button class="btn btn-main">\(Icon.named("refresh"))\(desk.actionWord("refunds.retry_execution"))</button></form></div>
            """
    }
}
