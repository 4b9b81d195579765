/// What an order says of its money, as columns. On SQLite what a table refuses cannot be changed, so the table of orders
/// is written anew; on PostgreSQL its refusals are.
enum OrderMoneySchema {
    private static let columns = [
        "paid_minor", "tendered_minor", "reversed_minor", "refunded_minor", "allowed_minor", "written_off_minor",
    ]

    /// What no row may break, about states and money.
    private static let refusals = [
        "CHECK (status IN ('pending', 'paid', 'fulfilled', 'cancelled', 'refunded'))",
        "CHECK (payment_state IN ('unpaid', 'part_paid', 'paid', 'part_refunded', 'refunded'))",
        "CHECK (fulfilment_state IN ('unfulfilled', 'fulfilled'))", "CHECK (line_count > 0)",
        "CHECK (source IN ('native', 'imported'))",
        "CHECK (total_minor = subtotal_minor - discount_minor + shipping_minor + tax_minor)",
        "CHECK (discount_minor BETWEEN 0 AND subtotal_minor)", "CHECK (shipping_minor >= 0)",
        "CHECK (tax_minor >= 0)", "CHECK (credited_minor BETWEEN 0 AND total_minor)",
        "CHECK (import_id IS NULL OR source = 'imported')",
        """
        CHECK (status <> 'pending' OR (payment_state IN ('unpaid', 'part_paid') AND fulfilment_state = 'unfulfilled'))
        """,
        "CHECK (status <> 'paid' OR (payment_state IN ('paid', 'part_refunded') AND fulfilment_state = 'unfulfilled'))",
        "CHECK (status <> 'fulfilled' OR fulfilment_state = 'fulfilled')",
        "CHECK (status <> 'cancelled' OR fulfilment_state = 'unfulfilled')",
        "CHECK (status <> 'refunded' OR payment_state = 'refunded')",
        "CHECK (payment_state NOT IN ('unpaid', 'part_paid') OR paid_at IS NULL)",
        "CHECK (payment_state NOT IN ('paid', 'part_refunded') OR paid_at IS NOT NULL)",
        "CHECK ((fulfilment_state = 'fulfilled') = (fulfilled_at IS NOT NULL))",
        "CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))",
        "CHECK ((status = 'cancelled') = (cancel_reason IS NOT NULL))",
        "CHECK (tendered_minor BETWEEN 0 AND paid_minor)", "CHECK (reversed_minor BETWEEN 0 AND tendered_minor)",
        "CHECK (refunded_minor BETWEEN 0 AND paid_minor)", "CHECK (allowed_minor >= 0 AND written_off_minor >= 0)",
        // What went back of a payment that bounced can be lost as well.
        "CHECK (allowed_minor + written_off_minor <= total_minor - credited_minor + refunded_minor)",
    ]

    private static let before = """
        id, version, number, channel, customer_id, status, payment_state, fulfilment_state, currency,
        subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, credited_minor, line_count, units,
        country, note, source, import_id, placed_at, paid_at, fulfilled_at, cancelled_at, cancel_reason, expires_at,
        deleted_at, created_at
        """

    private static let orders = """
        CREATE TABLE sales_order (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, number @text NOT NULL, channel @text NOT NULL,
            customer_id @id, status @text NOT NULL, payment_state @text NOT NULL, fulfilment_state @text NOT NULL,
            currency @text NOT NULL, subtotal_minor @int NOT NULL, discount_minor @int NOT NULL,
            shipping_minor @int NOT NULL, tax_minor @int NOT NULL, total_minor @int NOT NULL,
            credited_minor @int NOT NULL, line_count @int NOT NULL, units @int NOT NULL, country @text, note @text,
            source @text NOT NULL, import_id @text, placed_at @int NOT NULL, paid_at @int, fulfilled_at @int,
            cancelled_at @int, cancel_reason @text, expires_at @int, deleted_at @int, created_at @int NOT NULL,
            \(columns.map { "\($0) @int NOT NULL DEFAULT 0" }.joined(separator: ", ")),
            PRIMARY KEY (tenant, id), \(refusals.joined(separator: ", "))
        ) @strict
        """

