import Kernel

/// The amount of one line: price × quantity, rounded half away from zero, and what the rounding took away.
struct LineAmount: Sendable, Hashable {
    let amount: Money
    let residue: Int64

    init(_ price: UnitPrice, _ quantity: Quantity) throws {
        (amount, residue) = try price.times(quantity, rounding: .halfAwayFromZero)
    }
}

/// The arithmetic of an order, and the only place it is done: sums are exact, and what is divided is divided by
/// largest remainder, so that parts always add up to the whole.
struct OrderTotals: Sendable, Hashable {
    let subtotal: Money
    let discount: Money
    let shipping: Money
    let tax: Money
    let total: Money
    /// The discount of each line, in the order of the amounts.
    let lineDiscounts: [Money]

    init(of amounts: [Money], in currency: Currency, discount: Money?, shipping: Money?, tax: Money? = nil) throws {
        let nothing = Money.zero(currency)
        subtotal = try Money.sum(amounts, in: currency)
        self.discount = discount ?? nothing
        self.shipping = shipping ?? nothing
        self.tax = tax ?? nothing
        var check = Validation()
        check.check(!self.shipping.isNegative, "shipping", "negative", "Shipping is nothing or more.")
        check.check(!self.tax.isNegative, "tax", "negative", "Tax is nothing or more.")
        check.check(!self.discount.isNegative, "discount", "negative", "A discount is nothing or more.")
        check.check(
            try !subtotal.isLess(than: self.discount), "discount", "too_large",
            "A discount is at most the sum of the lines, \(subtotal).")
        try check.finish()
        total = try subtotal.subtracting(self.discount).adding(self.shipping).adding(self.tax)
        if self.discount.isZero {
            lineDiscounts = amounts.map { _ -> Money in nothing }
        } else {
            lineDiscounts = try self.discount.allocated(by: amounts.map(\.minorUnits))
        }
    }
}

/// What a credit note gives back for a part of a line. Parts are cut from the running total, so that giving a line
/// back piece by piece ends at exactly what was paid for it.
enum LineCredit {
    static func amount(of line: OrderLine, returning quantity: Quantity) throws -> Money {
        let after = try line.returned.adding(quantity)
        let due =
            after == line.quantity
            ? line.net
            : try line.net.scaled(by: after.micros, over: line.quantity.micros, rounding: .halfAwayFromZero)
        return try due.subtracting(line.credited)
    }

    /// The tax that belongs to `credited` of an order's net lines, less what was given back before.
    static func tax(of order: Order, netCredited: Money, alreadyCredited: Money) throws -> Money {
        let net = try order.subtotal.subtracting(order.discount)
        guard order.tax.isPositive, net.isPositive else { return .zero(order.currency) }
        let due = try order.tax.scaled(
            by: netCredited.minorUnits, over: net.minorUnits, rounding: .halfAwayFromZero)
        return try due.subtracting(alreadyCredited)
    }
}
