import Catalog
import Kernel
import Platform
import Store

/// The promises of stock (I3), checked from the ledger.
enum InventoryChecks {
    static let all = [levels, reserved, oversold, ends, variants]

    /// Every level is the sum of its moves.
    private static let levels = Check(
        "inventory.levels_equal_moves", "What is on hand is the sum of the moves, for every variant and location (I3).",
        repair: { db, limit in try RecountLevels.proposed(wrongLevels(limit, in: db), in: db) },
        findings: { db in
            try db.rows(wrongLevels(100, in: db)) { row in
                let place = "\(try row.next() as ID<Variant>) at \(try row.next() as ID<Location>)"
                return
                    "\(place): \(try row.next() as Quantity) on hand, but the moves make \(try row.next() as Quantity)"
            }
        })

    private static func wrongLevels(_ limit: Int, in db: Reader) -> SQL {
        """
        SELECT variant_id, location_id, CAST(sum(level) AS BIGINT), CAST(sum(moved) AS BIGINT) FROM (
            SELECT variant_id, location_id, on_hand AS level, 0 AS moved FROM stock_level WHERE tenant = \(db.tenant)
            UNION ALL
            SELECT variant_id, to_location, 0, quantity FROM stock_move
            WHERE tenant = \(db.tenant) AND to_location IS NOT NULL
            UNION ALL
            SELECT variant_id, from_location, 0, -quantity FROM stock_move
            WHERE tenant = \(db.tenant) AND from_location IS NOT NULL
        ) AS side GROUP BY variant_id, location_id HAVING sum(level) <> sum(moved) LIMIT \(limit)
        """
    }

    /// Every level's reserved quantity is the sum of its active reservations.
    private static let reserved = Check(
        "inventory.reserved_equals_reservations", "What is reserved is the sum of the active reservations (I3).",
        repair: { db, limit in try RecountLevels.proposed(wrongReserved(limit, in: db), in: db) },
        findings: { db in
            try db.rows(wrongReserved(100, in: db)) { row in
                let place = "\(try row.next() as ID<Variant>) at \(try row.next() as ID<Location>)"
                let (kept, made): (Quantity, Quantity) = (try row.next(), try row.next())
                return "\(place): \(kept) reserved, but reservations make \(made)"
            }
        })

    private static func wrongReserved(_ limit: Int, in db: Reader) -> SQL {
        """
        SELECT variant_id, location_id, CAST(sum(level) AS BIGINT), CAST(sum(promised) AS BIGINT) FROM (
            SELECT variant_id, location_id, reserved AS level, 0 AS promised FROM stock_level
            WHERE tenant = \(db.tenant)
            UNION ALL
            SELECT variant_id, location_id, 0, quantity FROM reservation
            WHERE tenant = \(db.tenant) AND state = 'active'
        ) AS side GROUP BY variant_id, location_id HAVING sum(level) <> sum(promised) LIMIT \(limit)
        """
    }

    /// No level promises more than it may.
    private static let oversold = Check(
        "inventory.never_oversold", "Nothing is promised or sold beyond the shelf and its backorder limit (I3)."
    ) { db in
        try db.rows(
            """
            SELECT \(StockLevel.columns) FROM stock_level
            WHERE tenant = \(db.tenant) AND (reserved < 0 OR reserved > on_hand + backorder_limit) LIMIT 100
            """
        ) { row in
            let level = try StockLevel(row: &row)
            return """
                \(level.variant) at \(level.location): \(level.onHand) on hand, \(level.reserved) reserved, \
                backorder limit \(level.backorderLimit)
                """
        }
    }

    /// Every move goes from a real place to another.
    private static let ends = Check(
        "inventory.moves_have_real_ends",
        "Every move goes from one place to another that exists, and is more than none."
    ) { db in
        try db.rows(
            """
            SELECT id FROM stock_move
            WHERE tenant = \(db.tenant) AND (quantity <= 0
                OR (from_location IS NOT NULL AND NOT EXISTS (SELECT 1 FROM location WHERE location.tenant = stock_move.tenant
                    AND location.id = stock_move.from_location))
                OR (to_location IS NOT NULL AND NOT EXISTS (SELECT 1 FROM location WHERE location.tenant = stock_move.tenant
                    AND location.id = stock_move.to_location))
                OR (from_place = to_place AND (from_location IS NULL OR from_location = to_location)))
            LIMIT 100
            """
        ) { row in "\(try row.next() as ID<StockMove>) does not go from one real place to another" }
    }

    /// Everything in stock and in the ledger is something the catalogue knows.
    private static let variants = Check(
        "inventory.moves_know_their_variant", "Every move, level and reservation is about a variant of the catalogue."
    ) { db in
        let used: [ID<Variant>] = try db.rows(
            """
            SELECT variant_id FROM stock_move WHERE tenant = \(db.tenant)
            UNION SELECT variant_id FROM stock_level WHERE tenant = \(db.tenant)
            UNION SELECT variant_id FROM reservation WHERE tenant = \(db.tenant)
            """
        ) { row in try row.next() }
        var findings: [String] = []
        var rest = used[...]
        while !rest.isEmpty, findings.count < 100 {
            let part = Array(rest.prefix(500))
            rest = rest.dropFirst(500)
            let known = try Variant.refs(part, in: db)
            findings += part.filter { variant in known[variant] == nil }.map { variant in
                "\(variant) is not in the catalogue"
            }
        }
        return findings
    }
}
