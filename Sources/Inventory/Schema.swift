import Store

/// The tables of stock: the ledger of moves, the levels derived from it, and the reservations.
enum InventorySchema {
    static let migrations = [
        Migration(
            id: "inventory.001", summary: "Locations, the stock ledger, levels, reservations, stock documents",
            up: locations + ledger + reservations,
            down: [
                "DROP TABLE reservation", "DROP TABLE stock_level", "DROP TABLE stock_move",
                "DROP TABLE stock_document_counter", "DROP TABLE stock_document", "DROP TABLE location",
            ]),
        Migration(
            id: "inventory.002", summary: "Lists of what there is least of",
            up: [
                """
                CREATE INDEX stock_level_available
                    ON stock_level (tenant, (on_hand - reserved), variant_id, location_id)
                """
            ], down: ["DROP INDEX stock_level_available"]),
        Migration(
            id: "inventory.003", summary: "Moves by reason, as booked by variant and reason; promises by location",
            up: [
                """
                CREATE INDEX stock_move_reason ON stock_move (tenant, reason, at, id)
                    WHERE from_place <> 'history' AND to_place <> 'history'
                """,
                "CREATE INDEX stock_move_booked ON stock_move (tenant, variant_id, id)",
                "CREATE INDEX stock_move_booked_reason ON stock_move (tenant, reason, id)",
                "CREATE INDEX reservation_location ON reservation (tenant, location_id, id)",
            ],
            down: [
                "DROP INDEX reservation_location", "DROP INDEX stock_move_booked_reason",
                "DROP INDEX stock_move_booked", "DROP INDEX stock_move_reason",
            ]),
    ]

    private static let locations = [
        """
        CREATE TABLE location (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, code @text NOT NULL CHECK (code <> ''),
            name @text NOT NULL, country @text, is_active @int NOT NULL CHECK (is_active IN (0, 1)),
            is_default @int NOT NULL CHECK (is_default IN (0, 1)), created_at @int NOT NULL,
            PRIMARY KEY (tenant, id), UNIQUE (tenant, code),
            CHECK (is_active = 1 OR is_default = 0)
        ) @strict
        """,
        "CREATE UNIQUE INDEX location_default ON location (tenant) WHERE is_default = 1",
    ]

    private static let ledger = [
        """
        CREATE TABLE stock_document (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, number @text NOT NULL, kind @text NOT NULL,
            at @int NOT NULL, note @text, party @text, import_id @text,
            created_at @int NOT NULL,
            PRIMARY KEY (tenant, id)
        ) @strict
        """,
        "CREATE INDEX stock_document_kind ON stock_document (tenant, kind, id)",
        "CREATE INDEX stock_document_number ON stock_document (tenant, number)",
        "CREATE INDEX stock_document_import ON stock_document (tenant, import_id) WHERE import_id IS NOT NULL",
        """
        CREATE TABLE stock_document_counter (
            tenant @int NOT NULL, kind @text NOT NULL, last @int NOT NULL,
            PRIMARY KEY (tenant, kind)
        ) @strict
        """,
        """
        CREATE TABLE stock_move (
            tenant @int NOT NULL, id @id NOT NULL, at @int NOT NULL, variant_id @id NOT NULL,
            quantity @int NOT NULL CHECK (quantity > 0),
            from_place @text NOT NULL, from_location @id, to_place @text NOT NULL, to_location @id,
            reason @text NOT NULL, document_kind @text NOT NULL, document_id @id NOT NULL, principal @text NOT NULL,
            note @text,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, from_location) REFERENCES location (tenant, id),
            FOREIGN KEY (tenant, to_location) REFERENCES location (tenant, id),
            CHECK (CASE
                WHEN from_place = 'history' THEN from_location IS NULL AND to_location IS NULL
                    AND to_place IN ('customer', 'adjustment', 'supplier')
                WHEN to_place = 'history' THEN from_location IS NULL AND to_location IS NULL
                    AND from_place IN ('customer', 'adjustment', 'supplier')
                ELSE from_place IN ('location', 'supplier', 'customer', 'adjustment', 'transit')
                    AND to_place IN ('location', 'supplier', 'customer', 'adjustment', 'transit')
                    AND (from_place = 'location') = (from_location IS NOT NULL)
                    AND (to_place = 'location') = (to_location IS NOT NULL)
                    AND (from_place <> to_place OR (from_place = 'location' AND from_location <> to_location))
                END)
        ) @strict
        """,
        "CREATE INDEX stock_move_document ON stock_move (tenant, document_id, id)",
        // Half a million imported moves cost nothing in the indexes that real stock is listed by.
        """
        CREATE INDEX stock_move_real ON stock_move (tenant, at, id)
            WHERE from_place <> 'history' AND to_place <> 'history'
        """,
        """
        CREATE INDEX stock_move_variant ON stock_move (tenant, variant_id, at, id)
            WHERE from_place <> 'history' AND to_place <> 'history'
        """,
        "CREATE INDEX stock_move_from ON stock_move (tenant, from_location, at, id) WHERE from_location IS NOT NULL",
        "CREATE INDEX stock_move_to ON stock_move (tenant, to_location, at, id) WHERE to_location IS NOT NULL",
        // I3 in the database itself: what is promised never exceeds what there is plus what may be backordered.
        """
        CREATE TABLE stock_level (
            tenant @int NOT NULL, variant_id @id NOT NULL, location_id @id NOT NULL, on_hand @int NOT NULL,
            reserved @int NOT NULL CHECK (reserved >= 0), backorder_limit @int NOT NULL CHECK (backorder_limit >= 0),
            PRIMARY KEY (tenant, variant_id, location_id),
            FOREIGN KEY (tenant, location_id) REFERENCES location (tenant, id),
            CHECK (reserved <= on_hand + backorder_limit)
        ) @strict
        """,
        "CREATE INDEX stock_level_location ON stock_level (tenant, location_id, variant_id)",
    ]

    private static let reservations = [
        """
        CREATE TABLE reservation (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, variant_id @id NOT NULL,
            location_id @id NOT NULL, quantity @int NOT NULL CHECK (quantity > 0), document_kind @text NOT NULL,
            document_id @id NOT NULL, state @text NOT NULL CHECK (state IN ('active', 'released', 'fulfilled', 'expired')),
            created_at @int NOT NULL, expires_at @int, closed_at @int,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, location_id) REFERENCES location (tenant, id),
            CHECK ((state = 'active') = (closed_at IS NULL))
        ) @strict
        """,
        "CREATE INDEX reservation_document ON reservation (tenant, document_id, id)",
        "CREATE INDEX reservation_variant ON reservation (tenant, variant_id, id)",
        "CREATE INDEX reservation_state ON reservation (tenant, state, id)",
        """
        CREATE INDEX reservation_due ON reservation (tenant, expires_at)
            WHERE state = 'active' AND expires_at IS NOT NULL
        """,
    ]
}
