import Kernel
import Orders
import Platform
import Store

/// Refunds whose money has not all gone back, with how far each tender is.
struct RefundsUnderWay: Query {
    static let name: QueryName = "refunds.under_way"
    static let permission = Permission.refundsRead
    static let summary = "Refunds whose money has not all gone back, with how far each tender is; the last fifty."

    /// Three statements, however many there are.
    func fetch(in db: Reader) throws -> [RefundDetail] {
        let refunds = try db.records(
            Refund.self, where: "state IN ('pending', 'failed')", tail: "ORDER BY id DESC LIMIT 50")
        if refunds.isEmpty { return [] }
        let ids = refunds.map(\.id)
        let parts = try db.rows(
            """
            SELECT refund_id, \(RefundPart.columns) FROM refund_part
            WHERE tenant = \(db.tenant) AND refund_id IN \(list: ids) ORDER BY refund_id, part
            """
        ) { row -> (ID<Refund>, RefundPart) in (try row.next(), try RefundPart(row: &row)) }
        let attempts = try db.records(PaymentAttempt.self, where: "refund_id IN \(list: ids)", tail: "ORDER BY id")
        return refunds.map { refund in
            RefundDetail(
                refund: refund, parts: parts.filter { $0.0 == refund.id }.map(\.1),
                attempts: attempts.filter { $0.refund == refund.id })
        }
    }
}
