import Store

/// The tables of orders and credit notes, and the view that figures are made from.
enum OrdersSchema {
    static let migrations = [
        Migration(
            id: "orders.001", summary: "Orders, credit notes, their lines, numbers, and the facts of trade",
            up: [numbers, orders] + orderIndexes + [orderLines, creditNotes] + creditNoteIndexes + [
                creditNoteLines, facts,
            ],
            down: [
                "DROP VIEW trade_line_fact", "DROP TABLE credit_note_line", "DROP TABLE credit_note",
                "DROP TABLE order_line", "DROP TABLE sales_order", "DROP TABLE trade_number",
            ]),
        Migration(
            id: "orders.002", summary: "Lists by total, of open and of deleted documents, and of kinds of credit notes",
            up: [
                "CREATE INDEX sales_order_total ON sales_order (tenant, total_minor, id)",
                """
                CREATE INDEX sales_order_open ON sales_order (tenant, placed_at, id)
                    WHERE fulfilment_state = 'unfulfilled'
                """,
                "CREATE INDEX sales_order_deleted ON sales_order (tenant, placed_at, id) WHERE deleted_at IS NOT NULL",
                "CREATE INDEX credit_note_kind ON credit_note (tenant, kind, issued_at, id)",
                "CREATE INDEX credit_note_deleted ON credit_note (tenant, issued_at, id) WHERE deleted_at IS NOT NULL",
            ],
            down: [
                "DROP INDEX credit_note_deleted", "DROP INDEX credit_note_kind", "DROP INDEX sales_order_deleted",
                "DROP INDEX sales_order_open", "DROP INDEX sales_order_total",
            ]),
        Migration(
            id: "orders.003", summary: "Orders by article; indexes that tell by themselves what is not deleted",
            up: [orderArticles, fillOrderArticles, orderArticleCode] + timedIndexes.map(\.dropped)
                + timedIndexes.map { $0.created(with: ", deleted_at") },
            down: ["DROP TABLE order_article"] + timedIndexes.map(\.dropped)
                + timedIndexes.map { $0.created(with: "") }),
        Migration(
            id: "orders.004", summary: "The money that moved for an order: part payments, refunds, what was let off",
            up: OrderMoneySchema.up, down: OrderMoneySchema.down),
    ]

    /// Which orders have an article, by the code of the line, in the order of time: a line for each article of an order.
    private static let orderArticles = """
        CREATE TABLE order_article (
            tenant @int NOT NULL, order_id @id NOT NULL, code @text NOT NULL, placed_at @int NOT NULL,
            PRIMARY KEY (tenant, order_id, code),
            FOREIGN KEY (tenant, order_id) REFERENCES sales_order (tenant, id) ON DELETE CASCADE
        ) @strict
        """

    static let fillOrderArticles = """
        INSERT INTO order_article (tenant, order_id, code, placed_at)
        SELECT l.tenant, l.order_id, l.code, o.placed_at
        FROM order_line l JOIN sales_order o ON o.tenant = l.tenant AND o.id = l.order_id
        WHERE l.line > 0
        ON CONFLICT DO NOTHING
        """

    private static let orderArticleCode =
        "CREATE INDEX order_article_code ON order_article (tenant, code, placed_at, order_id)"

    /// An index of orders in the order of time or amount.
    struct TimedIndex {
        let name: String
        let columns: String
        var condition = ""

        var dropped: String { "DROP INDEX sales_order_\(name)" }

        /// With further columns at its end.
        func created(with more: String) -> String {
            "CREATE INDEX sales_order_\(name) ON sales_order (tenant, \(columns), id\(more))\(condition)"
        }
    }

    static let timedIndexes = [
        TimedIndex(name: "placed", columns: "placed_at"),
        TimedIndex(name: "status", columns: "status, placed_at"),
        TimedIndex(name: "payment", columns: "payment_state, placed_at"),
        TimedIndex(name: "channel", columns: "channel, placed_at"),
        TimedIndex(name: "customer", columns: "customer_id, placed_at"),
        TimedIndex(name: "total", columns: "total_minor"),
        TimedIndex(name: "open", columns: "placed_at", condition: " WHERE fulfilment_state = 'unfulfilled'"),
    ]

    private static let numbers = """
        CREATE TABLE trade_number (
            tenant @int NOT NULL, series @text NOT NULL, last @int NOT NULL CHECK (last > 0),
            PRIMARY KEY (tenant, series)
        ) @strict
        """

