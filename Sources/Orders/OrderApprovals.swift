import Kernel
import Platform
import Store

/// What actions that give money back, or give it up, tell the shop's policies.
extension PolicyKey {
    /// How much goes back to a customer.
    public static let refundAmount: PolicyKey = "refund.amount_threshold"
    /// How much is given up.
    static let writeOffAmount: PolicyKey = "write_off.amount_threshold"
}

enum OrderApprovals {
    static let topics = [
        PolicyTopic(
            .writeOffAmount, "The amount that is given up of what an order is owed.", measure: .amount,
            actions: [WriteOffOrder.name])
    ]
}

extension WriteOffOrder {
    /// What is given up.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        guard let record = try db.get(order) else { return .none }
        return ApprovalFacts(policy: .writeOffAmount, amount: amount ?? record.owed, channel: record.channel)
    }
}

extension RefundOrder {
    /// All that is left of the order.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        guard let record = try db.get(order) else { return .none }
        let left = try record.total.subtracting(record.credited)
        return ApprovalFacts(policy: .refundAmount, amount: left, channel: record.channel)
    }
}

extension MarkOrderRefunded {
    /// What is due.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        guard let record = try db.get(order) else { return .none }
        return ApprovalFacts(policy: .refundAmount, amount: record.position.refundsDue, channel: record.channel)
    }
}

extension CreateCreditNote {
    /// What comes back is worth.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        guard let record = try db.get(order) else { return .none }
        return ApprovalFacts(
            policy: .refundAmount, amount: try record.worth(of: lines, shipping: shipping, in: db),
            channel: record.channel)
    }
}

extension Order {
    /// What lines that come back are worth, with the shipping that is given back, before tax. Lines the order does not have
    /// count for nothing.
    public func worth(of parts: [CreditedLine], shipping: Money?, in db: Reader) throws -> Money {
        let lines = try lines(in: db)
        var sum = shipping.map { $0.currency == currency ? $0 : .zero(currency) } ?? .zero(currency)
        for part in parts where part.line >= 1 && part.line <= lines.count && part.quantity.isPositive {
            let line = lines[part.line - 1]
            guard try line.returned.adding(part.quantity) <= line.quantity else { continue }
            sum = try sum.adding(LineCredit.amount(of: line, returning: part.quantity))
        }
        return sum
    }
}
