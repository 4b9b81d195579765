import Kernel
import Web

/// What can be done with an order, the likeliest first. A refund is never what comes next by itself.
enum OrderSteps {
    static let all: [Step] = [
        Step("orders.mark_paid", icon: "check") { next($0, "paid") },
        Step("orders.fulfil", icon: "truck") { next($0, "fulfilled") },
        Step("payments.record", icon: "card", main: false, beside: true, fill: ["order": "id"]) { record in
            !["paid", "part_refunded", "refunded"].contains(record["payment_state"]?.string ?? "")
                && (record["fulfilment_state"] != "fulfilled" || amount("position", "receivable", record) > 0)
                && record["status"] != "cancelled" && record["deleted_at"]?.isNull ?? true
        },
        Step("payments.capture", icon: "card", main: false, fill: ["order": "id"]) { record in
            !["paid", "part_refunded", "refunded"].contains(record["payment_state"]?.string ?? "")
                && record["status"] != "cancelled" && record["deleted_at"]?.isNull ?? true
        },
        Step("refunds.request", icon: "return", main: false, fill: ["order": "id"]) { record in
            let left = ["paid", "refunded", "reversed"].map { amount("money", $0, record) }
            return left[0] - left[1] - left[2] > 0 && record["deleted_at"]?.isNull ?? true
        },
        Step("orders.refund", icon: "return", main: false, beside: true) { record in
            next(record, "refunded") && ["paid", "part_refunded"].contains(record["payment_state"]?.string ?? "")
        },
        Step("orders.mark_refunded", icon: "return", main: false) { record in
            amount("position", "refunds_due", record) > 0 && amount("money", "tendered", record) == 0
        },
        Step("orders.write_off", icon: "minus", main: false) { record in
            amount("position", "receivable", record) > 0
        },
        Step("orders.restore", icon: "undo") { !($0["deleted_at"]?.isNull ?? true) },
        Step("orders.cancel", icon: "cross", danger: true) { next($0, "cancelled") },
        Step("orders.delete", icon: "trash", danger: true) { record in
            ["cancelled", "refunded", "fulfilled"].contains(record["status"]?.string ?? "")
                && record["deleted_at"]?.isNull ?? true
        },
    ]

    /// An amount of what the order says of its money, in minor units.
    private static func amount(_ member: String, _ name: String, _ record: JSON) -> Int64 {
        record[member]?[name].flatMap(ValueView.money(of:))?.minorUnits ?? 0
    }

    /// Whether the shop's own table of moves lets the order go there.
    private static func next(_ record: JSON, _ status: String) -> Bool {
        (record["next_statuses"]?.array ?? []).contains(.string(status))
    }
}

/// The page of one order.
enum OrderPage {
    static let design = RecordDesign(
        states: ["payment_state", "fulfilment_state"], flags: [ended, .flag("deleted_at", on: "deleted")],
        context: context,
        main: [
            .rows(
                "lines", "lines",
                [
                    .text("title", with: "sku", place: .title), .number("quantity"), .number("returned"),
                    .money("unit_price"),
                    .money("amount", place: .amount),
                ]),
            .rows(
                "credit_notes", "credit_notes",
                [
                    .code("number"), .moment("issued_at", place: .second), .text("reason"),
                    .money("total", place: .amount),
                ]),
            .rows(
                "promised", "reservations",
                [
                    .record("variant", place: .title), .number("quantity", place: .amount),
                    .record("location", place: .second), .state("state", place: .state),
                ]),
            .related(
                "payments", "payments.list", by: "order",
                [
                    .day("received_on", place: .title), .state("tender", place: .state),
                    .text("reference", place: .second), .state("state"), .money("refunded"),
                    .money("amount", place: .amount),
                ]),
            .related(
                "refunds", "refunds.list", by: "order",
                [
                    .moment("created_at", place: .title), .state("state", place: .state),
                    .text("reason", place: .second), .money("amount", place: .amount),
                ]),
            .related("books", "ledger_entries.list", by: "about", BooksColumns.entries, limit: 10),
        ],
        aside: [
            .view("money", money), .view("customer", customer),
            .facts("about", .text("channel"), .text("country"), .text("note"), .moment("due_at")),
        ])

    /// That it is over, where its payment does not say so already.
    private static let ended = Column.drawn("status", .state) { desk, record in
        let status = record["status"]?.string ?? ""
        let isSaid = !["cancelled", "refunded"].contains(status) || status == record["payment_state"]?.string
        return isSaid ? "" : ValueView(desk).badge(status, field: "status")
    }

    private static func context(_ page: RecordPageContext) -> HTML? {
        guard let placed = page.record["placed_at"] else { return nil }
        let view = ValueView(page.desk)
        let customer = page.record["customer"] ?? .null
        let name: HTML =
            customer.isNull ? "\(page.desk.say("orders.guest"))" : view.cell(.record("customer"), in: page.record)
        return "\(page.desk.say("orders.placed")) \(view.moment(placed)) · \(name)"
    }

    private static func money(_ page: RecordPageContext) -> HTML? {
        let view = ValueView(page.desk)
        func row(_ name: String, _ kind: String = "") -> HTML {
            guard let value = page.record[name], let money = ValueView.money(of: value),
                !money.isZero || name == "total"
            else { return "" }
            return
                "<div class=\"\(kind)\"><dt>\(page.desk.label(name, in: "orders"))</dt><dd>\(view.money(value))</dd></div>"
        }
        return
            "<dl class=\"money\">\(row("subtotal"))\(row("discount"))\(row("shipping"))\(row("tax"))\(row("total", "sum"))\(row("credited"))\(standing(page))</dl>"
    }

    /// What has moved, and where the money stands now; what is nothing is left out.
    private static func standing(_ page: RecordPageContext) -> HTML {
        let view = ValueView(page.desk)
        func rows(_ member: String, _ names: [String]) -> HTML {
            names.html { name in
                guard let value = page.record[member]?[name], ValueView.money(of: value)?.isZero == false else {
                    return ""
                }
                return
                    "<div><dt>\(page.desk.label("\(member).\(name)", in: "orders"))</dt><dd>\(view.money(value))</dd></div>"
            }
        }
        let moved = rows("money", ["paid", "reversed", "refunded", "allowed", "written_off"])
        return "\(moved)\(rows("position", ["receivable", "refunds_due"]))"
    }

    static func customer(_ page: RecordPageContext) -> HTML? {
        guard let customer = page.record["customer"], let name = customer["name"]?.string else { return nil }
        let link: HTML =
            page.desk.links.address(of: customer["id"]?.string ?? "").map { "<a href=\"\($0)\"><b>\(name)</b></a>" }
            ?? "<b>\(name)</b>"
        return
            "<div class=\"row fixed\"><span class=\"avatar\" aria-hidden=\"true\">\(Frame.initials(name))</span><span class=\"clip\">\(link)<br><span class=\"faint\">\(customer["number"]?.string)</span></span></div>"
    }
}
