import Kernel
import Web

extension Room {
    /// Money that came in.
    static let payments: Room = {
        var room = Room("payments", in: .money, icon: "card")
        room.keys = "g m"
        room.rank = 5
        room.columns = [
            .day("received_on", place: .title), .state("tender", place: .state), .record("order", place: .second),
            .record("customer"), .text("reference", place: .note), .money("amount", place: .amount),
            .money("refunded"), .money("pending").hidden, .state("state"), .moment("created_at").hidden,
        ]
        room.views = [
            BuiltInView("cards", "tender=card"), BuiltInView("cheques", "tender=cheque&state=received"),
            BuiltInView("reversed", "state=reversed"),
        ]
        room.creation = "payments.record"
        room.steps = [
            Step("payments.reverse", icon: "undo", danger: true) { record in
                record["state"] == "received" && ["bank", "cash", "cheque"].contains(record["tender"]?.string ?? "")
            }
        ]
        room.forms = [
            "payments.capture": FormDesign("order", "source", "amount", choices: ["source": PaymentRooms.sources]),
            "payments.record": FormDesign("order", "tender", "amount", "received_on", "reference", "note"),
            "payments.reverse": FormDesign("reason"),
        ]
        room.record = RecordDesign(
            states: ["state"], title: title, context: context,
            main: [
                .related("attempts", "payment_attempts.list", by: "payment", PaymentRooms.attempts),
                .related("books", "ledger_entries.list", by: "document", BooksColumns.entries),
            ],
            aside: [
                .facts(
                    "about", .money("amount"), .money("refunded"), .money("pending"), .state("tender"),
                    .drawn("provider", .state, by: PaymentRooms.provider), .day("received_on"), .text("reference"),
                    .text("note"), .moment("reversed_at"),
                    .text("reverse_reason"))
            ])
        return room
    }()

    /// Money that goes back.
    static let refunds: Room = {
        var room = Room("refunds", in: .money, icon: "return")
        room.rank = 6
        room.columns = [
            .moment("created_at", place: .title), .state("state", place: .state), .record("order", place: .second),
            .record("customer"), .text("reason", place: .note), .money("amount", place: .amount),
            .money("allowed").hidden, .record("credit_note").hidden, .moment("ended_at").hidden,
        ]
        room.views = [BuiltInView("to_pay_out", "state=pending"), BuiltInView("failed", "state=failed")]
        room.creation = "refunds.request"
        room.steps = [
            Step("refunds.retry_execution", icon: "refresh") { $0["state"] == "failed" },
            Step("refunds.confirm", icon: "check") { record in
                record["state"] == "pending" && parts(record, byCard: false)
            },
            Step("refunds.cancel", icon: "cross", danger: true) { record in
                record["state"] == "failed" || record["state"] == "pending" && !parts(record, byCard: true)
            },
        ]
        room.forms = [
            "refunds.request": {
                var form = FormDesign("order", "lines", "shipping", "amount", "reason", "restock", "is_paid_out")
                form.answer = proposal
                form.choices = ["lines.line": orderLines]
                return form
            }(), "refunds.confirm": FormDesign("reference"),
        ]
        room.record = RecordDesign(
            states: ["state"], title: title, context: context,
            main: [
                .rows("parts", "parts", PaymentRooms.progress),
                .rows("attempts", "attempts", PaymentRooms.refundAttempts),
                .related("books", "ledger_entries.list", by: "document", BooksColumns.entries),
            ],
            aside: [
                .facts(
                    "about", .money("amount"), .money("allowed"), .text("reason"), .record("credit_note"),
                    .moment("created_at"), .moment("ended_at"))
            ])
        return room
    }()

    /// Store credit as it was given.
    static let storeCredit: Room = {
        var room = Room("store_credit", in: .money, icon: "gift")
        room.rank = 7
        room.columns = [
            .moment("created_at", place: .title), .record("customer", place: .second), .text("reason", place: .note),
            .money("amount", place: .amount), .money("remaining"), .moment("expires_at"), .record("order").hidden,
            .record("refund").hidden, .money("expired").hidden,
        ]
        room.creation = "store_credit.issue"
        room.forms = ["store_credit.issue": FormDesign("customer", "amount", "reason", "expires_at", "order")]
        room.record = RecordDesign(
            title: title, context: context,
            main: [.related("books", "ledger_entries.list", by: "document", BooksColumns.entries)],
            aside: [
                .facts(
                    "about", .money("amount"), .money("remaining"), .money("expired"), .text("reason"),
                    .record("order"), .record("refund"), .moment("expires_at"), .moment("created_at"))
            ])
        return room
    }()

    /// The lines of the order the form is about, with how many of each can still come back.
    private static let orderLines: FieldChoices.Source = { pages, desk in
        guard let order = desk.filled["order"], RecordLinks.kind(of: order) == "ord" else { return nil }
        let answer = try? await pages.answerIfAllowed("orders.get", ["order": .string(order)], at: desk)
        let lines = answer?["lines"]?.array ?? []
        if lines.isEmpty { return nil }
        let choices = lines.compactMap { line -> FieldChoices.Choice? in
            guard let number = line["line"]?.int, let title = line["title"]?.string ?? line["sku"]?.string else {
                return nil
            }
            let (quantity, returned) = (line["quantity"]?.string ?? "", line["returned"]?.string ?? "0")
            let sold = ["title": title, "quantity": quantity, "returned": returned]
            let label = desk.say(returned == "0" ? "refunds.line" : "refunds.lineReturned", sold)
            return FieldChoices.Choice(value: String(number), label: label)
        }
        return FieldChoices(isList: true, all: choices)
    }

    /// The parts of a refund: of which payment, and how it goes back.
    private static let parts: [Column] = [
        .state("tender", place: .title), .record("payment"), .state("state", place: .state), .text("reference"),
        .moment("paid_at", place: .second), .money("amount", place: .amount),
    ]

    /// Whether money of a refund is about to go back to a card, or another way; where a list does not say, it may be.
    private static func parts(_ record: JSON, byCard: Bool) -> Bool {
        guard let parts = record["parts"]?.array else { return !byCard }
        return parts.contains { $0["state"] == "pending" && ($0["tender"] == "card") == byCard }
    }

    /// What a preview of a refund shows first: from which payments it would be taken.
    private static func proposal(_ desk: Desk, _ answer: JSON) -> HTML? {
        guard let rows = answer["parts"]?.array, !rows.isEmpty else { return nil }
        let columns = [Column.state("tender", place: .title), .record("payment"), .money("amount", place: .amount)]
        return TableView(desk: desk, columns: columns, label: desk.say("card.parts"), collection: "refunds").html(rows)
    }

    /// An amount names a movement of money better than its id does.
    private static func title(_ page: RecordPageContext) -> String? {
        ValueView.money(of: page.record["amount"] ?? .null).map { page.desk.format.money($0) }
    }

    private static func context(_ page: RecordPageContext) -> HTML? {
        let view = ValueView(page.desk)
        let links = ["order", "customer"].compactMap { name -> HTML? in
            guard let value = page.record[name], !value.isNull else { return nil }
            return view.cell(.record(name), in: page.record)
        }
        guard let first = links.first else { return nil }
        return links.dropFirst().reduce(first) { "\($0) · \($1)" }
    }
}
