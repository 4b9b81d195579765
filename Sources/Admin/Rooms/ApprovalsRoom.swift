import Kernel
import Web

extension Room {
    /// Everything that was held for somebody's yes, with what became of it. The inbox shows what waits now.
    static let approvals: Room = {
        var room = Room("approvals", in: .settings, icon: "stamp")
        room.rank = 40
        room.columns = [
            .action("action", place: .title), .person("requested_by", place: .second), .state("status", place: .state),
            .moment("created_at", place: .amount), .person("decided_by"), .moment("decided_at"), .text("notes"),
        ]
        room.views = [BuiltInView("waiting", "status=pending"), BuiltInView("decided", "status=%21pending")]
        room.steps = [
            Step("approvals.approve", icon: "check") { $0["status"] == "pending" },
            Step("approvals.reject", icon: "cross", danger: true) { $0["status"] == "pending" },
        ]
        room.record = RecordDesign(
            states: ["status"], title: { page in page.record["action"]?.string.map(page.desk.actionWord) },
            context: context,
            main: [
                .view("asked") { page in
                    let values = ValueView(page.desk)
                    let collection = String((page.record["action"]?.string ?? "").prefix { $0 != "." })
                    let pairs: HTML = (page.record["input"]?.object?.members ?? []).html { member in
                        "<dt>\(page.desk.label(member.key, in: collection))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
                    }
                    return
                        "<p><b>\(page.desk.actionWord(page.record["action"]?.string ?? ""))</b></p><dl class=\"kv\">\(pairs)</dl>"
                }
            ],
            aside: [.facts("decision", .person("decided_by"), .moment("decided_at"), .text("notes"))])
        return room
    }()

    private static func context(_ page: RecordPageContext) -> HTML? {
        let who = page.desk.personName(page.record["requested_by"]?.string ?? "")
        return
            "\(page.desk.say("inbox.asked", ["who": who])) \(ValueView(page.desk).moment(page.record["created_at"] ?? .null))"
    }
}
