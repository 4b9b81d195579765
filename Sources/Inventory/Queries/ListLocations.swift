import Kernel
import Platform
import Store

/// The shop's locations by code.
struct ListLocations: ListQuery {
    static let name: QueryName = "locations.list"
    static let permission = Permission.inventoryRead
    static let summary = "The shop's stock locations by code."

    /// Words of code, name and country.
    var q: String?
    var active: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Location> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let active { conditions.add("is_active = \(active)") }
        try conditions.add(words: q, plain: ["code", "name", "coalesce(country, '')"])
        conditions.add(db.reachableLocations("id"))
        return try db.page(
            Location.table.columns, from: Location.table.sql, where: conditions, order: .ascending("code"),
            limit: limit, after: after
        ) { row in try Location(row: &row) }
    }
}

/// One location.
struct GetLocation: Query {
    static let name: QueryName = "locations.get"
    static let permission = Permission.inventoryRead
    static let summary = "One stock location."

    var location: ID<Location>

    func fetch(in db: Reader) throws -> Location {
        try db.requireReach(location)
        return try db.find(location)
    }
}

/// The papers behind stock moves, newest first.
struct ListStockDocuments: ListQuery {
    static let name: QueryName = "stock_documents.list"
    static let permission = Permission.inventoryRead
    static let summary = "Stock documents, newest first: goods received, counts, transfers, write-offs."

    /// The beginning of a number, or an id.
    var q: String?
    var kind: AnyOf<StockDocument.Kind>?
    var number: String?
    /// When they were booked, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<StockDocument> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(kind, "kind", isIndexed: q == nil)
        if let number { conditions.add("number = \(number)") }
        if let q { conditions.add("id IN \(list: try Self.found(by: q, in: db))") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        if let locations = db.caller.locations { conditions.add(Self.touches(locations.sorted(), in: db)) }
        return try db.page(
            StockDocument.table.columns, from: StockDocument.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in try StockDocument(row: &row) }
    }

    /// The document of an id, or the last five hundred whose number begins so, in the letters given or in capitals.
    private static func found(by q: String, in db: Reader) throws -> [ID<StockDocument>] {
        let text = Text.trimmed(q)
        if let id = ID<StockDocument>(text) { return [id] }
        let starts = Set([text, text.uppercased()]).filter { !$0.isEmpty }.sorted()
        return try starts.flatMap { start in
            try db.rows(
                """
                SELECT id FROM stock_document WHERE tenant = \(db.tenant) AND number >= \(start)
                    AND number < \(start + "\u{10FFFF}") ORDER BY number DESC LIMIT 500
                """
            ) { row in try row.next(ID<StockDocument>.self) }
        }
    }

    /// Whether a document moved something at one of the locations.
    static func touches(_ locations: [RawID], in db: Reader) -> SQL {
        """
        EXISTS (SELECT 1 FROM stock_move WHERE stock_move.tenant = \(db.tenant)
            AND stock_move.document_id = stock_document.id
            AND (from_location IN \(list: locations) OR to_location IN \(list: locations)))
        """
    }
}

/// One stock document.
struct GetStockDocument: Query {
    static let name: QueryName = "stock_documents.get"
    static let permission = Permission.inventoryRead
    static let summary = "One stock document; 'stock_moves.list' with it as the document has its lines."

    var stockDocument: ID<StockDocument>

    func fetch(in db: Reader) throws -> StockDocument {
        let document = try db.find(stockDocument)
        guard let locations = db.caller.locations else { return document }
        let condition: SQL = "id = \(stockDocument) AND \(ListStockDocuments.touches(locations.sorted(), in: db))"
        if try db.records(StockDocument.self, where: condition).isEmpty {
            throw Problem.notFound(stockDocument.reference)
        }
        return document
    }
}
