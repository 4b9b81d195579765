import Inventory
import Kernel
import Platform

/// A part of an order's line that comes back.
public struct CreditedLine: Codable, Sendable, Hashable {
    /// The line's place in the order.
    public var line: Int
    /// How many come back.
    public var quantity: Quantity

    /// So many of a line.
    public init(_ quantity: Quantity, ofLine line: Int) {
        self.line = line
        self.quantity = quantity
    }
}

/// Issues a credit note on an order that was sent: never more of a line than was sold less what came back before,
/// never more money than was paid for it.
public struct CreateCreditNote: Action {
    /// credit_notes.create
    public static let name: ActionName = "credit_notes.create"
    /// Who may.
    public static let permission = Permission.creditNotesCreate
    /// For people.
    public static let summary = "Issues a credit note for lines of an order that was sent, and may put the goods back."
    /// `POST /v1/credit-notes`
    public static let route = ActionRoute.create
    /// The document, and what it means for the order.
    public static var emits: [any Event.Type] { [CreditNoteIssued.self, OrderRefunded.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>
    /// What comes back.
    public var lines: [CreditedLine]
    /// Shipping that is given back.
    public var shipping: Money?
    /// Why.
    public var reason: String?
    /// Whether the goods go back on the shelf.
    public var restock: Bool
    /// Where to; the shop's default location when absent.
    public var location: ID<Location>?

    /// A credit note on an order.
    public init(
        order: ID<Order>, lines: [CreditedLine], shipping: Money? = nil, reason: String? = nil, restock: Bool,
        location: ID<Location>? = nil
    ) {
        self.order = order
        self.lines = lines
        self.shipping = shipping
        self.reason = reason
        self.restock = restock
        self.location = location
    }

    /// The location the goods go to.
    public func touchedLocations(in db: Reader) throws -> [RawID] { location.map { [$0.raw] } ?? [] }

    /// Issues it.
    public func perform(in tx: Transaction) throws -> CreditNote {
        try check()
        var record = try Order.changeable(order, in: tx)
        guard record.fulfilmentState == .fulfilled else { throw Problem.notASale(record) }
        let parts = try matched(with: record.lines(in: tx))
        var credit = try OrderCredit(of: record, parts, reason: reason, in: tx)
        credit.shipping = shipping ?? credit.shipping
        let note = try credit.issue(on: &record, in: tx)
        if restock {
            let back = try OrderStock.demands(parts)
            let levels = try Stock.returned(back, for: note.id.reference, to: location, in: tx)
            try tx.caller.require(locations: levels.map(\.location.raw))
        }
        return note
    }

    private func check() throws {
        var check = Validation()
        check.check(
            !lines.isEmpty || shipping?.isPositive == true, "lines", "required", "Name what comes back, or shipping.")
        check.check(lines.count <= Order.lineLimit, "lines", "line_count", "At most \(Order.lineLimit) lines.")
        check.check(Set(lines.map(\.line)).count == lines.count, "lines", "twice", "Name each line once.")
        for (index, line) in lines.enumerated() {
            check.check(
                line.quantity.isPositive, "lines[\(index)].quantity", "not_positive", "A quantity is more than none.")
        }
        check.check(shipping?.isNegative != true, "shipping", "negative", "Shipping is nothing or more.")
        check.check((reason ?? "").utf8.count <= 1_000, "reason", "too_long", "A reason has at most 1000 bytes.")
        try check.finish()
    }

    private func matched(with orderLines: [OrderLine]) throws -> [(line: OrderLine, quantity: Quantity)] {
        var check = Validation()
        var parts: [(line: OrderLine, quantity: Quantity)] = []
        for (index, credited) in lines.enumerated() {
            // Lines are numbered 1, 2, 3 … without gaps.
            guard credited.line >= 1, credited.line <= orderLines.count else {
                check.add("lines[\(index)].line", "unknown_line", "The order has lines 1 to \(orderLines.count).")
                continue
            }
            let line = orderLines[credited.line - 1]
            guard try line.returned.adding(credited.quantity) <= line.quantity else {
                throw Problem.returnedTooMuch(line, wanted: credited.quantity)
            }
            parts.append((line, credited.quantity))
        }
        try check.finish()
        return parts
    }
}
