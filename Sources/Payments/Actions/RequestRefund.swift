import Inventory
import Kernel
import Orders
import Platform

/// A part of a refund as it is asked for.
public struct RefundTender: Codable, Sendable, Hashable {
    /// The payment it is taken from.
    public var payment: ID<Payment>
    /// How much.
    public var amount: Money
    /// How it goes back; the way it came in when absent.
    public var tender: Tender?

    /// A part that goes back.
    public init(payment: ID<Payment>, amount: Money, tender: Tender? = nil) {
        self.payment = payment
        self.amount = amount
        self.tender = tender
    }
}

/// Decides that money of an order goes back: for goods or shipping that come back, which makes a credit note; for an amount
/// the customer is let off; or, with neither, what is due back already. Never more than was paid, by payment and in all,
/// counting what is about to go back.
public struct RequestRefund: Action {
    /// refunds.request
    public static let name: ActionName = "refunds.request"
    /// Who may.
    public static let permission = Permission.refundsRequest
    /// For people.
    public static let summary =
        "Gives money of an order back: for what comes back, for an amount, or what is due; a preview proposes from where."
    /// `POST /v1/refunds`
    public static let route = ActionRoute.create
    /// It was decided, and what of it happened at once.
    public static var emits: [any Event.Type] {
        [RefundRequested.self, RefundCompleted.self, StoreCreditIssued.self]
    }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>
    /// What comes back; for orders that were sent.
    public var lines: [CreditedLine]?
    /// Shipping that is given back.
    public var shipping: Money?
    /// An amount that the customer is let off without goods coming back.
    public var amount: Money?
    /// Why.
    public var reason: String
    /// Of which payments it is taken, and how it goes back; proposed when absent.
    public var tenders: [RefundTender]?
    /// Whether the goods go back on the shelf.
    public var restock: Bool?
    /// Where to; the shop's default location when absent.
    public var location: ID<Location>?
    /// Whether the money has gone back already, apart from what goes to a card; otherwise it is confirmed when it has.
    public var isPaidOut: Bool?

    /// Money to go back.
    public init(
        order: ID<Order>, lines: [CreditedLine]? = nil, shipping: Money? = nil, amount: Money? = nil, reason: String,
        tenders: [RefundTender]? = nil, restock: Bool? = nil, location: ID<Location>? = nil, isPaidOut: Bool? = nil
    ) {
        self.order = order
        self.lines = lines
        self.shipping = shipping
        self.amount = amount
        self.reason = reason
        self.tenders = tenders
        self.restock = restock
        self.location = location
        self.isPaidOut = isPaidOut
    }

    /// The location the goods go to.
    public func touchedLocations(in db: Reader) throws -> [RawID] { location.map { [$0.raw] } ?? [] }

    /// Decides it.
    public func perform(in tx: Transaction) throws -> RefundDetail {
        let before = try tx.find(order)
        try check(before.currency)
        try Payment.lock(for: order, in: tx)
        let id: ID<Refund> = tx.newID()
        let note = try creditNote(in: tx)
        if let amount { try tx.perform(AllowOnOrder(order: order, refund: id.reference, amount: amount)) }
        let record = try tx.find(order)
        let parts = try RefundPlan(of: record, in: tx).parts(tenders)
        let sum = try Money.sum(parts.map(\.amount), in: record.currency)
        var refund = Refund(
            id: id, order: record, creditNote: note?.id, amount: sum, allowed: amount ?? .zero(record.currency),
            reason: reason, createdAt: tx.now)
        for part in parts { try Payment.reserve(part.amount, of: part.payment, in: tx) }
        try tx.insert(refund)
        try refund.insert(parts, in: tx)
        try tx.emit(RefundRequested(refund: id, order: order, amount: sum, reason: reason))
        // Store credit is there as soon as it is given; what goes to a card has gone when the provider says so.
        let gone = parts.filter { $0.tender != .card && (isPaidOut == true || $0.tender == .storeCredit) }
        try refund.payOut(gone, reference: nil, in: tx)
        try RefundFlow.start(parts, of: refund, in: tx)
        return try RefundDetail(tx.find(id), in: tx)
    }

    private func creditNote(in tx: Transaction) throws -> CreditNote? {
        guard lines?.isEmpty == false || shipping?.isPositive == true else { return nil }
        return try tx.perform(
            CreateCreditNote(
                order: order, lines: lines ?? [], shipping: shipping, reason: reason, restock: restock ?? false,
                location: location))
    }

    private func check(_ currency: Currency) throws {
        try RefundReason.check(reason)
        var check = Validation()
        check.check(
            amount == nil || (lines?.isEmpty ?? true) && shipping?.isPositive != true, "amount", "either_or",
            "Name what comes back or an amount, not both.")
        check.check(amount?.isPositive ?? true, "amount", "not_positive", "An amount is more than nothing.")
        for (field, money) in [("amount", amount), ("shipping", shipping)] {
            check.check(
                money.map { $0.currency == currency } ?? true, field, "currency_mismatch",
                "Amounts are in the order's currency, \(currency.code).")
        }
        for (index, tender) in (tenders ?? []).enumerated() {
            check.check(
                tender.amount.isPositive && tender.amount.currency == currency, "tenders[\(index)].amount",
                "not_positive", "An amount is more than nothing, in the order's currency.")
        }
        check.check(tenders?.isEmpty != true, "tenders", "required", "Name at least one, or leave them to be proposed.")
        check.check((tenders ?? []).count <= 50, "tenders", "too_many", "At most 50 parts.")
        try check.finish()
    }
}