    static let orders = """
        CREATE TABLE sales_order (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, number @text NOT NULL, channel @text NOT NULL,
            customer_id @id,
            status @text NOT NULL CHECK (status IN ('pending', 'paid', 'fulfilled', 'cancelled', 'refunded')),
            payment_state @text NOT NULL CHECK (payment_state IN ('unpaid', 'paid', 'part_refunded', 'refunded')),
            fulfilment_state @text NOT NULL CHECK (fulfilment_state IN ('unfulfilled', 'fulfilled')),
            currency @text NOT NULL, subtotal_minor @int NOT NULL, discount_minor @int NOT NULL,
            shipping_minor @int NOT NULL, tax_minor @int NOT NULL, total_minor @int NOT NULL,
            credited_minor @int NOT NULL, line_count @int NOT NULL CHECK (line_count > 0), units @int NOT NULL,
            country @text, note @text, source @text NOT NULL CHECK (source IN ('native', 'imported')), import_id @text,
            placed_at @int NOT NULL, paid_at @int, fulfilled_at @int, cancelled_at @int, cancel_reason @text,
            expires_at @int, deleted_at @int, created_at @int NOT NULL,
            PRIMARY KEY (tenant, id),
            CHECK (total_minor = subtotal_minor - discount_minor + shipping_minor + tax_minor),
            CHECK (discount_minor BETWEEN 0 AND subtotal_minor), CHECK (shipping_minor >= 0), CHECK (tax_minor >= 0),
            CHECK (credited_minor BETWEEN 0 AND total_minor),
            CHECK (import_id IS NULL OR source = 'imported'),
            CHECK (status <> 'pending' OR (payment_state = 'unpaid' AND fulfilment_state = 'unfulfilled')),
            CHECK (status <> 'paid' OR (payment_state IN ('paid', 'part_refunded') AND fulfilment_state = 'unfulfilled')),
            CHECK (status <> 'fulfilled' OR fulfilment_state = 'fulfilled'),
            CHECK (status <> 'cancelled' OR fulfilment_state = 'unfulfilled'),
            CHECK (status <> 'refunded' OR payment_state = 'refunded'),
            CHECK ((payment_state = 'unpaid') = (paid_at IS NULL)),
            CHECK ((fulfilment_state = 'fulfilled') = (fulfilled_at IS NOT NULL)),
            CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
            CHECK ((status = 'cancelled') = (cancel_reason IS NOT NULL))
        ) @strict
        """

    private static let orderIndexes = [
        "CREATE UNIQUE INDEX sales_order_number ON sales_order (tenant, number) WHERE deleted_at IS NULL",
        "CREATE INDEX sales_order_placed ON sales_order (tenant, placed_at, id)",
        "CREATE INDEX sales_order_status ON sales_order (tenant, status, placed_at, id)",
        "CREATE INDEX sales_order_payment ON sales_order (tenant, payment_state, placed_at, id)",
        "CREATE INDEX sales_order_channel ON sales_order (tenant, channel, placed_at, id)",
        "CREATE INDEX sales_order_customer ON sales_order (tenant, customer_id, placed_at, id)",
        "CREATE INDEX sales_order_import ON sales_order (tenant, import_id, id) WHERE import_id IS NOT NULL",
    ]

    private static let orderLines = """
        CREATE TABLE order_line (
            tenant @int NOT NULL, order_id @id NOT NULL, line @int NOT NULL CHECK (line > 0), variant_id @id,
            code @text NOT NULL, sku @text NOT NULL, title @text NOT NULL,
            kind @text NOT NULL CHECK (kind IN ('sale', 'free')), quantity @int NOT NULL CHECK (quantity > 0),
            unit_price @int NOT NULL CHECK (unit_price >= 0), amount_minor @int NOT NULL, amount_residue @int NOT NULL,
            discount_minor @int NOT NULL, returned @int NOT NULL, credited_minor @int NOT NULL, at @int NOT NULL,
            moves_stock @int NOT NULL CHECK (moves_stock IN (0, 1)),
            PRIMARY KEY (tenant, order_id, line),
            FOREIGN KEY (tenant, order_id) REFERENCES sales_order (tenant, id),
            CHECK ((kind = 'free') = (unit_price = 0)), CHECK (discount_minor BETWEEN 0 AND amount_minor),
            CHECK (returned BETWEEN 0 AND quantity), CHECK (credited_minor BETWEEN 0 AND amount_minor - discount_minor)
        ) @strict
        """

