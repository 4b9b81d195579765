import Kernel
import Platform

extension Problem {
    static func orderNumberTaken(_ number: String) -> Problem {
        Problem(
            .conflict, "orders.number_taken", "There is an order with this number already.", field: "number",
            remedy: "Open the order with that number, or use another one.", details: ["number": number])
    }

    static func creditNoteNumberTaken(_ number: String) -> Problem {
        Problem(
            .conflict, "credit_notes.number_taken", "There is a credit note with this number already.", field: "number",
            remedy: "Open the credit note with that number, or use another one.", details: ["number": number])
    }

    static func totalChanged(expected: Money, actual: Money) -> Problem {
        Problem(
            .conflict, "orders.total_changed", "The order costs something else than you were shown.", field: "total",
            remedy: "Show the new total and place the order again with it.",
            details: ["expected": expected.description, "actual": actual.description])
    }

    static func orderDeleted(_ number: String) -> Problem {
        Problem(
            .conflict, "orders.deleted", "This order was deleted.", remedy: "Restore it first.",
            details: ["number": number])
    }

    static func orderStillOpen(_ order: Order) -> Problem {
        Problem(
            .conflict, "orders.still_open", "An open order cannot be deleted: goods or money are outstanding.",
            remedy: "Cancel it, or settle its money, first.",
            details: ["status": order.status.rawValue, "payment_state": order.paymentState.rawValue])
    }

    static func nothingToRefund(_ state: Order.PaymentState) -> Problem {
        Problem(
            .conflict, "orders.nothing_to_refund", "No money of this order is waiting to be given back.",
            remedy:
                "Money is due back after a paid order was cancelled, or after goods came back; see its money.",
            details: ["payment_state": state.rawValue])
    }

    static func nothingOwed(_ order: Order) -> Problem {
        Problem(
            .conflict, "orders.nothing_owed", "Nothing is owed for this order.",
            remedy: "Look at its money: it is paid, cancelled, or was never sent.",
            details: ["number": order.number, "payment_state": order.paymentState.rawValue])
    }

    static func moreThanOwed(_ order: Order, _ amount: Money) -> Problem {
        Problem(
            .unprocessable, "orders.more_than_owed", "That is more than is owed for this order.",
            detail: "\(amount) wanted, \(order.owed) owed.", field: "amount",
            remedy: "Take what is owed; give the rest back, or issue store credit for it.",
            details: ["wanted": amount.description, "owed": order.owed.description])
    }

    static func moreThanDue(_ order: Order, _ amount: Money) -> Problem {
        let due = order.position.refundsDue
        return Problem(
            .unprocessable, "orders.more_than_due", "That is more than has to be given back.",
            detail: "\(amount) wanted, \(due) due.", field: "amount", remedy: "Give back at most what is due.",
            details: ["wanted": amount.description, "due": due.description])
    }

    static func moreThanClaimed(_ order: Order, _ amount: Money) -> Problem {
        Problem(
            .unprocessable, "orders.more_than_claimed", "That is more than this order comes to.",
            detail: "\(amount) wanted, the order comes to \(order.claim).", field: "amount",
            remedy: "Choose an amount of more than nothing and at most that.",
            details: ["wanted": amount.description, "claim": order.claim.description])
    }

    static func paidByTender(_ order: Order) -> Problem {
        Problem(
            .conflict, "orders.paid_by_tender", "Recorded payments brought in the money of this order.",
            remedy: "Refund the payments; what they brought in goes back the same way.",
            details: ["number": order.number, "tendered": order.moved.tendered.description])
    }

    static func hasPayments(_ order: Order) -> Problem {
        Problem(
            .conflict, "orders.has_payments", "An order that payments were recorded for stays.",
            remedy: "Refund it if it should not count.", details: ["number": order.number])
    }

    static func notASale(_ order: Order) -> Problem {
        Problem(
            .conflict, "credit_notes.not_a_sale", "There is nothing to credit on this order yet.",
            remedy: "Goods come back after they were sent. Before that, cancel the order.",
            details: ["status": order.status.rawValue, "fulfilment_state": order.fulfilmentState.rawValue])
    }

    static func returnedTooMuch(_ line: OrderLine, wanted: Quantity) -> Problem {
        let left = Quantity(micros: line.quantity.micros - line.returned.micros)
        return Problem(
            .unprocessable, "credit_notes.too_many", "More would come back than was sold.",
            detail: "\(line.sku): \(wanted) wanted, \(left) left of \(line.quantity).", field: "lines",
            remedy: "Credit at most what is left of the line.",
            details: [
                "line": String(line.line), "sku": line.sku, "wanted": wanted.description, "left": left.description,
            ])
    }

    static func creditNoteOnOrder(_ number: String) -> Problem {
        Problem(
            .conflict, "credit_notes.on_order", "A credit note that belongs to an order stays.",
            remedy: "Correct it with another document.", details: ["number": number])
    }

    static func verbNeedsApproval(_ action: ActionName) -> Problem {
        Problem(
            .conflict, "orders.needs_approval", "This shop wants somebody else to approve that move.", field: "status",
            remedy: "Ask for '\(action)' instead; it waits for approval and then runs.",
            details: ["action": action.rawValue])
    }
}
