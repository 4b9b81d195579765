import Kernel
import Web

extension Room {
    /// Tickets: what customers want, and what can be done about it from here.
    static let tickets: Room = {
        var room = Room("tickets", in: .customers, icon: "chat")
        room.rank = 3
        room.columns = [
            .text("title", with: "number", place: .title), .record("customer", place: .second),
            .state("status", place: .state), priority, .person("assigned_to", place: .note),
            .moment("created_at", place: .amount), .record("order"), channel.hidden,
            .moment("solved_at").hidden,
        ]
        room.views = [
            BuiltInView("open", "status=open"), BuiltInView("mine", "mine=true"),
            BuiltInView("waiting", "status=waiting"), BuiltInView("solved", "status=solved"),
        ]
        room.bulk = ["tickets.assign", "tickets.wait", "tickets.reopen"]
        room.steps = [
            Step("tickets.solve", icon: "check") { $0["status"] != "solved" },
            Step(
                "refunds.request", icon: "return", main: false, beside: true, fill: ["order": "order"],
                when: isAboutOrder),
            Step("store_credit.issue", icon: "gift", main: false, beside: true, fill: ["customer": "customer"]) {
                record in
                !(record["customer"]?.isNull ?? true)
            },
            Step("tickets.wait", icon: "clock", main: false) { $0["status"] == "open" },
            Step("tickets.reopen", icon: "undo", main: false) { $0["status"] != "open" },
            Step("tickets.assign", icon: "user", main: false),
            Step("tickets.update", icon: "pencil", main: false),
        ]
        room.forms = [
            "tickets.create": FormDesign("title", "message", "order", "customer", "contact", "channel", "priority"),
            "tickets.update": FormDesign("title", "message", "order", "customer", "contact", "channel", "priority"),
        ]
        room.record = RecordDesign(
            states: ["status"], flags: [priority], title: { page in page.record["title"]?.string },
            context: { page in
                let customer = page.record["customer"] ?? .null
                let number: HTML = "<span class=\"mono\">\(page.record["number"]?.string)</span>"
                return customer.isNull ? number : "\(number) · \(ValueView(page.desk).reference(customer, words: nil))"
            },
            main: [
                .view("message") { page in
                    guard let text = page.record["message"]?.string else { return nil }
                    return "<p class=\"code\">\(text)</p>"
                },
                .view("resolution") { page in
                    guard let text = page.record["resolution"]?.string else { return nil }
                    return "<p class=\"code\">\(text)</p>"
                },
            ],
            aside: [
                .facts(
                    "about", .record("customer"), .record("order"), .text("contact"), channel,
                    .person("assigned_to"), .person("created_by"), .moment("created_at"), .moment("solved_at"))
            ])
        return room
    }()

    /// How soon; nothing is said of what is neither more nor less urgent than others.
    private static let priority = Column.drawn("priority", .state) { desk, row in
        let value = row["priority"]?.string ?? ""
        let tone = value == "urgent" ? "bad" : value == "high" ? "warn" : "neutral"
        let icon = ["urgent": "exception", "high": "up", "low": "down"][value] ?? "dash-circle"
        return "<span class=\"badge \(tone)\">\(Icon.named(icon))\(desk.stateWord(value, field: "priority"))</span>"
    }

    /// How they asked.
    private static let channel = Column.drawn("channel") { desk, row in
        "\(desk.stateWord(row["channel"]?.string ?? "", field: "channel"))"
    }

    private static func isAboutOrder(_ record: JSON) -> Bool { !(record["order"]?.isNull ?? true) }
}
