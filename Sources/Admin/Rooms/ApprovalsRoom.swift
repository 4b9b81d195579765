import Kernel
import Web

extension Room {
    /// Everything that was held for somebody's yes, with what became of it. The inbox shows what waits now.
    static let approvals: Room = {
        var room = Room("approvals", in: .settings, icon: "stamp")
        room.rank = 40
        room.columns = [
            .action("action", place: .title), .drawn("input", .record, place: .second, by: about),
            .person("requested_by", place: .note), .state("status", place: .state),
            .moment("created_at", place: .amount), .person("decided_by"), .moment("decided_at"), .text("notes"),
        ]
        room.views = [BuiltInView("waiting", "status=pending"), BuiltInView("decided", "status=%21pending")]
        room.steps = [
            Step("approvals.approve", icon: "check") { $0["status"] == "pending" },
            Step("approvals.reject", icon: "cross", danger: true) { $0["status"] == "pending" },
        ]
        room.record = RecordDesign(
            states: ["status"], title: title,
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

    /// The record that the action was asked for, if it is about one.
    private static func subject(of approval: JSON, _ desk: Desk) -> String? {
        let action = approval["action"]?.string.flatMap { try? desk.registry.action($0) }
        return (action?.target?.field).flatMap { approval["input"]?[$0]?.string }
    }

    private static func about(_ desk: Desk, _ approval: JSON) -> HTML {
        ValueView(desk).reference(subject(of: approval, desk).map { .string($0) } ?? .null, words: nil)
    }

    private static func title(_ page: RecordPageContext) -> String? {
        guard let action = page.record["action"]?.string.map(page.desk.actionWord) else { return nil }
        return [action, subject(of: page.record, page.desk).flatMap { page.desk.names[$0] }].compactMap { $0 }.joined(
            separator: ": ")
    }

    private static func context(_ page: RecordPageContext) -> HTML? {
        let who = page.desk.personName(page.record["requested_by"]?.string ?? "")
        return
            "\(page.desk.say("inbox.asked", ["who": who])) \(ValueView(page.desk).moment(page.record["created_at"] ?? .null))"
    }
}
