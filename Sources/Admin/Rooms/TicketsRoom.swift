import Kernel
import Web

extension Room {
    /// Tickets: what customers want, and what can be done about it from here.
    static let tickets: Room = {
        var room = Room("tickets", in: .customers, icon: "chat")
        room.rank = 3
        room.columns = [
            .text("title", with: "number", place: .title), .record("customer", place: .second),
            .state("status", place: .state), .state("priority"), .person("assigned_to", place: .note),
            .moment("created_at", place: .amount), .record("order"), .state("channel").hidden,
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
            states: ["status", "priority"],
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
                    "about", .record("customer"), .record("order"), .text("contact"), .state("channel"),
                    .person("assigned_to"), .person("created_by"), .moment("created_at"), .moment("solved_at"))
            ])
        return room
    }()

    private static func isAboutOrder(_ record: JSON) -> Bool { !(record["order"]?.isNull ?? true) }
}
