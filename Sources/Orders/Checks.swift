import Catalog
import Customers
import Inventory
import Kernel
import Platform
import Store

/// What `martlet verify` recomputes about orders and credit notes.
enum OrdersChecks {
    static let all = [
        totals, lineAmounts, creditTotals, returned, creditedOrders, moves, customers, articles, orderArticles,
        promises, OrderBooksChecks.agree, OrderBooksChecks.states,
    ]

    private static let totals = Check(
        "orders.totals_are_sums",
        "An order's total is the sum of its lines, less discount, plus shipping and tax (I11)."
    ) { db in
        try db.rows(
            """
            SELECT o.number FROM sales_order o WHERE o.tenant = \(db.tenant) AND (
                o.total_minor <> o.subtotal_minor - o.discount_minor + o.shipping_minor + o.tax_minor OR NOT EXISTS (
                    SELECT 1 FROM (
                        SELECT sum(l.amount_minor) AS amount, sum(l.discount_minor) AS discount, count(*) AS lines,
                            sum(l.quantity) AS units
                        FROM order_line l WHERE l.tenant = o.tenant AND l.order_id = o.id) s
                    WHERE s.amount = o.subtotal_minor AND s.discount = o.discount_minor AND s.lines = o.line_count
                        AND s.units = o.units))
            ORDER BY o.id LIMIT 100
            """
        ) { row in "order \(try row.next() as String) is not the sum of its lines" }
    }

    private static let lineAmounts = Check(
        "orders.line_amounts", "A line's amount is price × quantity, rounded once, with the rest kept (I11)."
    ) { db in
        var findings: [String] = []
        try db.each(
            """
            SELECT o.number, o.currency, l.line, l.quantity, l.unit_price, l.amount_minor, l.amount_residue
            FROM order_line l JOIN sales_order o ON o.tenant = l.tenant AND o.id = l.order_id
            WHERE l.tenant = \(db.tenant)
            """
        ) { row in
            let number: String = try row.next()
            let currency: Currency = try row.next()
            let line: Int = try row.next()
            let quantity: Quantity = try row.next()
            let expected = try LineAmount(UnitPrice(micros: row.next(), currency), quantity)
            let amount = try row.nextMoney(in: currency)
            let residue: Int64 = try row.next()
            let isRight = expected.amount == amount && expected.residue == residue
            if !isRight, findings.count < 100 {
                findings.append("order \(number) line \(line): \(amount), not \(expected.amount)")
            }
        }
        return findings
    }

    private static let creditTotals = Check(
        "credit_notes.totals_are_sums", "A credit note's total is the sum of its lines, shipping and tax (I11)."
    ) { db in
        try db.rows(
            """
            SELECT c.number FROM credit_note c WHERE c.tenant = \(db.tenant) AND NOT EXISTS (
                SELECT 1 FROM (
                    SELECT coalesce(sum(l.amount_minor), 0) AS amount, count(*) AS lines
                    FROM credit_note_line l WHERE l.tenant = c.tenant AND l.credit_note_id = c.id) s
                WHERE s.amount = c.total_minor - c.shipping_minor - c.tax_minor AND s.lines = c.line_count)
            ORDER BY c.id LIMIT 100
            """
        ) { row in "credit note \(try row.next() as String) is not the sum of its lines" }
    }

    private static let returned = Check(
        "orders.returned_is_credited",
        "What came back of a line is what its credit notes say, never more than was sold (I4)."
    ) { db in
        try db.rows(
            """
            SELECT o.number, l.line FROM order_line l JOIN sales_order o ON o.tenant = l.tenant AND o.id = l.order_id
            LEFT JOIN (
                SELECT c.order_id AS order_id, n.order_line AS line, sum(n.quantity) AS quantity, sum(n.amount_minor) AS amount
                FROM credit_note c JOIN credit_note_line n ON n.tenant = c.tenant AND n.credit_note_id = c.id
                WHERE c.tenant = \(db.tenant) AND c.order_id IS NOT NULL GROUP BY c.order_id, n.order_line
            ) s ON s.order_id = l.order_id AND s.line = l.line
            WHERE l.tenant = \(db.tenant) AND (l.returned <> coalesce(s.quantity, 0) OR l.returned > l.quantity
                OR l.credited_minor <> coalesce(s.amount, 0))
            ORDER BY l.order_id, l.line LIMIT 100
            """
        ) { row in "order \(try row.next() as String) line \(try row.next() as Int) and its credit notes disagree" }
    }

    private static let creditedOrders = Check(
        "orders.credited_is_sum",
        "What an order was credited is the sum of its credit notes, never more than its total (I4)."
    ) { db in
        try db.rows(
            """
            SELECT o.number FROM sales_order o LEFT JOIN (
                SELECT c.order_id AS order_id, sum(c.total_minor) AS total FROM credit_note c
                WHERE c.tenant = \(db.tenant) AND c.order_id IS NOT NULL GROUP BY c.order_id
            ) s ON s.order_id = o.id
            WHERE o.tenant = \(db.tenant)
                AND (o.credited_minor <> coalesce(s.total, 0) OR o.credited_minor > o.total_minor)
            ORDER BY o.id LIMIT 100
            """
        ) { row in "order \(try row.next() as String) and its credit notes disagree" }
    }

