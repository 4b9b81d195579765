/// Money by card: what tables refuse cannot be changed on SQLite, so those of payments and refunds are written anew, the same
/// way on both stores.
enum AttemptSchema {
    private static let tenders = "'bank', 'cash', 'cheque', 'store_credit', 'elsewhere'"
    private static let withCard = "'bank', 'cash', 'cheque', 'store_credit', 'card', 'elsewhere'"

    private static let payments = PaymentsSchema.payments
        .replacing(tenders, with: withCard)
        .replacing("pending_minor >= 0), reference", with: "pending_minor >= 0), provider @text, reference")
        .replacing(
            "CHECK ((state = 'reversed')",
            with: """
                CHECK ((tender = 'card') = (provider IS NOT NULL)),
                CHECK (tender <> 'card' OR reference IS NOT NULL), CHECK ((state = 'reversed')
                """)
    private static let refunds = PaymentsSchema.refunds
        .replacing("('pending', 'completed', 'cancelled')", with: "('pending', 'completed', 'failed', 'cancelled')")
        .replacing("((state = 'pending') =", with: "((state IN ('pending', 'failed')) =")
    private static let parts = PaymentsSchema.parts
        .replacing(tenders, with: withCard)
        .replacing("('pending', 'paid', 'cancelled')", with: "('pending', 'paid', 'failed', 'cancelled')")

    /// No two attempts at one part are under way or have succeeded, and what has begun is known or will be asked about.
    private static let attempts = """
        CREATE TABLE payment_attempt (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
            kind @text NOT NULL CHECK (kind IN ('capture', 'refund', 'void')), order_id @id NOT NULL, payment_id @id,
            refund_id @id, part @int, workflow @id, provider @text NOT NULL CHECK (provider <> ''), source @text,
            charge @text, currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor > 0),
            state @text NOT NULL CHECK (state IN ('unknown', 'pending', 'succeeded', 'declined')), reference @text,
            code @text, lookups @int NOT NULL CHECK (lookups >= 0), next_at @int, created_at @int NOT NULL,
            ended_at @int, PRIMARY KEY (tenant, id), CHECK ((kind = 'capture') = (source IS NOT NULL)),
            CHECK ((kind = 'capture') = (charge IS NULL)), CHECK ((kind = 'refund') = (refund_id IS NOT NULL)),
            CHECK ((kind = 'refund') = (part IS NOT NULL)), CHECK (kind <> 'refund' OR payment_id IS NOT NULL),
            CHECK (kind <> 'void' OR payment_id IS NULL),
            CHECK ((state IN ('unknown', 'pending')) = (next_at IS NOT NULL)),
            CHECK ((state IN ('unknown', 'pending')) = (ended_at IS NULL)),
            CHECK ((state = 'unknown') = (reference IS NULL)), CHECK ((state = 'declined') = (code IS NOT NULL)),
            FOREIGN KEY (tenant, refund_id, part) REFERENCES refund_part (tenant, refund_id, part),
            FOREIGN KEY (tenant, payment_id) REFERENCES payment (tenant, id)
        ) @strict
        """

    private static let attemptIndexes = [
        "CREATE INDEX payment_attempt_order ON payment_attempt (tenant, order_id, id)",
        "CREATE INDEX payment_attempt_payment ON payment_attempt (tenant, payment_id, id)",
        "CREATE INDEX payment_attempt_due ON payment_attempt (tenant, next_at, id) WHERE next_at IS NOT NULL",
        """
        CREATE UNIQUE INDEX payment_attempt_live ON payment_attempt (tenant, refund_id, part)
            WHERE kind = 'refund' AND state <> 'declined'
        """,
        "CREATE INDEX payment_attempt_refund ON payment_attempt (tenant, refund_id, part, id)",
        "CREATE UNIQUE INDEX payment_attempt_void ON payment_attempt (tenant, provider, charge) WHERE kind = 'void'",
        "CREATE UNIQUE INDEX payment_charge ON payment (tenant, provider, reference) WHERE provider IS NOT NULL",
    ]

    static let up =
        rebuilt(
            payments: payments, refunds: refunds, parts: parts, paymentColumns: paymentColumns,
            paymentValues: paymentColumns, refundValues: refundColumns, partValues: partColumns) + [attempts]
        + attemptIndexes

    /// Before, money by card came in as a transfer did, and what was declined had been given up.
    static let down: [String] = {
        let tender = "CASE tender WHEN 'card' THEN 'bank' ELSE tender END"
        let state = "CASE state WHEN 'failed' THEN 'cancelled' ELSE state END"
        return ["DROP TABLE payment_attempt"]
            + rebuilt(
                payments: PaymentsSchema.payments, refunds: PaymentsSchema.refunds, parts: PaymentsSchema.parts,
                paymentColumns: paymentColumns, paymentValues: paymentColumns.replacing("tender,", with: "\(tender),"),
                refundValues: refundColumns.replacing("state,", with: "\(state),")
                    .replacing("ended_at", with: "CASE state WHEN 'failed' THEN created_at ELSE ended_at END"),
                partValues: partColumns.replacing("tender,", with: "\(tender),")
                    .replacing("state,", with: "\(state),"))
    }()

    private static let paymentColumns = """
        id, version, order_id, customer_id, tender, state, currency, amount_minor, refunded_minor, pending_minor,
        reference, note, received_on, reversed_at, reverse_reason, created_at
        """
    private static let refundColumns = """
        id, version, order_id, customer_id, credit_note_id, state, currency, amount_minor, allowed_minor, reason,
        created_at, ended_at
        """
    private static let partColumns =
        "refund_id, part, payment_id, tender, currency, amount_minor, state, reference, paid_at"

    /// The rows wait aside while the tables are made anew under their names.
    private static func rebuilt(
        payments: String, refunds: String, parts: String, paymentColumns: String, paymentValues: String,
        refundValues: String, partValues: String
    ) -> [String] {
        [
            "CREATE TEMP TABLE waiting_payment AS SELECT * FROM payment WHERE tenant > 0",
            "CREATE TEMP TABLE waiting_refund AS SELECT * FROM refund WHERE tenant > 0",
            "CREATE TEMP TABLE waiting_part AS SELECT * FROM refund_part WHERE tenant > 0", "DROP TABLE refund_part",
            "DROP TABLE refund", "DROP TABLE payment", payments, refunds, parts,
            "INSERT INTO payment (tenant, \(paymentColumns)) SELECT tenant, \(paymentValues) FROM waiting_payment",
            "INSERT INTO refund (tenant, \(refundColumns)) SELECT tenant, \(refundValues) FROM waiting_refund",
            "INSERT INTO refund_part (tenant, \(partColumns)) SELECT tenant, \(partValues) FROM waiting_part",
            "DROP TABLE waiting_payment", "DROP TABLE waiting_refund", "DROP TABLE waiting_part",
        ] + PaymentsSchema.paymentIndexes + PaymentsSchema.refundIndexes + [PaymentsSchema.partIndex]
    }
}
