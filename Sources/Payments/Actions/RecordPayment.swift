import Kernel
import Orders
import Platform

/// Records money that came in for an order: a transfer, cash, a cheque, or store credit that the customer spends. The order
/// is paid when nothing is missing any more, part paid before; more than is owed is refused.
public struct RecordPayment: Action {
    /// payments.record
    public static let name: ActionName = "payments.record"
    /// Who may.
    public static let permission = Permission.paymentsRecord
    /// For people.
    public static let summary = "Records money that came in for an order, or spends a customer's store credit on it."
    /// `POST /v1/payments`
    public static let route = ActionRoute.create
    /// The money is there, and what that means for the order.
    public static var emits: [any Event.Type] { [PaymentReceived.self] }

    /// The order.
    public var order: ID<Order>
    /// How it came in.
    public var tender: Tender
    /// How much; all that is owed when absent.
    public var amount: Money?
    /// What the bank or the cheque says.
    public var reference: String?
    /// The day it came in; today when absent.
    public var receivedOn: CalendarDate?
    /// A note for people.
    public var note: String?

    /// Money that came in.
    public init(
        order: ID<Order>, tender: Tender, amount: Money? = nil, reference: String? = nil,
        receivedOn: CalendarDate? = nil, note: String? = nil
    ) {
        self.order = order
        self.tender = tender
        self.amount = amount
        self.reference = reference
        self.receivedOn = receivedOn
        self.note = note
    }

    /// Records it.
    public func perform(in tx: Transaction) throws -> Payment {
        let today = ZonedCalendar(try tx.shop.timeZone).date(of: tx.now)
        try check(today)
        let record = try tx.find(order)
        let paid = amount ?? record.owed
        if paid.currency != record.currency { throw Self.wrongCurrency(record.currency) }
        let payment = Payment(
            id: tx.newID(), order: record, tender: tender, amount: paid, reference: reference, note: note,
            receivedOn: receivedOn ?? today, createdAt: tx.now)
        let account = try tender.account(takingFrom: record.customer)
        if tender == .storeCredit, let customer = record.customer {
            try StoreCredit.allowOverdraft(of: customer, paid.currency, in: tx)
        }
        try tx.perform(
            ReceiveOrderPayment(order: order, payment: payment.id.reference, amount: paid, account: account))
        if tender == .storeCredit, let customer = record.customer {
            try StoreCredit.spend(paid, of: customer, in: tx)
        }
        try tx.insert(payment)
        try tx.emit(PaymentReceived(payment: payment.id, order: order, tender: tender, amount: paid))
        return payment
    }

    private func check(_ today: CalendarDate) throws {
        var check = Validation()
        check.check(
            tender != .elsewhere, "tender", "not_recorded",
            "What was paid outside of Martlet is marked as paid on the order.")
        check.check(
            tender != .card, "tender", "by_provider", "Money is taken from a card by the provider: capture it.")
        check.check(amount?.isPositive ?? true, "amount", "not_positive", "An amount is more than nothing.")
        check.check(
            (reference ?? "").utf8.count <= 200, "reference", "too_long", "A reference has at most 200 bytes.")
        check.check((note ?? "").utf8.count <= 1_000, "note", "too_long", "A note has at most 1000 bytes.")
        check.check(
            receivedOn.map { $0 <= today } ?? true, "received_on", "in_the_future", "Money comes in today or earlier.")
        try check.finish()
    }

    static func wrongCurrency(_ currency: Currency) -> Problem {
        Problem.validation([
            FieldError(
                field: "amount", code: "currency_mismatch",
                message: "Amounts are in the order's currency, \(currency.code).")
        ])
    }
}
