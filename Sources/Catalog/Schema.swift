import Store

/// The module's tables. Released migrations are never edited; changes are appended.
enum CatalogSchema {
    static let migrations = [
        Migration(
            id: "catalog.001", summary: "Brands, categories, products, variants, images and what they are found by",
            up: [brand, brandName, category, categoryPath, categoryParent, product] + productIndexes
                + [variant] + variantIndexes + [image] + search,
            down: [
                "DROP TABLE product_search_gram", "DROP TABLE product_search_word", "DROP TABLE product_image",
                "DROP TABLE variant", "DROP TABLE product", "DROP TABLE category", "DROP TABLE brand",
            ]),
        Migration(
            id: "catalog.002", summary: "Search rules and the phrases they are looked up by", up: searchRules,
            down: ["DROP TABLE search_rule_phrase", "DROP TABLE search_rule"]),
    ]

    private static let brand = """
        CREATE TABLE brand (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
            name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 120), created_at @int NOT NULL,
            name_key @text NOT NULL,
            PRIMARY KEY (tenant, id)
        ) @strict
        """
    private static let brandName = "CREATE UNIQUE INDEX brand_name ON brand (tenant, name_key)"

    private static let category = """
        CREATE TABLE category (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
            name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 120), parent @id, path @text NOT NULL,
            created_at @int NOT NULL, path_key @text NOT NULL,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, parent) REFERENCES category (tenant, id)
        ) @strict
        """
    private static let categoryPath = "CREATE UNIQUE INDEX category_path ON category (tenant, path_key)"
    private static let categoryParent = "CREATE INDEX category_parent ON category (tenant, parent)"

    private static let product = """
        CREATE TABLE product (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
            handle @text NOT NULL CHECK (length(handle) BETWEEN 1 AND 160),
            title @text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
            description @text, brand @id, category @id, option1_name @text, option2_name @text, option3_name @text,
            is_published @bool NOT NULL CHECK (is_published IN (0, 1)), created_at @int NOT NULL, archived_at @int,
            import_id @text, title_key @text NOT NULL,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, brand) REFERENCES brand (tenant, id),
            FOREIGN KEY (tenant, category) REFERENCES category (tenant, id)
        ) @strict
        """
    private static let productIndexes = [
        "CREATE UNIQUE INDEX product_handle ON product (tenant, handle)",
        "CREATE INDEX product_title ON product (tenant, title_key, id)",
        "CREATE INDEX product_brand ON product (tenant, brand, id)",
        "CREATE INDEX product_category ON product (tenant, category, id)",
    ]

    private static let variant = """
        CREATE TABLE variant (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, product @id NOT NULL,
            sku @text NOT NULL CHECK (length(sku) BETWEEN 1 AND 64),
            title @text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
            currency @text NOT NULL CHECK (length(currency) = 3),
            price_micros @int CHECK (price_micros >= 0), compare_at_micros @int CHECK (compare_at_micros >= 0),
            cost_micros @int CHECK (cost_micros >= 0), barcode @text, option1 @text, option2 @text, option3 @text,
            is_published @bool NOT NULL CHECK (is_published IN (0, 1)),
            is_stocked @bool NOT NULL CHECK (is_stocked IN (0, 1)),
            weight_grams @int CHECK (weight_grams >= 0), position @int NOT NULL CHECK (position > 0),
            created_at @int NOT NULL,
            PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, product) REFERENCES product (tenant, id)
        ) @strict
        """
    private static let variantIndexes = [
        // SKUs are compared byte by byte whatever the database's language, so that a prefix is a range.
        "postgres: ALTER TABLE variant ALTER COLUMN sku TYPE text COLLATE \"C\"",
        "CREATE UNIQUE INDEX variant_sku ON variant (tenant, sku)",
        "CREATE INDEX variant_product ON variant (tenant, product, position)",
        "CREATE INDEX variant_barcode ON variant (tenant, barcode)",
    ]

    private static let image = """
        CREATE TABLE product_image (
            tenant @int NOT NULL, product @id NOT NULL, position @int NOT NULL CHECK (position > 0), url @text NOT NULL,
            alt @text,
            PRIMARY KEY (tenant, product, position),
            FOREIGN KEY (tenant, product) REFERENCES product (tenant, id)
        ) @strict
        """

    /// `product_search_word`: which words a product has. `product_search_gram`: the vocabulary of those words, cut into
    /// pieces of three letters, by which a misspelt word finds its neighbours; the piece '' is the word as a whole.
    private static let search = [
        """
        CREATE TABLE product_search_word (
            tenant @int NOT NULL, product @id NOT NULL, word @text NOT NULL,
            PRIMARY KEY (tenant, product, word),
            FOREIGN KEY (tenant, product) REFERENCES product (tenant, id)
        ) @strict
        """,
        "CREATE INDEX product_search_word_word ON product_search_word (tenant, word, product)",
        """
        CREATE TABLE product_search_gram (
            tenant @int NOT NULL, gram @text NOT NULL, word @text NOT NULL,
            PRIMARY KEY (tenant, gram, word)
        ) @strict
        """,
    ]

    /// `search_rule_phrase`: what published rules are looked up by, and when they hold; `leads_to` is what a redirect has
    /// searched instead.
    private static let searchRules = [
        """
        CREATE TABLE search_rule (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
            name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
            kind @text NOT NULL CHECK (kind IN ('synonym', 'pin', 'hide', 'redirect')),
            state @text NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
            revision @int NOT NULL CHECK (revision > 0), draft @text NOT NULL, published @text, published_at @int,
            archived_at @int, created_at @int NOT NULL, updated_at @int NOT NULL, search_key @text NOT NULL,
            PRIMARY KEY (tenant, id),
            CHECK (state <> 'published' OR published IS NOT NULL)
        ) @strict
        """,
        "CREATE INDEX search_rule_state ON search_rule (tenant, state, id)",
        "CREATE INDEX search_rule_kind ON search_rule (tenant, kind, id)",
        """
        CREATE TABLE search_rule_phrase (
            tenant @int NOT NULL, phrase @text NOT NULL, rule @id NOT NULL, leads_to @text, starts_at @int, ends_at @int,
            PRIMARY KEY (tenant, phrase, rule),
            FOREIGN KEY (tenant, rule) REFERENCES search_rule (tenant, id)
        ) @strict
        """,
        "CREATE INDEX search_rule_phrase_rule ON search_rule_phrase (tenant, rule)",
    ]
}
