import Kernel
import Ledger
import Platform
import Store

/// What `martlet verify` recomputes about what providers were asked for.
enum AttemptChecks {
    static let all = [parts, captures, watched, books, testMode]

    private static let parts = Check(
        "payments.card_refunds_have_attempts",
        "A part of a refund went back to a card when, and only when, one attempt at it succeeded with its amount (I4, I5)."
    ) { db in
        try db.rows(
            """
            SELECT p.refund_id, p.part, p.state, coalesce(a.good, 0), coalesce(a.open, 0), coalesce(a.paid, 0)
            FROM refund_part p LEFT JOIN (
                SELECT refund_id, part, sum(CASE state WHEN 'succeeded' THEN 1 ELSE 0 END) AS good,
                    sum(CASE WHEN state IN ('unknown', 'pending') THEN 1 ELSE 0 END) AS open,
                    sum(CASE state WHEN 'succeeded' THEN amount_minor ELSE 0 END) AS paid
                FROM payment_attempt WHERE tenant = \(db.tenant) AND kind = 'refund' GROUP BY refund_id, part
            ) a ON a.refund_id = p.refund_id AND a.part = p.part
            WHERE p.tenant = \(db.tenant) AND (p.tender = 'card' OR a.good IS NOT NULL) AND NOT (
                p.tender = 'card' AND coalesce(a.good, 0) + coalesce(a.open, 0) <= 1
                AND (p.state = 'paid') = (coalesce(a.good, 0) = 1)
                AND (p.state = 'pending' OR coalesce(a.open, 0) = 0)
                AND (p.state <> 'paid' OR a.paid = p.amount_minor))
            ORDER BY p.refund_id, p.part LIMIT 100
            """
        ) { row in
            let refund: ID<Refund> = try row.next()
            let part: Int = try row.next()
            return "part \(part) of \(refund) is \(try row.next() as String), which its attempts do not say"
        }
    }

    private static let captures = Check(
        "payments.captures_are_booked",
        "What a provider took is one payment of that amount, or is given back; every payment by card was taken (I5)."
    ) { db in
        let lost = try db.rows(
            """
            SELECT a.id FROM payment_attempt a
            LEFT JOIN payment p ON p.tenant = a.tenant AND p.id = a.payment_id
            LEFT JOIN payment_attempt v ON v.tenant = a.tenant AND v.kind = 'void' AND v.provider = a.provider
                AND v.charge = a.reference
            WHERE a.tenant = \(db.tenant) AND a.kind = 'capture' AND (
                (a.state = 'succeeded') <> (p.id IS NOT NULL OR v.id IS NOT NULL)
                OR (p.id IS NOT NULL AND (v.id IS NOT NULL OR p.amount_minor <> a.amount_minor)))
            ORDER BY a.id LIMIT 100
            """
        ) { row in "\(try row.next() as ID<PaymentAttempt>) and its payment disagree" }
        let invented = try db.rows(
            """
            SELECT p.id FROM payment p WHERE p.tenant = \(db.tenant) AND p.tender = 'card' AND NOT EXISTS (
                SELECT 1 FROM payment_attempt a WHERE a.tenant = p.tenant AND a.payment_id = p.id
                    AND a.kind = 'capture' AND a.state = 'succeeded')
            ORDER BY p.id LIMIT 100
            """
        ) { row in "\(try row.next() as ID<Payment>) was taken from a card by no attempt" }
        return lost + invented
    }

    private static let watched = Check(
        "payments.unknowns_are_asked_about", "Every attempt that nobody knows about was given to a job that finds out."
    ) { db in
        let open = try db.rows(
            """
            SELECT id FROM payment_attempt WHERE tenant = \(db.tenant) AND next_at IS NOT NULL ORDER BY next_at LIMIT 1000
            """
        ) { row in try row.next(ID<PaymentAttempt>.self) }
        return try open.filter { id in try !db.knowsJob(LookUpAttempt.self, key: id.description) }
            .prefix(100).map { id in "nobody finds out about \(id)" }
    }

    private static let books = Check(
        "payments.provider_account",
        "What the books say providers hold is what was taken from cards less what went back to them (I1)."
    ) { db in
        let moved = try db.rows(
            """
            SELECT p.currency, sum(p.amount_minor - coalesce(b.back, 0)) FROM payment p LEFT JOIN (
                SELECT r.payment_id AS payment_id, sum(r.amount_minor) AS back FROM refund_part r
                WHERE r.tenant = \(db.tenant) AND r.tender = 'card' AND r.state = 'paid' GROUP BY r.payment_id
            ) b ON b.payment_id = p.id
            WHERE p.tenant = \(db.tenant) AND p.tender = 'card' GROUP BY p.currency ORDER BY p.currency
            """
        ) { row -> Money in
            let currency: Currency = try row.next()
            return Money(try row.next(Int64.self), currency)
        }
        return try moved.compactMap { sum in
            let balance = try Books.balance(of: .shop(.provider), in: sum.currency, db)
            return balance == sum ? nil : "the books say \(balance), the payments \(sum)"
        }
    }

    private static let testMode = Check(
        "payments.test_mode_agrees",
        "What the provider of test mode did is what our attempts say, once for each; nobody else asked it (I5)."
    ) { db in
        let effects = try db.rows(
            "SELECT key, state, amount_minor FROM test_provider_effect WHERE tenant = \(db.tenant) ORDER BY key"
        ) { row -> (key: String, state: String, minor: Int64) in (try row.next(), try row.next(), try row.next()) }
        var findings: [String] = []
        var agreed = 0
        for start in stride(from: 0, to: effects.count, by: 500) {
            let part = effects[start..<min(start + 500, effects.count)]
            let attempts = try db.records(PaymentAttempt.self, ids: part.compactMap { ID<PaymentAttempt>($0.key) })
            let known = Dictionary(attempts.map { ($0.id.description, $0) }, uniquingKeysWith: { first, _ in first })
            for effect in part {
                guard let attempt = known[effect.key], attempt.amount.minorUnits == effect.minor,
                    attempt.state.isOpen || attempt.state.rawValue == effect.state
                else {
                    findings.append("test mode did \(effect.key), which no attempt says")
                    continue
                }
                if attempt.state == .succeeded { agreed += 1 }
            }
        }
        let ours: Int? = try db.scalar(
            """
            SELECT count(*) FROM payment_attempt
            WHERE tenant = \(db.tenant) AND provider = \(PaymentProviders.test.name) AND state = 'succeeded'
            """)
        if ours ?? 0 != agreed { findings.append("\(ours ?? 0) attempts say they succeeded, test mode did \(agreed)") }
        return Array(findings.prefix(100))
    }
}
