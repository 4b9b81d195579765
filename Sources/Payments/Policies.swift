import Kernel
import Platform

extension Permission {
    static let paymentsRead: Permission = "payments.read"
    static let paymentsRecord: Permission = "payments.record"
    static let paymentsCapture: Permission = "payments.capture"
    static let paymentsSettle: Permission = "payments.settle"
    static let paymentsLookUp: Permission = "payments.look_up"
    static let paymentsReverse: Permission = "payments.reverse"
    static let refundsRead: Permission = "refunds.read"
    static let refundsRequest: Permission = "refunds.request"
    static let refundsConfirm: Permission = "refunds.confirm"
    static let refundsRetry: Permission = "refunds.retry_execution"
    static let refundsCancel: Permission = "refunds.cancel"
    static let storeCreditRead: Permission = "store_credit.read"
    static let storeCreditIssue: Permission = "store_credit.issue"
    static let storeCreditExpire: Permission = "store_credit.expire"
}

/// What the role `staff` gets: taking money in and seeing it.
enum PaymentsPolicy {
    static let staff: [Permission] = [
        .paymentsRead, .paymentsRecord, .paymentsCapture, .paymentsLookUp, .refundsRead, .storeCreditRead,
    ]
}

/// What a shop can set about payments.
enum PaymentSettings {
    static let overdraft = Setting<Int>(
        "store_credit.overdraft_minor_units",
        "How far below zero a customer's store credit may go, in the smallest unit of the currency; 0 means not at all.",
        default: 0
    ) { units in (0...100_000_000).contains(units) ? nil : "Use 0 (not at all) to 100000000." }
}
