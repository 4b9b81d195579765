import Store

/// The tables of payments, refunds and store credit, with what they refuse.
enum PaymentsSchema {
    static let migrations = [
        Migration(
            id: "payments.001", summary: "Payments, refunds and store credit",
            up: [payments] + paymentIndexes + [refunds] + refundIndexes + [parts, partIndex, grants] + grantIndexes,
            down: [
                "DROP TABLE store_credit_grant", "DROP TABLE refund_part", "DROP TABLE refund", "DROP TABLE payment",
            ]),
        Migration(
            id: "payments.002", summary: "Payments by card, and what providers are asked for", up: AttemptSchema.up,
            down: AttemptSchema.down),
    ]

    static let payments = """
        CREATE TABLE payment (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, order_id @id NOT NULL, customer_id @id,
            tender @text NOT NULL CHECK (tender IN ('bank', 'cash', 'cheque', 'store_credit', 'elsewhere')),
            state @text NOT NULL CHECK (state IN ('received', 'reversed')), currency @text NOT NULL,
            amount_minor @int NOT NULL CHECK (amount_minor > 0),
            refunded_minor @int NOT NULL CHECK (refunded_minor >= 0),
            pending_minor @int NOT NULL CHECK (pending_minor >= 0), reference @text, note @text,
            received_on @int NOT NULL, reversed_at @int, reverse_reason @text, created_at @int NOT NULL,
            PRIMARY KEY (tenant, id), CHECK (refunded_minor + pending_minor <= amount_minor),
            CHECK ((state = 'reversed') = (reversed_at IS NOT NULL))
        ) @strict
        """

    static let paymentIndexes = [
        "CREATE INDEX payment_order ON payment (tenant, order_id, id)",
        "CREATE INDEX payment_customer ON payment (tenant, customer_id, id)",
        "CREATE INDEX payment_received ON payment (tenant, received_on, id)",
        "CREATE UNIQUE INDEX payment_elsewhere_order_id ON payment (tenant, order_id) WHERE tender = 'elsewhere'",
    ]

    static let refunds = """
        CREATE TABLE refund (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, order_id @id NOT NULL, customer_id @id,
            credit_note_id @id, state @text NOT NULL CHECK (state IN ('pending', 'completed', 'cancelled')),
            currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor > 0),
            allowed_minor @int NOT NULL CHECK (allowed_minor >= 0), reason @text NOT NULL, created_at @int NOT NULL,
            ended_at @int,
            PRIMARY KEY (tenant, id), CHECK ((state = 'pending') = (ended_at IS NULL))
        ) @strict
        """

    static let refundIndexes = [
        "CREATE INDEX refund_order ON refund (tenant, order_id, id)",
        "CREATE INDEX refund_customer ON refund (tenant, customer_id, id)",
        "CREATE INDEX refund_pending ON refund (tenant, id) WHERE state = 'pending'",
    ]

    static let parts = """
        CREATE TABLE refund_part (
            tenant @int NOT NULL, refund_id @id NOT NULL, part @int NOT NULL CHECK (part > 0), payment_id @id NOT NULL,
            tender @text NOT NULL CHECK (tender IN ('bank', 'cash', 'cheque', 'store_credit', 'elsewhere')),
            currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor > 0),
            state @text NOT NULL CHECK (state IN ('pending', 'paid', 'cancelled')), reference @text, paid_at @int,
            PRIMARY KEY (tenant, refund_id, part), CHECK ((state = 'paid') = (paid_at IS NOT NULL)),
            FOREIGN KEY (tenant, refund_id) REFERENCES refund (tenant, id),
            FOREIGN KEY (tenant, payment_id) REFERENCES payment (tenant, id)
        ) @strict
        """

    static let partIndex = "CREATE INDEX refund_part_payment ON refund_part (tenant, payment_id)"

    private static let grants = """
        CREATE TABLE store_credit_grant (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, customer_id @id NOT NULL,
            currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor > 0),
            remaining_minor @int NOT NULL CHECK (remaining_minor >= 0),
            expired_minor @int NOT NULL CHECK (expired_minor >= 0), reason @text NOT NULL, order_id @id, refund_id @id,
            expires_at @int, created_at @int NOT NULL,
            PRIMARY KEY (tenant, id), CHECK (remaining_minor + expired_minor <= amount_minor)
        ) @strict
        """

    private static let grantIndexes = [
        "CREATE INDEX store_credit_grant_customer ON store_credit_grant (tenant, customer_id, id)",
        """
        CREATE INDEX store_credit_grant_expiry ON store_credit_grant (tenant, expires_at, id)
            WHERE expires_at IS NOT NULL AND remaining_minor > 0
        """,
    ]
}
