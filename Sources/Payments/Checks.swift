import Customers
import Kernel
import Ledger
import Orders
import Platform
import Store

/// What `martlet verify` recomputes about payments, refunds and store credit.
enum PaymentsChecks {
    static let all = [refunds, orders, credit] + AttemptChecks.all

    private static let refunds = Check(
        "payments.refunds_within_captures",
        "What went back of a payment, or is about to, is the sum of its refunds' parts, never more than it brought (I4)."
    ) { db in
        try db.rows(
            """
            SELECT p.id FROM payment p LEFT JOIN (
                SELECT r.payment_id AS payment_id,
                    sum(CASE r.state WHEN 'paid' THEN r.amount_minor ELSE 0 END) AS paid,
                    sum(CASE r.state WHEN 'pending' THEN r.amount_minor ELSE 0 END) AS pending
                FROM refund_part r WHERE r.tenant = \(db.tenant) GROUP BY r.payment_id
            ) s ON s.payment_id = p.id
            WHERE p.tenant = \(db.tenant) AND (p.refunded_minor <> coalesce(s.paid, 0)
                OR p.pending_minor <> coalesce(s.pending, 0) OR p.refunded_minor + p.pending_minor > p.amount_minor)
            ORDER BY p.id LIMIT 100
            """
        ) { row in "\(try row.next() as ID<Payment>) and its refunds disagree" }
    }

    private struct Sums {
        let order: ID<Order>
        let tendered: Int64
        let reversed: Int64
        let refunded: Int64
    }

    private static let orders = Check(
        "payments.orders_agree", "What an order says it was paid is the sum of its payments (I1, I4)."
    ) { db in
        let sums = try db.rows(
            """
            SELECT order_id, sum(CASE WHEN tender <> 'elsewhere' THEN amount_minor ELSE 0 END),
                sum(CASE WHEN state = 'reversed' THEN amount_minor ELSE 0 END), sum(refunded_minor)
            FROM payment WHERE tenant = \(db.tenant) GROUP BY order_id ORDER BY order_id
            """
        ) { row in
            Sums(
                order: try row.next(), tendered: try row.next(), reversed: try row.next(), refunded: try row.next())
        }
        var findings: [String] = []
        for start in stride(from: 0, to: sums.count, by: 500) where findings.count < 100 {
            let part = sums[start..<min(start + 500, sums.count)]
            let orders = try db.records(Order.self, ids: part.map(\.order))
            let known = Dictionary(orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for sum in part {
                guard let order = known[sum.order] else {
                    findings.append("\(sum.order) has payments and is not there")
                    continue
                }
                let money = order.money
                let agrees =
                    (money?.tendered.minorUnits ?? 0) == sum.tendered
                    && (money?.reversed.minorUnits ?? 0) == sum.reversed
                    && (money?.refunded.minorUnits ?? 0) >= sum.refunded
                if !agrees { findings.append("order \(order.number) and its payments disagree") }
            }
        }
        return findings
    }

    private static let credit = Check(
        "store_credit.grants_equal_balance",
        "What is left of a customer's store credit is the balance of their account, where it is above zero (I14)."
    ) { db in
        let left = try db.rows(
            """
            SELECT customer_id, sum(remaining_minor), currency FROM store_credit_grant
            WHERE tenant = \(db.tenant) GROUP BY customer_id, currency ORDER BY customer_id
            """
        ) { row -> (ID<Customer>, Money) in
            let customer: ID<Customer> = try row.next()
            let minor: Int64 = try row.next()
            return (customer, Money(minor, try row.next()))
        }
        return try left.compactMap { customer, remaining -> String? in
            let key = AccountKey.storeCredit(of: customer.reference)
            let balance = try Books.balance(of: key, in: remaining.currency, db)
            let should = max(0, balance.minorUnits)
            return remaining.minorUnits == should ? nil : "\(customer) has \(balance), the grants say \(remaining)"
        }
    }
}
