import Kernel
import Platform

extension Problem {
    static var needsCustomer: Problem {
        Problem(
            .conflict, "store_credit.needs_customer",
            "Store credit belongs to a customer, and this order is a guest's.",
            field: "tender", remedy: "Assign the order to a customer first, or choose another tender.")
    }

    static func notReversible(_ payment: Payment) -> Problem {
        Problem(
            .conflict, "payments.not_reversible", "This payment cannot be taken back.", remedy: "Refund it instead.",
            details: ["tender": payment.tender.rawValue, "state": payment.state.rawValue])
    }

    static func refundPending(_ payment: Payment) -> Problem {
        Problem(
            .conflict, "payments.refund_pending", "Money of this payment is about to go back.",
            remedy: "Confirm or cancel the refund first.", details: ["pending": payment.pending.description])
    }

    static func nothingToRefund(_ owed: Money) -> Problem {
        Problem(
            .conflict, "refunds.nothing_due", "No money of this order has to go back.",
            remedy: "Name what comes back or an amount; for goods of an unpaid order, issue a credit note.",
            details: ["owed": owed.description])
    }

    static func moreThanDue(_ wanted: Money, due: Money) -> Problem {
        Problem(
            .unprocessable, "refunds.more_than_due", "That is more than has to go back.",
            detail: "\(wanted) wanted, \(due) due.", field: "tenders", remedy: "Give back at most what is due.",
            details: ["wanted": wanted.description, "due": due.description])
    }

    static func moreThanCaptured(_ payment: Payment, _ wanted: Money) -> Problem {
        Problem(
            .conflict, "refunds.more_than_captured", "More would go back than this payment brought in.",
            detail: "\(wanted) wanted, \(payment.refundable) left of \(payment.amount).", field: "tenders",
            remedy: "Take less of it, counting what is about to go back, and the rest from another payment.",
            details: [
                "payment": payment.id.description, "wanted": wanted.description,
                "left": payment.refundable.description,
            ])
    }

    static func notEnoughPaid(_ wanted: Money, left: Money) -> Problem {
        Problem(
            .conflict, "refunds.more_than_paid", "More would go back than was paid for the order.",
            detail: "\(wanted) wanted, \(left) left.", remedy: "Give back at most what was paid.",
            details: ["wanted": wanted.description, "left": left.description])
    }

    static var refundedMeanwhile: Problem {
        Problem(
            .conflict, "changed_meanwhile", "Somebody else refunds this order at the same moment.",
            remedy: "Look at its money again, and repeat what is still to be done.")
    }

    static func refundEnded(_ refund: Refund) -> Problem {
        Problem(
            .conflict, "refunds.ended", "This refund is over.", remedy: "Request another one for what is still due.",
            details: ["state": refund.state.rawValue])
    }

    static func byProvider(_ refund: Refund) -> Problem {
        Problem(
            .conflict, "refunds.by_provider", "The provider gives this money back; there is nothing to confirm.",
            remedy: "Wait until the provider says so, or try again what it declined.",
            details: ["refund": refund.id.description, "state": refund.state.rawValue])
    }

    static func underWay(_ refund: Refund) -> Problem {
        Problem(
            .conflict, "refunds.under_way", "The provider has been asked to give this money back.",
            remedy: "Wait until it says what came of it; what it declines can be cancelled.",
            details: ["refund": refund.id.description])
    }

    static func partEnded(_ refund: ID<Refund>, _ part: Int) -> Problem {
        Problem(
            .conflict, "refunds.part_ended", "This part of the refund is not about to go back any more.",
            remedy: "Look at the refund; it can be tried again there.",
            details: ["refund": refund.description, "part": String(part)])
    }

    static func notToCapture(_ wanted: Money, owed: Money) -> Problem {
        Problem(
            .conflict, "payments.not_owed", "That is more than is owed and not already being taken.",
            detail: "\(wanted) wanted, \(owed) owed.", field: "amount",
            remedy: "Take at most what is owed, and wait for what the provider was asked for already.",
            details: ["wanted": wanted.description, "owed": owed.description])
    }

    static func declined(_ attempt: PaymentAttempt) -> Problem {
        let what =
            switch attempt.kind {
            case .capture: "take"
            case .refund, .void: "give back"
            }
        return Problem(
            .conflict, "payments.declined", "The provider declined to \(what) the money.",
            detail: attempt.code.map { "It said: \($0)." }, remedy: "Try again, or move the money another way.",
            details: ["attempt": attempt.id.description, "code": attempt.code ?? ""])
    }
}
