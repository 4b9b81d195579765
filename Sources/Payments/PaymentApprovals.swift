import Kernel
import Orders
import Platform

/// The thresholds from which money that goes back, or is given, can be held.
enum PaymentApprovals {
    static let topics = [
        PolicyTopic(
            .refundAmount, "The amount of a refund, or of a credit note.", measure: .amount,
            actions: [
                RequestRefund.name, RefundOrder.name, MarkOrderRefunded.name, CreateCreditNote.name,
            ],
            risks: [Risk(.otherTender, "The money goes back another way than it came in.")]),
        PolicyTopic(
            .storeCreditAmount, "The amount of store credit that is given.", measure: .amount,
            actions: [IssueStoreCredit.name]),
    ]
}

extension PolicyKey {
    static let storeCreditAmount: PolicyKey = "store_credit.amount_threshold"
}

extension RiskFlag {
    static let otherTender: RiskFlag = "refund.other_tender"
}

extension RequestRefund {
    /// How much goes back, and whether it goes another way than it came.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        guard let record = try db.get(order) else { return .none }
        var flags: Set<RiskFlag> = []
        for part in tenders ?? [] {
            guard let wanted = part.tender, let payment = try db.get(part.payment) else { continue }
            if wanted != payment.tender { flags.insert(.otherTender) }
        }
        return ApprovalFacts(
            policy: .refundAmount, amount: try goingBack(of: record, in: db), flags: flags, channel: record.channel)
    }

    private func goingBack(of record: Order, in db: Reader) throws -> Money {
        let currency = record.currency
        if let tenders { return try Money.sum(tenders.map(\.amount).filter { $0.currency == currency }, in: currency) }
        if let amount { return amount }
        let back = try record.worth(of: lines ?? [], shipping: shipping, in: db)
        return try back.adding(record.position.refundsDue)
    }
}

extension IssueStoreCredit {
    /// How much is given.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        ApprovalFacts(policy: .storeCreditAmount, amount: amount)
    }
}