    /// What was paid before is what the states say: whoever paid, paid all of it, and what was credited went back.
    private static let paid = "CASE WHEN payment_state IN ('unpaid', 'part_paid') THEN 0 ELSE total_minor END"
    private static let refunded = """
        CASE WHEN payment_state IN ('unpaid', 'part_paid', 'paid') THEN 0
            WHEN status = 'cancelled' THEN total_minor ELSE credited_minor END
        """

    static let up: [String] = {
        let values = "\(before), \(paid), \(refunded)"
        var statements = rebuilt(as: orders, columns: "\(before), paid_minor, refunded_minor", values: values)
        for column in columns {
            statements.append("postgres: ALTER TABLE sales_order ADD COLUMN \(column) @int NOT NULL DEFAULT 0")
        }
        statements.append(forgotten)
        statements.append(
            "postgres: UPDATE sales_order SET paid_minor = \(paid), refunded_minor = \(refunded) WHERE tenant > 0")
        for refusal in refusals { statements.append("postgres: ALTER TABLE sales_order ADD \(refusal)") }
        return statements
    }()

    /// Part payments are forgotten: before, an order was paid or it was not.
    static let down: [String] = {
        let state = "CASE payment_state WHEN 'part_paid' THEN 'unpaid' ELSE payment_state END"
        // What was paid in part and given back was never paid in full; before, a refunded order was.
        let paidAt = "CASE payment_state WHEN 'refunded' THEN coalesce(paid_at, cancelled_at) ELSE paid_at END"
        let values = before.replacing("payment_state,", with: "\(state),").replacing(" paid_at,", with: " \(paidAt),")
        var statements = rebuilt(as: OrdersSchema.orders, columns: before, values: values)
        statements.append(forgotten)
        statements.append(
            """
            postgres: UPDATE sales_order SET payment_state = 'unpaid' WHERE tenant > 0 AND payment_state = 'part_paid'
            """)
        statements.append("postgres: UPDATE sales_order SET paid_at = \(paidAt) WHERE tenant > 0")
        for column in columns { statements.append("postgres: ALTER TABLE sales_order DROP COLUMN \(column)") }
        for refusal in refusals where !columns.contains(where: { refusal.contains($0) }) {
            let earlier = refusal.replacing(", 'part_paid'", with: "")
            statements.append("postgres: ALTER TABLE sales_order ADD \(earlier)")
        }
        return statements
    }()

    private static let forgotten = """
        postgres: DO $$ DECLARE refusal text; BEGIN
            FOR refusal IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'sales_order'::regclass AND contype = 'c'
            LOOP EXECUTE 'ALTER TABLE sales_order DROP CONSTRAINT ' || quote_ident(refusal); END LOOP;
        END $$
        """

    /// SQLite: the rows wait aside while the table is made anew under its name. Lines and credit notes point at their
    /// orders the whole time, which is looked at when the transaction commits; which orders have an article follows
    /// from the lines, and is gone with the old table.
    private static func rebuilt(as table: String, columns: String, values: String) -> [String] {
        let statements =
            [
                "DROP VIEW trade_line_fact", "PRAGMA defer_foreign_keys = ON",
                "CREATE TEMP TABLE waiting_order AS SELECT * FROM sales_order WHERE tenant > 0",
                "DROP TABLE sales_order", table,
                "INSERT INTO sales_order (tenant, \(columns)) SELECT tenant, \(values) FROM waiting_order",
                "DROP TABLE waiting_order", OrdersSchema.fillOrderArticles,
            ] + indexes + [OrdersSchema.facts]
        return statements.map { "sqlite: \($0)" }
    }

    private static let indexes =
        [
            "CREATE UNIQUE INDEX sales_order_number ON sales_order (tenant, number) WHERE deleted_at IS NULL",
            "CREATE INDEX sales_order_import ON sales_order (tenant, import_id, id) WHERE import_id IS NOT NULL",
            "CREATE INDEX sales_order_deleted ON sales_order (tenant, placed_at, id) WHERE deleted_at IS NOT NULL",
        ] + OrdersSchema.timedIndexes.map { $0.created(with: ", deleted_at") }
}
