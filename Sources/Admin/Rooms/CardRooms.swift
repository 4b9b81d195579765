import Kernel
import Web

/// Money by card: what providers were asked for, and how far each part of a refund is.
enum PaymentRooms {
    /// How far each tender of a refund is.
    static let progress: [Column] = [
        .state("tender", place: .title), .record("payment"), .state("state", place: .state), .text("reference"),
        .moment("paid_at", place: .second), .money("amount", place: .amount),
    ]

    /// What providers were asked for, on the page of a refund.
    static let refundAttempts: [Column] = [
        .moment("created_at", place: .title), .state("state", place: .state), .text("code", place: .second),
        .text("reference", place: .note), .money("amount", place: .amount),
    ]

    /// The same on the page of a payment.
    static let attempts: [Column] = [
        .moment("created_at", place: .title), .state("kind", place: .second), .state("state", place: .state),
        .text("reference", place: .note), .money("amount", place: .amount),
    ]

    /// A provider by its name; that no money moves is said of the one built in.
    static func provider(_ desk: Desk, _ record: JSON) -> HTML {
        guard let name = record["provider"]?.string else { return "" }
        return ValueView(desk).badge(name, field: "provider")
    }

    /// What stands for a card: in test mode what is to happen, else whatever the provider's own form gave.
    static let sources: FieldChoices.Source = { pages, desk in
        let answer = try await pages.answerIfAllowed("payments.providers", [:], at: desk)
        guard let current = answer?.array?.first(where: { $0["is_current"] == true }), current["is_test"] == true
        else { return nil }
        let kinds = [
            "fine", "declined", "pending", "silent_before", "silent_after", "refund_declined", "refund_declined_once",
            "refund_pending", "refund_pending_declined", "refund_silent_before", "refund_silent_after",
        ]
        return FieldChoices(
            all: kinds.map { kind in
                FieldChoices.Choice(
                    value: "test_\(kind)", label: desk.say("testSource.\(kind)"), detail: desk.say("payments.testMode"))
            })
    }
}

extension Room {
    /// What payment providers were asked for.
    static let paymentAttempts: Room = {
        var room = Room("payment_attempts", in: .money, icon: "card")
        room.rank = 8
        room.columns = [
            .moment("created_at", place: .title), .state("kind", place: .second), .state("state", place: .state),
            .record("order"), .drawn("provider", .state, by: PaymentRooms.provider), .text("reference", place: .note),
            .text("code"), .moment("next_at"), .money("amount", place: .amount), .record("refund").hidden,
            .record("payment").hidden, .number("lookups").hidden, .moment("ended_at").hidden,
        ]
        room.views = [
            BuiltInView("open", "state=unknown,pending"), BuiltInView("declined", "state=declined"),
        ]
        room.others = ["payments.capture"]
        room.steps = [
            Step("payment_attempts.look_up", icon: "refresh") {
                ["unknown", "pending"].contains($0["state"]?.string ?? "")
            }
        ]
        room.record = RecordDesign(
            states: ["state"], flags: [.drawn("provider", .state, by: PaymentRooms.provider)],
            title: { page in ValueView.money(of: page.record["amount"] ?? .null).map { page.desk.format.money($0) } },
            context: { page in ValueView(page.desk).cell(.record("order"), in: page.record) },
            main: [],
            aside: [
                .facts(
                    "about", .state("kind"), .money("amount"), .text("reference"), .text("charge"), .text("code"),
                    .record("payment"), .record("refund"), .record("workflow"), .number("lookups"),
                    .moment("created_at"), .moment("next_at"), .moment("ended_at"))
            ])
        return room
    }()
}