    private static let creditNotes = """
        CREATE TABLE credit_note (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, number @text NOT NULL,
            kind @text NOT NULL CHECK (kind IN ('return', 'adjustment')), customer_id @id, order_id @id,
            currency @text NOT NULL, shipping_minor @int NOT NULL CHECK (shipping_minor >= 0),
            tax_minor @int NOT NULL CHECK (tax_minor >= 0), total_minor @int NOT NULL,
            line_count @int NOT NULL CHECK (line_count >= 0), units @int NOT NULL, country @text, reason @text,
            source @text NOT NULL CHECK (source IN ('native', 'imported')), import_id @text, issued_at @int NOT NULL,
            deleted_at @int, created_at @int NOT NULL,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, order_id) REFERENCES sales_order (tenant, id),
            CHECK (kind = 'adjustment' OR total_minor >= 0), CHECK (import_id IS NULL OR source = 'imported')
        ) @strict
        """

    private static let creditNoteIndexes = [
        "CREATE UNIQUE INDEX credit_note_number ON credit_note (tenant, number) WHERE deleted_at IS NULL",
        "CREATE INDEX credit_note_issued ON credit_note (tenant, issued_at, id)",
        "CREATE INDEX credit_note_order ON credit_note (tenant, order_id, issued_at, id)",
        "CREATE INDEX credit_note_customer ON credit_note (tenant, customer_id, issued_at, id)",
        "CREATE INDEX credit_note_import ON credit_note (tenant, import_id, id) WHERE import_id IS NOT NULL",
    ]

    private static let creditNoteLines = """
        CREATE TABLE credit_note_line (
            tenant @int NOT NULL, credit_note_id @id NOT NULL, line @int NOT NULL CHECK (line > 0), order_line @int,
            variant_id @id, code @text NOT NULL, sku @text NOT NULL, title @text NOT NULL,
            quantity @int NOT NULL CHECK (quantity > 0), unit_price @int NOT NULL, amount_minor @int NOT NULL,
            amount_residue @int NOT NULL, at @int NOT NULL, moves_stock @int NOT NULL CHECK (moves_stock IN (0, 1)),
            PRIMARY KEY (tenant, credit_note_id, line),
            FOREIGN KEY (tenant, credit_note_id) REFERENCES credit_note (tenant, id)
        ) @strict
        """

    /// Every line of trade: of orders that are sales (paid or fulfilled at some time and not cancelled) and of credit
    /// notes. Quantities are positive. Amounts are positive on `sale` and `return`, whose sign the kind gives;
    /// on `adjustment` the amount carries its own sign. `is_goods` is 0 for services and fees.
    /// `amount_minor − discount_minor` is what the customer pays.
    static let facts = """
        CREATE VIEW trade_line_fact AS
        SELECT l.tenant AS tenant, 'order' AS document_kind, o.id AS document_id, o.number AS number,
            o.customer_id AS customer_id, o.country AS country, o.channel AS channel, o.placed_at AS document_at,
            l.at AS at, l.line AS line, l.variant_id AS variant_id, l.code AS code, l.sku AS sku, l.title AS title,
            l.kind AS kind, l.quantity AS quantity, l.unit_price AS unit_price, l.amount_minor AS amount_minor,
            l.amount_residue AS amount_residue, l.discount_minor AS discount_minor, o.currency AS currency,
            l.moves_stock AS is_goods
        FROM sales_order o JOIN order_line l ON l.tenant = o.tenant AND l.order_id = o.id
        WHERE o.deleted_at IS NULL AND o.status IN ('paid', 'fulfilled', 'refunded')
        UNION ALL
        SELECT l.tenant, CASE c.kind WHEN 'return' THEN 'credit_note' ELSE 'adjustment' END, c.id, c.number,
            c.customer_id, c.country, NULL, c.issued_at,
            l.at, l.line, l.variant_id, l.code, l.sku, l.title,
            c.kind, l.quantity, l.unit_price, l.amount_minor,
            l.amount_residue, 0, c.currency, l.moves_stock
        FROM credit_note c JOIN credit_note_line l ON l.tenant = c.tenant AND l.credit_note_id = c.id
        WHERE c.deleted_at IS NULL
        """
}
