import Kernel
import Orders
import Platform
import Store

/// From which payments a refund is taken: what was asked for if it fits, or a proposal.
struct RefundPlan {
    let order: Order
    let payments: [Payment]
    /// What has to go back and is not about to.
    let due: Money
    /// What was paid and neither went back nor is about to.
    let left: Money

    init(of order: Order, in tx: Transaction) throws {
        self.order = order
        payments = try Self.payments(of: order, in: tx)
        let pending = try Refund.pending(for: order, in: tx)
        let money = order.money
        let captured = (money?.paid.minorUnits ?? 0) - (money?.reversed.minorUnits ?? 0)
        due = Money(max(0, order.position.refundsDue.minorUnits - pending.minorUnits), order.currency)
        left = Money(
            max(0, captured - (money?.refunded.minorUnits ?? 0) - pending.minorUnits), order.currency)
    }

    /// The payments that are there, with one more for what was settled elsewhere, so that it is counted like the others.
    private static func payments(of order: Order, in tx: Transaction) throws -> [Payment] {
        let known = try Payment.received(for: order.id, in: tx)
        let elsewhere = (order.money?.paid.minorUnits ?? 0) - (order.money?.tendered.minorUnits ?? 0)
        guard elsewhere > 0 else { return known }
        let amount = Money(elsewhere, order.currency)
        guard var settled = known.first(where: { $0.tender == .elsewhere }) else {
            let day = ZonedCalendar(try tx.shop.timeZone).date(of: order.paidAt ?? tx.now)
            let payment = Payment(
                id: tx.newID(), order: order, tender: .elsewhere, amount: amount, receivedOn: day, createdAt: tx.now)
            do {
                try tx.nested { try tx.insert(payment) }
            } catch let error as DBError where error.isUnique(on: "order_id") {
                throw Problem.refundedMeanwhile
            }
            return known + [payment]
        }
        guard settled.amount != amount else { return known }
        settled.amount = amount
        try tx.save(&settled)
        return known.map { $0.id == settled.id ? settled : $0 }
    }

    /// The parts of the refund.
    func parts(_ asked: [RefundTender]?) throws -> [RefundPart] {
        guard due.isPositive else { throw Problem.nothingToRefund(order.owed) }
        let parts = try asked.map(chosen) ?? proposed()
        let sum = try Money.sum(parts.map(\.amount), in: order.currency)
        guard sum.isPositive else { throw Problem.nothingToRefund(order.owed) }
        guard try !due.isLess(than: sum) else { throw Problem.moreThanDue(sum, due: due) }
        guard try !left.isLess(than: sum) else { throw Problem.notEnoughPaid(sum, left: left) }
        return parts
    }

    private func chosen(_ asked: [RefundTender]) throws -> [RefundPart] {
        var check = Validation()
        var parts: [RefundPart] = []
        for (index, wanted) in asked.enumerated() {
            guard let payment = payments.first(where: { $0.id == wanted.payment }) else {
                check.add("tenders[\(index)].payment", "unknown_payment", "That is no payment of this order.")
                continue
            }
            let tender = wanted.tender ?? payment.tender
            check.check(
                tender != .elsewhere || payment.tender == .elsewhere, "tenders[\(index)].tender", "not_elsewhere",
                "What a recorded payment brought in goes back by a recorded tender.")
            check.check(
                tender != .card || payment.tender == .card, "tenders[\(index)].tender", "not_by_card",
                "Only what was paid by card goes back to one.")
            if tender == .storeCredit, order.customer == nil { throw Problem.needsCustomer }
            parts.append(
                RefundPart(part: parts.count + 1, payment: payment.id, tender: tender, amount: wanted.amount))
        }
        try check.finish()
        return parts
    }

    /// The newest payments first, each by the way it came in.
    private func proposed() -> [RefundPart] {
        var missing = min(due.minorUnits, left.minorUnits)
        var parts: [RefundPart] = []
        for payment in payments where missing > 0 && payment.refundable.isPositive {
            let taken = min(missing, payment.refundable.minorUnits)
            parts.append(
                RefundPart(
                    part: parts.count + 1, payment: payment.id, tender: payment.tender,
                    amount: Money(taken, order.currency)))
            missing -= taken
        }
        return parts
    }
}

extension Refund {
    /// Lets parts go back; ends the refund with the last of them.
    mutating func payOut(_ parts: [RefundPart], reference: String?, in tx: Transaction) throws {
        if parts.isEmpty { return }
        for part in parts { try payOut(part, reference: reference, in: tx) }
        let states = try self.parts(in: tx).map(\.state)
        if states.contains(.pending) { return }
        if states.contains(.failed) {
            try Refund.lifecycle.move(&state, to: .failed)
            return try tx.save(&self)
        }
        try Refund.lifecycle.move(&state, to: .completed)
        endedAt = tx.now
        try tx.save(&self)
        try tx.emit(RefundCompleted(refund: id, order: order, amount: amount))
    }

    private func payOut(_ part: RefundPart, reference: String?, in tx: Transaction) throws {
        let account = try part.tender.account(givingTo: customer)
        try tx.perform(PayOutOrder(order: order, refund: id.reference, amount: part.amount, account: account))
        try Payment.settle(part.amount, of: part.payment, wentBack: true, in: tx)
        try tx.execute(
            """
            UPDATE refund_part SET state = 'paid', paid_at = \(tx.now), reference = \(reference)
            WHERE tenant = \(tx.tenant) AND refund_id = \(id) AND part = \(part.part) AND state = 'pending'
            """)
        guard part.tender == .storeCredit, let customer else { return }
        let grant = try StoreCredit.note(
            part.amount, for: customer, reason: reason, order: order, refund: id, id: tx.newID(), in: tx)
        try tx.emit(StoreCreditIssued(grant: grant.id, customer: customer, amount: part.amount, expiresAt: nil))
    }
}
