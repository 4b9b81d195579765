import Kernel

/// What must have become of an order, by rules of its own: where it stands, what it costs, what was given back.
struct OrderModel: Sendable {
    struct Line: Sendable {
        let variant: String
        let quantity: Int64
        /// What the customer pays for it, in minor units.
        let net: Int64
        let isStocked: Bool
        var returned: Int64 = 0
        var credited: Int64 = 0
    }

    var status = "pending"
    var payment = "unpaid"
    var fulfilment = "unfulfilled"
    var total: Int64
    var shipping: Int64
    var credited: Int64 = 0
    var shippingCredited: Int64 = 0
    var lines: [Line]
    var isDeleted = false
    var money = MoneyModel()
    /// Until when it waits for its money, where the order says so itself.
    var expires: Instant?

    /// What a shop may do after what, unless it says otherwise.
    static let usualMoves: [String: [String]] = [
        "pending": ["paid", "cancelled"], "paid": ["fulfilled", "cancelled", "refunded"], "fulfilled": ["refunded"],
        "cancelled": [], "refunded": [],
    ]

    private mutating func advance(to next: String, _ moves: [String: [String]]) throws {
        guard moves[status]?.contains(next) == true else {
            throw Finding("orders.only_listed_moves", "an order went from \(status) to \(next)")
        }
        status = next
    }

    private func requireChangeable() throws {
        if isDeleted { throw Finding("orders.deleted_stay", "a deleted order was changed") }
    }

    mutating func pay(_ moves: [String: [String]]) throws {
        try requireChangeable()
        guard payment == "unpaid" || payment == "part_paid" else {
            throw Finding("orders.paid_once", "an order that is \(payment) was paid")
        }
        money.paid += owed
        try becomePaid(moves)
    }

    private mutating func becomePaid(_ moves: [String: [String]]) throws {
        if status != "fulfilled" { try advance(to: "paid", moves) }
        payment = "paid"
    }

    // MARK: Its money

    /// What the customer has to have paid in the end.
    private var claim: Int64 { status == "cancelled" ? 0 : total - credited - money.allowed - money.writtenOff }
    /// What is missing of it.
    var owed: Int64 { max(0, claim - money.held) }
    /// What has to go back.
    var due: Int64 { max(0, money.held - claim) }

    mutating func receive(_ amount: Int64, _ moves: [String: [String]]) throws {
        try requireChangeable()
        guard status != "cancelled", amount > 0, amount <= owed else {
            throw Finding("orders.no_more_than_owed", "\(amount) came in for an order that was owed \(owed)")
        }
        money.paid += amount
        money.tendered += amount
        guard payment == "unpaid" || payment == "part_paid" else { return }
        if owed == 0 { try becomePaid(moves) } else { payment = "part_paid" }
    }

    mutating func reverse(_ amount: Int64) throws {
        try requireChangeable()
        money.reversed += amount
        if payment == "part_paid", money.paid == money.reversed {
            payment = "unpaid"
            return
        }
        guard owed > 0, payment == "paid" || payment == "part_paid", status != "cancelled" else { return }
        payment = money.paid > money.reversed ? "part_paid" : "unpaid"
        if status == "paid" { status = "pending" }
    }

    mutating func payOut(_ amount: Int64) throws {
        try requireChangeable()
        guard amount >= 0, amount <= due else {
            throw Finding("orders.no_more_back_than_due", "\(amount) went back where \(due) was due")
        }
        money.refunded += amount
        if status == "cancelled", due == 0, payment == "paid" || payment == "part_paid" { payment = "refunded" }
    }

    mutating func allow(_ amount: Int64) throws {
        try requireChangeable()
        guard amount > 0, amount <= claim else {
            throw Finding("orders.no_more_let_off_than_owed", "\(amount) was let off of \(claim)")
        }
        money.allowed += amount
    }

    mutating func writeOff(_ amount: Int64?) throws {
        try requireChangeable()
        guard fulfilment == "fulfilled", owed > 0, (amount ?? owed) <= owed else {
            throw Finding("orders.no_more_lost_than_owed", "\(amount ?? owed) was written off of \(owed)")
        }
        money.writtenOff += amount ?? owed
    }

    mutating func fulfil(_ moves: [String: [String]]) throws {
        try requireChangeable()
        guard fulfilment == "unfulfilled" else { throw Finding("orders.sent_once", "an order was sent twice") }
        try advance(to: "fulfilled", moves)
        fulfilment = "fulfilled"
    }

