import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// The trial balance: debits and credits of each kind of account, now or at the end of a day. Each line leads to its
/// accounts.
struct TrialBalancePage: Sendable {
    static let path = "/admin/trial-balance"
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/trial-balance") { request, context in
            try await pages.page(request, context) { desk in
                let entry = try pages.installation.registry.query("ledger.trial_balance")
                try desk.caller.require(entry.permission)
                var filters = JSONObject()
                let day = desk.address.form["day"] ?? ""
                if !day.isEmpty { filters["day"] = .string(day) }
                let trial = try await pages.answer("ledger.trial_balance", .object(filters), at: desk)
                let frame = Frame(desk: desk, title: desk.say("page.trial_balance"), place: Self.path)
                return Response(page: frame.page(html(trial, day, desk)))
            }
        }
    }

    private func html(_ trial: JSON, _ day: String, _ desk: Desk) -> HTML {
        let lines = trial["lines"]?.array ?? []
        let empty: HTML = """
            <div class="empty">\(Icon.named("ledger"))<h2>\(desk.say("list.nothing"))</h2><p>\(desk.say("empty.trial_balance"))</p></div>
            """
        let body: HTML = lines.isEmpty ? empty : tables(lines, trial["totals"]?.array ?? [], desk)
        return """
            <header class="page-head"><h1>\(desk.say("page.trial_balance"))</h1><p class="sub">\(desk.say("books.trialAbout"))</p></header>
            <section class="card"><div class="filters">\(choice(day, desk))\(verdict(trial, desk))</div>\(body)</section>
            """
    }

    private func choice(_ day: String, _ desk: Desk) -> HTML {
        let label = desk.say("books.endOf")
        return """
            <form class="row row-tight" method="get" action="\(Self.path)"><label class="row row-tight fixed"><span class="nowrap">\(label)</span><input class="input input-s" type="date" name="day" value="\(day)" data-filter-input></label><button class="btn btn-s">\(desk.say("books.show"))</button></form>
            """
    }

    private func verdict(_ trial: JSON, _ desk: Desk) -> HTML {
        let isBalanced = trial["is_balanced"]?.bool ?? false
        let word = desk.say(isBalanced ? "books.balanced" : "books.unbalanced")
        let style = isBalanced ? "badge ok" : "badge bad"
        return "<span class=\"\(style)\">\(Icon.named(isBalanced ? "check" : "exception"))\(word)</span>"
    }

    /// A table for each currency, its totals in the last row.
    private func tables(_ lines: [JSON], _ totals: [JSON], _ desk: Desk) -> HTML {
        let view = ValueView(desk)
        return totals.html { total in
            let code = Self.currency(of: total["debits"])
            let own = lines.filter { Self.currency(of: $0["debits"]) == code }
            let rows: HTML = own.html { line in self.row(line, desk) }
            return """
                <div class="table-wrap"><table class="table cards" aria-label="\(desk.say("page.trial_balance")) \(code)">
                <thead><tr><th scope="col">\(desk.label("purpose", in: "ledger_accounts"))</th><th scope="col">\(desk.label("type", in: "ledger_accounts"))</th><th scope="col" class="end">\(desk.label("debits", in: "ledger_accounts"))</th><th scope="col" class="end">\(desk.label("credits", in: "ledger_accounts"))</th><th scope="col" class="end">\(desk.label("balance", in: "ledger_accounts"))</th></tr></thead>
                <tbody>\(rows)</tbody>
                <tfoot><tr><th scope="row" data-c="1">\(desk.say("books.total"))</th><td></td><td class="end num">\(view.money(total["debits"] ?? .null))</td><td class="end num" data-c="2">\(view.money(total["credits"] ?? .null))</td><td></td></tr></tfoot></table></div>
                """
        }
    }

    private func row(_ line: JSON, _ desk: Desk) -> HTML {
        let view = ValueView(desk)
        let purpose = line["purpose"]?.string ?? ""
        let code = Self.currency(of: line["debits"])
        let address = PageAddress.text(
            RecordAddress.list("ledger_accounts"), [(name: "purpose", value: purpose), (name: "currency", value: code)])
        return """
            <tr><th scope="row" data-c="1"><a href="\(address)">\(desk.stateWord(purpose, field: "purpose"))</a></th><td class="nowrap" data-c="3">\(desk.stateWord(line["type"]?.string ?? "", field: "type"))</td><td class="end num">\(view.money(line["debits"] ?? .null))</td><td class="end num">\(view.money(line["credits"] ?? .null))</td><td class="end num strong" data-c="2">\(view.money(line["balance"] ?? .null))</td></tr>
            """
    }

    private static func currency(of money: JSON?) -> String {
        money.flatMap(ValueView.money(of:))?.currency.code ?? ""
    }
}
