import Kernel
import Web

/// Everything about one customer: how to reach them, what they bought, what was said.
enum CustomerPage {
    static let design = RecordDesign(
        flags: [.flag("archived_at", on: "archived")], context: context,
        main: [
            .related(
                "orders", "orders.list", by: "customer_id",
                [
                    .code("number"), .moment("placed_at", place: .second), .state("payment_state", place: .state),
                    .state("fulfilment_state"), .money("total", place: .amount),
                ], limit: 8),
            .related(
                "credit_notes", "credit_notes.list", by: "customer_id",
                [
                    .code("number"), .moment("issued_at", place: .second), .state("kind", place: .state),
                    .money("total", place: .amount),
                ]),
            .related(
                "store_credit", "store_credit.list", by: "customer",
                [
                    .moment("created_at", place: .title), .text("reason", place: .second), .moment("expires_at"),
                    .money("amount"), .money("remaining", place: .amount),
                ]),
        ],
        aside: [
            .answers("bought", Related("customers.purchases", by: "customer", limit: 6), bought),
            .view("contact", contact), .view("tags", tags), .facts("about", .text("note"), .record("import_id")),
        ])

    private static func context(_ page: RecordPageContext) -> HTML? {
        let since = page.record["created_at"].map { ValueView(page.desk).moment($0) }
        let parts: [HTML?] = [
            page.record["number"]?.string.map { "<span class=\"mono\">\($0)</span>" },
            page.record["country"]?.string.map { "\($0)" }, since.map { "\(page.desk.say("customers.since")) \($0)" },
        ]
        return parts.compactMap { $0 }.enumerated().html { index, part in "\(index == 0 ? "" : " · ")\(part)" }
    }

    private static func contact(_ page: RecordPageContext) -> HTML? {
        let email: HTML? = page.record["email"]?.string.map { mail in
            "<dt>\(page.desk.label("email"))</dt><dd><a href=\"mailto:\(mail)\">\(mail)</a></dd>"
        }
        let phone: HTML? = page.record["phone"]?.string.map { number in
            "<dt>\(page.desk.label("phone"))</dt><dd><a href=\"tel:\(number.filter { $0.isNumber || $0 == "+" })\">\(number)</a></dd>"
        }
        let country: HTML? = page.record["country"]?.string.map {
            "<dt>\(page.desk.label("country"))</dt><dd>\($0)</dd>"
        }
        if email == nil && phone == nil && country == nil {
            return "<p class=\"muted\">\(page.desk.say("customers.noContact"))</p>"
        }
        return "<dl class=\"kv\">\(email)\(phone)\(country)</dl>"
    }

    // MARK: tags

    /// The names of a row's tags, each a way to those who have it.
    static func tags(place: Column.Place?) -> Column {
        .drawn("tags", .text, place: place) { _, row in
            let names = (row["tags"]?.array ?? []).compactMap(\.string)
            let tags: HTML = names.html { "<span class=\"badge neutral\">\($0)</span> " }
            return names.isEmpty ? "<span class=\"faint\">–</span>" : tags
        }
    }

    /// The tags with a way to take each away, and a field to add one.
    private static func tags(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let tags = page.record["tags"]?.array ?? []
        let chips: HTML = tags.html { tag in chip(tag["name"]?.string ?? "", tag["id"]?.string ?? "", page) }
        let shown: HTML =
            tags.isEmpty
            ? "<p class=\"muted\">\(desk.say("customers.noTags"))</p>" : "<div class=\"row row-tight\">\(chips)</div>"
        guard desk.action("customers.tag") != nil else { return shown }
        return """
            <div class="stack stack-s">\(shown)<form class="row fixed" method="post" action="\(RecordAddress.action("customers.tag"))">\(hidden(page))
            <input class="input input-s" name="tag" maxlength="60" required autocomplete="off" aria-label="\(desk.say("customers.newTag"))" placeholder="\(desk.say("customers.newTag"))"><button class="btn btn-s">\(desk.say("customers.addTag"))</button></form></div>
            """
    }

    private static func chip(_ name: String, _ id: String, _ page: RecordPageContext) -> HTML {
        let link: HTML = "<a href=\"/admin/customers?tag_id=\(FormFields.encoded(id))\">\(name)</a>"
        guard page.desk.action("customers.untag") != nil else { return "<span class=\"chip\">\(link)</span>" }
        return """
            <form class="chip" method="post" action="\(RecordAddress.action("customers.untag"))">\(hidden(page))<input type="hidden" name="tag" value="\(name)">
            \(link)<button aria-label="\(page.desk.say("customers.removeTag", ["tag": name]))">\(Icon.named("cross"))</button></form>
            """
    }

    private static func hidden(_ page: RecordPageContext) -> HTML {
        """
        <input type="hidden" name="csrf" value="\(page.desk.who.csrf)"><input type="hidden" name="customer" value="\(page.id)"><input type="hidden" name="back" value="\(page.desk.address.path)">
        """
    }

    // MARK: what they bought

    private static func bought(_ page: RecordPageContext, _ answer: JSON) -> HTML? {
        let desk = page.desk
        let view = ValueView(desk)
        let orders = answer["orders"]?.int ?? 0
        if orders == 0 {
            return "<div class=\"card-body\"><p class=\"muted\">\(desk.say("customers.nothingBought"))</p></div>"
        }
        func day(_ name: String) -> HTML {
            answer[name]?.string.flatMap { CalendarDate($0) }.map { "\(desk.day($0))" } ?? "–"
        }
        let years = answer["years"]?.array ?? []
        let rows: HTML = years.html { year in
            "<div><dt>\(String(year["year"]?.int ?? 0)) <small>\(desk.say("customers.orders", ["count": Int(year["orders"]?.int ?? 0)]))</small></dt><dd>\(view.money(year["gross"] ?? .null))</dd></div>"
        }
        return """
            <div class="card-body"><dl class="money"><div><dt>\(desk.say("customers.ordered"))</dt><dd>\(desk.format.number(orders))</dd></div>
            <div><dt>\(desk.say("customers.average"))</dt><dd>\(view.money(answer["average"] ?? .null))</dd></div>
            <div><dt>\(desk.say("customers.firstOrder"))</dt><dd>\(day("first"))</dd></div><div><dt>\(desk.say("customers.lastOrder"))</dt><dd>\(day("last"))</dd></div>
            \(years.count > 1 ? rows : "")<div class="sum"><dt>\(desk.say("customers.spent"))</dt><dd>\(view.money(answer["gross"] ?? .null))</dd></div></dl><p class="meta">\(desk.say("customers.spentHelp"))</p></div>
            """
    }
}
