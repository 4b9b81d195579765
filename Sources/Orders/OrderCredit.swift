import Kernel
import Platform
import Store

/// A credit note on an order in the making: what each part gives back, the tax that belongs to it, and what it does
/// to the order. Parts are guarded a second time by the statements that write them.
struct OrderCredit {
    let parts: [(line: OrderLine, quantity: Quantity)]
    let amounts: [Money]
    let tax: Money
    /// What of the order's shipping was not given back before.
    let shippingLeft: Money
    var shipping: Money
    let reason: String?

    init(
        of order: Order, _ parts: [(line: OrderLine, quantity: Quantity)], reason: String?, in tx: Transaction
    ) throws {
        self.parts = parts
        self.reason = reason
        amounts = try parts.map { (part: (line: OrderLine, quantity: Quantity)) -> Money in
            try LineCredit.amount(of: part.line, returning: part.quantity)
        }
        let before = try Self.given(on: order, in: tx)
        let net = try Money.sum(amounts, in: order.currency).adding(before.net)
        tax = try LineCredit.tax(of: order, netCredited: net, alreadyCredited: before.tax)
        shippingLeft = try order.shipping.subtracting(before.shipping)
        shipping = .zero(order.currency)
    }

    /// What earlier credit notes gave back of the lines, the tax and the shipping.
    private static func given(on order: Order, in tx: Transaction) throws -> (net: Money, tax: Money, shipping: Money) {
        let sums = try tx.first(
            """
            SELECT coalesce(sum(total_minor - tax_minor - shipping_minor), 0), coalesce(sum(tax_minor), 0),
                coalesce(sum(shipping_minor), 0)
            FROM credit_note WHERE tenant = \(tx.tenant) AND order_id = \(order.id)
            """
        ) { row -> (Int64, Int64, Int64) in (try row.next(), try row.next(), try row.next()) }
        let (net, tax, shipping) = sums ?? (0, 0, 0)
        let currency = order.currency
        return (Money(net, currency), Money(tax, currency), Money(shipping, currency))
    }

    /// Writes the credit note and what it means for the order. `givesBack` says that the money went back in the same
    /// moment, where no recorded payment brought it in.
    func issue(on order: inout Order, givesBack: Bool = false, in tx: Transaction) throws -> CreditNote {
        let before = order
        guard try !shippingLeft.isLess(than: shipping) else {
            throw Problem.validation([
                FieldError(
                    field: "shipping", code: "too_large", message: "At most \(shippingLeft) of shipping is left.")
            ])
        }
        let id: ID<CreditNote> = tx.newID()
        let lines = creditLines(at: tx.now)
        let note = try CreditNote(
            id: id, number: CreditNoteNumber.next(in: tx), kind: .return, customer: order.customer, order: order.id,
            lines: lines, shipping: shipping, tax: tax, country: order.country, reason: reason, source: .native,
            issuedAt: tx.now, createdAt: tx.now)
        let wasPaid = try settle(note.total, on: &order, in: tx)
        let credited = order
        let paidOut = givesBack && order.moved.tendered.isZero ? order.position.refundsDue : .zero(order.currency)
        if paidOut.isPositive { try order.payOut(paidOut) }
        try tx.save(&order)
        try takeFromLines(of: order, in: tx)
        try tx.insert(note)
        try CreditNoteLine.insert(lines, of: id, in: tx)
        let isSent = order.fulfilmentState == .fulfilled
        try OrderBooks.post(
            .refund, for: id.reference, from: before, to: credited, isSent ? OrderBooks.givenBack(by: note) : [],
            in: tx)
        try OrderBooks.post(
            .refund, for: id.reference, from: credited, to: order, [.credit(.settledElsewhere, paidOut)], in: tx)
        try tx.emit(CreditNoteIssued(note))
        if paidOut.isPositive { try tx.emit(OrderPaidOut(order, paidOut)) }
        if wasPaid, note.total.isPositive {
            try tx.emit(
                OrderRefunded(
                    order: order.id, amount: note.total, paymentState: order.paymentState, status: order.status))
        }
        return note
    }

    /// The order's money after the credit; answers whether there was any money to give back.
    private func settle(_ amount: Money, on order: inout Order, in tx: Transaction) throws -> Bool {
        order.credited = try order.credited.adding(amount)
        try invariant(!order.total.isLess(than: order.credited), "an order is never credited more than its total")
        order.takeBackWaivers()
        switch order.paymentState {
        case .unpaid, .refunded: return false
        case .partPaid:
            guard order.owed.isZero else { return false }
            try order.becomePaid(in: tx)
            guard order.position.refundsDue.isPositive else { return false }
        case .paid, .partRefunded: break
        }
        if order.credited == order.total, amount.isPositive {
            try Order.payments.move(&order.paymentState, to: .refunded)
            let machine = try OrderSettings.machine(in: tx)
            if machine.allows(order.status, .refunded) { try machine.move(&order.status, to: .refunded) }
        } else if order.paymentState == .paid, amount.isPositive {
            try Order.payments.move(&order.paymentState, to: .partRefunded)
        }
        return true
    }

    /// Counts the parts on the order's lines; refuses when somebody else credited them in the same moment.
    private func takeFromLines(of order: Order, in tx: Transaction) throws {
        for (part, amount) in zip(parts, amounts) {
            let changed = try tx.execute(
                """
                UPDATE order_line SET returned = returned + \(part.quantity),
                    credited_minor = credited_minor + \(amount.minorUnits)
                WHERE tenant = \(tx.tenant) AND order_id = \(order.id) AND line = \(part.line.line)
                    AND returned = \(part.line.returned) AND returned + \(part.quantity) <= quantity
                """)
            if changed != 1 { throw Problem.returnedTooMuch(part.line, wanted: part.quantity) }
        }
    }

    private func creditLines(at now: Instant) -> [CreditNoteLine] {
        zip(parts, amounts).enumerated().map { (index: Int, pair) -> CreditNoteLine in
            let (part, amount) = pair
            return CreditNoteLine(
                line: index + 1, orderLine: part.line.line, variant: part.line.variant, code: part.line.code,
                sku: part.line.sku, title: part.line.title, quantity: part.quantity, unitPrice: part.line.unitPrice,
                amount: amount, residue: Self.residue(of: part, amount), at: now, movesStock: part.line.movesStock)
        }
    }

    /// Exact − amount where nothing was taken off the line; a discounted part has no exact price but its amount.
    private static func residue(of part: (line: OrderLine, quantity: Quantity), _ amount: Money) -> Int64 {
        guard part.line.discount.isZero else { return 0 }
        let step = Int128(1_000_000_000_000 / amount.currency.minorUnitsPerMajor)
        let exact = part.line.unitPrice.exactly(times: part.quantity).trillionths
        return Int64(truncatingIfNeeded: exact - Int128(amount.minorUnits) * step)
    }
}

extension Order {
    /// What was let off or written off ends where goods come back: nobody is let off what is not owed any more.
    fileprivate mutating func takeBackWaivers() {
        let room = total.minorUnits - credited.minorUnits
        let allowed = min(moved.allowed.minorUnits, room)
        let writtenOff = min(moved.writtenOff.minorUnits, room - allowed)
        moved.allowed = Money(allowed, currency)
        moved.writtenOff = Money(writtenOff, currency)
    }
}
