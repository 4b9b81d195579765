import Kernel
import Platform

/// Why money of a provider needs somebody.
enum PaymentReasons {
    static let refundDeclined: ReasonCode = "refunds.declined"
    static let declined: ReasonCode = "payments.declined"
    static let unknown: ReasonCode = "payments.outcome_unknown"
    static let contradicted: ReasonCode = "payments.contradicted"
    static let voidDeclined: ReasonCode = "payments.void_declined"

    static let all = [
        Reason(
            refundDeclined, "The payment provider declined to give money back. Nothing has left; it is still due.",
            remedy:
                "Try again, or cancel the refund and give the money back another way, such as by a transfer to the bank.",
            retry: RetryRefundExecution.name,
            onRetry: "The provider is asked again for the parts that were declined, as a new request of their own."),
        Reason(
            declined, "The payment provider declined to take money for an order. The order waits for its money.",
            remedy: "Ask the customer to pay another way. Resolve this when they have, or when the order is cancelled."),
        Reason(
            unknown, "For more than a day the payment provider has not said what came of a request.",
            remedy:
                "It is asked every day, and never a second time for the same money. If the provider's own pages say what happened, wait; if it never heard of it, ask again.",
            retry: AskAboutAttempt.name, onRetry: "The provider is asked at once."),
        Reason(
            contradicted, "The payment provider said something about a request that does not fit what it said before.",
            remedy:
                "Nothing was changed. Compare the provider's own pages with the attempt, and book the difference by hand."
        ),
        Reason(
            voidDeclined,
            "Money that was taken for an order is not owed any more, and the payment provider declined to give it back.",
            remedy: "Give it back on the provider's own pages, or another way, and resolve this with a note."),
    ]

    static func details(of attempt: PaymentAttempt, more: [String: String] = [:]) -> [String: String] {
        var details = [
            "provider": attempt.provider, "amount": attempt.amount.description, "state": attempt.state.rawValue,
            "order": attempt.order.description,
        ]
        details["code"] = attempt.code
        details["reference"] = attempt.reference
        return details.merging(more) { _, new in new }
    }
}

extension Transaction {
    /// Notes that an attempt needs somebody.
    func raise(_ code: ReasonCode, about attempt: PaymentAttempt, more: [String: String] = [:]) throws {
        try raise(code, about: attempt.id.reference, details: PaymentReasons.details(of: attempt, more: more))
    }
}