    /// Replays the events of the latest native orders through the table of moves.
    private static let moves = Check(
        "orders.moves_are_listed", "The events of an order tell only moves that exist, and end where it stands (I10)."
    ) { db in
        let latest = try db.records(
            Order.self, where: "source = 'native'", tail: "ORDER BY placed_at DESC, id DESC LIMIT 200")
        return try latest.compactMap { (order: Order) -> String? in
            var status: Order.Status?
            for event in try db.events(about: order.id.reference) {
                let payload = try JSON(parsing: Array(event.payload.utf8))
                guard case .string(let text)? = payload["status"], let next = Order.Status(rawValue: text) else {
                    continue
                }
                if let status, status != next, !Order.moves.allows(status, next) {
                    return "order \(order.number) went from \(status.rawValue) to \(next.rawValue)"
                }
                if status == nil, next != Order.possible.start {
                    return "order \(order.number) was born \(next.rawValue)"
                }
                status = next
            }
            return status == order.status
                ? nil : "order \(order.number) is \(order.status.rawValue), its events say otherwise"
        }
    }

    private static let customers = Check(
        "orders.customers_in_shop", "Orders and credit notes name customers of this shop, and agree on them (CRM-03)."
    ) { db in
        let named: [ID<Customer>] = try db.rows(
            """
            SELECT customer_id FROM sales_order WHERE tenant = \(db.tenant) AND customer_id IS NOT NULL
            UNION SELECT customer_id FROM credit_note WHERE tenant = \(db.tenant) AND customer_id IS NOT NULL
            """
        ) { row in try row.next() }
        let known = try Customer.refs(named, in: db)
        let strangers = named.filter { known[$0] == nil }.prefix(100).map { "\($0) is no customer of this shop" }
        let disagreeing = try db.rows(
            """
            SELECT c.number, o.number FROM credit_note c JOIN sales_order o ON o.tenant = c.tenant AND o.id = c.order_id
            WHERE c.tenant = \(db.tenant) AND c.customer_id IS DISTINCT FROM o.customer_id LIMIT 100
            """
        ) { row in
            "credit note \(try row.next() as String) and order \(try row.next() as String) name different customers"
        }
        return strangers + disagreeing
    }

    private static let articles = Check(
        "orders.articles_in_shop", "Lines name articles of this shop (I8)."
    ) { db in
        let named: [ID<Variant>] = try db.rows(
            """
            SELECT variant_id FROM order_line WHERE tenant = \(db.tenant) AND variant_id IS NOT NULL
            UNION SELECT variant_id FROM credit_note_line WHERE tenant = \(db.tenant) AND variant_id IS NOT NULL
            """
        ) { row in try row.next() }
        let known = try Variant.refs(named, in: db)
        return named.filter { known[$0] == nil }.prefix(100).map { "\($0) is no article of this shop" }
    }

    private static let orderArticles = Check(
        "orders.articles_follow_lines", "Orders are found by the SKUs of their lines, and by no others (ORD-16)."
    ) { db in
        let lines: SQL = """
            SELECT l.order_id, l.code, o.placed_at
            FROM order_line l JOIN sales_order o ON o.tenant = l.tenant AND o.id = l.order_id
            WHERE l.tenant = \(db.tenant)
            """
        let articles: SQL = "SELECT order_id, code, placed_at FROM order_article WHERE tenant = \(db.tenant)"
        func missing(_ these: SQL, among those: SQL, _ say: (String, String) -> String) throws -> [String] {
            try db.rows(
                """
                SELECT o.number, found.code FROM (\(these) EXCEPT \(those)) AS found
                JOIN sales_order o ON o.tenant = \(db.tenant) AND o.id = found.order_id
                ORDER BY o.number, found.code LIMIT 100
                """
            ) { row in say(try row.next(), try row.next()) }
        }
        return try missing(lines, among: articles) { "order \($0) is not found by its SKU \($1)" }
            + missing(articles, among: lines) { "order \($0) is found by \($1), which no line has" }
    }

    /// Looks at the latest open orders: their goods are promised, and those of orders that are over are not.
    private static let promises = Check(
        "orders.promises_fit", "An open order holds the stock it asks for; a closed one holds none (I3)."
    ) { db in
        let latest = try db.records(
            Order.self, where: "source = 'native'", tail: "ORDER BY placed_at DESC, id DESC LIMIT 200")
        return try latest.compactMap { (order: Order) -> String? in
            let held = try Stock.reservations(for: order.id.reference, in: db)
            switch order.status {
            case .fulfilled, .cancelled, .refunded:
                return held.isEmpty ? nil : "order \(order.number) is \(order.status.rawValue) and still holds stock"
            case .pending, .paid:
                var wanted: [ID<Variant>: Int64] = [:]
                for demand in try OrderStock.demands(order.lines(in: db)) {
                    wanted[demand.variant] = demand.quantity.micros
                }
                for reservation in held { wanted[reservation.variant, default: 0] -= reservation.quantity.micros }
                return wanted.values.allSatisfy { $0 == 0 }
                    ? nil : "order \(order.number) does not hold what it asks for"
            }
        }
    }
}
