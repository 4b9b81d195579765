import Kernel
import Web

extension Room {
    /// Everything that was held for somebody's yes, with what became of it. The inbox shows what waits now.
    static let approvals: Room = {
        var room = Room("approvals", in: .settings, icon: "stamp")
        room.rank = 40
        room.columns = [
            .action("action", place: .title), .drawn("input", .record, place: .second, by: ApprovalPage.about),
            .person("requested_by", place: .note), .state("status", place: .state),
            .moment("created_at", place: .amount), .person("decided_by"), .moment("decided_at"), .text("notes"),
            .number("votes").hidden, .number("quorum").hidden, .moment("expires_at").hidden,
        ]
        room.views = [BuiltInView("waiting", "status=pending"), BuiltInView("decided", "status=%21pending")]
        let waits: @Sendable (JSON) -> Bool = { $0["status"] == "pending" }
        room.steps = [
            Step("approvals.approve", icon: "check", when: waits),
            Step("approvals.reject", icon: "cross", danger: true, beside: true, when: waits),
            Step("approvals.withdraw", icon: "undo", main: false, when: waits),
            Step("approvals.compare", icon: "refresh", main: false, when: waits),
        ]
        room.forms = [
            "approvals.approve": FormDesign(
                "notes", "on_behalf_of", choices: ["on_behalf_of": ApprovalChoices.lenders]),
            "approvals.reject": FormDesign(
                "notes", "on_behalf_of", choices: ["on_behalf_of": ApprovalChoices.lenders]),
            "approvals.delegate": FormDesign("to", "until", "approval", choices: ["to": ApprovalChoices.colleagues]),
        ]
        room.record = RecordDesign(
            states: ["status"], title: ApprovalPage.title, context: ApprovalPage.context,
            main: [
                .view("outcome", ApprovalPage.outcome), .view("asked", ApprovalPage.asked),
                .answers("now", Related(whole: "approvals.compare", by: "approval", when: waits), ApprovalPage.now),
                .view("would", ApprovalPage.would),
                .answers("votes", Related(whole: "approvals.history", by: "approval"), ApprovalPage.history),
            ],
            aside: [
                .answers(
                    "deciders", Related(whole: "approvals.deciders", by: "approval", when: waits), ApprovalPage.deciders
                ),
                .facts(
                    "decision", ApprovalPage.votes, ApprovalPage.deciderRole, ApprovalPage.deciderRight,
                    .moment("expires_at"), .person("decided_by"), .moment("decided_at"), .text("notes")),
            ])
        return room
    }()

    /// Who decides in whose place.
    static let approvalDelegations: Room = {
        var room = Room("approval_delegations", in: .settings, icon: "users")
        room.rank = 43
        room.columns = [
            .person("lender", place: .title), .person("delegate", place: .second), .record("approval"),
            .moment("until", place: .amount), .moment("created_at"), .moment("ended_at"),
        ]
        room.views = [BuiltInView("active", "active=true")]
        room.others = ["approvals.delegate"]
        room.bulk = ["approval_delegations.end"]
        return room
    }()
}