    mutating func cancel(_ moves: [String: [String]]) throws {
        try requireChangeable()
        try advance(to: "cancelled", moves)
    }

    mutating func expire(at now: Instant, _ moves: [String: [String]]) throws {
        guard payment == "unpaid" else {
            throw Finding("orders.expire_unpaid", "an order was cancelled for its time that was \(payment)")
        }
        if let expires, expires > now {
            throw Finding("orders.expire_in_time", "an order was cancelled at \(now) that may wait until \(expires)")
        }
        try cancel(moves)
    }

    mutating func markRefunded() throws {
        try requireChangeable()
        let isCancelled = status == "cancelled" && (payment == "paid" || payment == "part_paid")
        guard isCancelled || due > 0, money.tendered == 0 else {
            throw Finding("orders.refunds_are_due", "an order that is \(status) and \(payment) was marked as refunded")
        }
        try payOut(due)
    }

    mutating func refund(_ moves: [String: [String]]) throws {
        try requireChangeable()
        guard payment == "paid" || payment == "part_refunded", moves[status]?.contains("refunded") == true else {
            throw Finding("orders.refunds_are_due", "an order that is \(status) and \(payment) was refunded")
        }
        var amount: Int64 = shipping - shippingCredited
        shippingCredited = shipping
        for index in lines.indices where lines[index].returned < lines[index].quantity {
            amount += giveBack(lines[index].quantity - lines[index].returned, ofLine: index)
        }
        try settle(amount, moves)
        if money.tendered == 0 { try payOut(due) }
    }

    /// Some of the lines come back, and some of the shipping.
    mutating func credit(
        _ parts: [(line: Int, quantity: Int64)], shipping given: Int64, _ moves: [String: [String]]
    ) throws {
        try requireChangeable()
        guard fulfilment == "fulfilled" else {
            throw Finding("orders.credit_after_sending", "goods came back that were never sent")
        }
        shippingCredited += given
        guard shippingCredited <= shipping else {
            throw Finding("orders.no_more_back_than_sold", "more shipping was given back than was paid")
        }
        var amount = given
        for part in parts {
            let index = part.line - 1
            guard lines.indices.contains(index) else { throw Finding("orders.lines_exist", "no line \(part.line)") }
            amount += giveBack(part.quantity, ofLine: index)
            guard lines[index].returned <= lines[index].quantity else {
                throw Finding("orders.no_more_back_than_sold", "more of line \(part.line) came back than was sold")
            }
        }
        try settle(amount, moves)
    }

    /// The running total of a line is rounded, so that its parts add up to the whole.
    private mutating func giveBack(_ quantity: Int64, ofLine index: Int) -> Int64 {
        let line = lines[index]
        let returned = line.returned + quantity
        let exact = Int128(line.net) * Int128(returned)
        let due = Int64(Rounding.halfAwayFromZero.divide(exact, by: Int128(max(1, line.quantity))))
        lines[index].returned = returned
        lines[index].credited = due
        return due - line.credited
    }

    private mutating func settle(_ amount: Int64, _ moves: [String: [String]]) throws {
        credited += amount
        // Nobody is let off what is not owed any more.
        money.allowed = min(money.allowed, total - credited)
        money.writtenOff = min(money.writtenOff, total - credited - money.allowed)
        if payment == "part_paid", owed == 0 {
            try becomePaid(moves)
            if due == 0 { return }
        }
        guard payment == "paid" || payment == "part_refunded", amount > 0 else { return }
        if credited == total {
            payment = "refunded"
            if moves[status]?.contains("refunded") == true { status = "refunded" }
        } else {
            payment = "part_refunded"
        }
    }

    /// What must be promised to it, by variant.
    var promised: [String: Int64] {
        guard fulfilment == "unfulfilled", status == "pending" || status == "paid" else { return [:] }
        return lines.reduce(into: [:]) { sums, line in
            if line.isStocked { sums[line.variant, default: 0] += line.quantity }
        }
    }
}

/// The money that moved for an order.
struct MoneyModel: Sendable, Hashable {
    var paid: Int64 = 0
    var tendered: Int64 = 0
    var reversed: Int64 = 0
    var refunded: Int64 = 0
    var allowed: Int64 = 0
    var writtenOff: Int64 = 0

    /// What is there of the customer's money.
    var held: Int64 { paid - reversed - refunded }
}
