import Kernel
import Platform
import Store

/// What holds for tickets.
enum SupportChecks {
    static let all = [
        Check("tickets.numbers_given", "A shop has no more tickets than its counter has given numbers.") { db in
            let sums = try db.first(
                """
                SELECT (SELECT count(*) FROM ticket WHERE tenant = \(db.tenant)),
                    (SELECT max(last) FROM ticket_number WHERE tenant = \(db.tenant))
                """
            ) { row -> (Int64, Int64?) in (try row.next(), try row.next()) }
            guard let (tickets, given) = sums, tickets > given ?? 0 else { return [] }
            return ["\(tickets) tickets, but only \(given ?? 0) numbers were given"]
        }
    ]
}
