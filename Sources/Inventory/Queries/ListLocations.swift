import Kernel
import Platform
import Store

/// The shop's locations by code.
struct ListLocations: ListQuery {
    static let name: QueryName = "locations.list"
    static let permission = Permission.inventoryRead
    static let summary = "The shop's stock locations by code."

    var active: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Location> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let active { filters.append("is_active = \(active)") }
        filters += db.reachableLocations("id")
        return try db.page(
            Location.table.columns, from: Location.table.sql, where: filters, order: .ascending("code"), limit: limit,
            after: after
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

    var kind: StockDocument.Kind?
    var number: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<StockDocument> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let kind { filters.append("kind = \(kind)") }
        if let number { filters.append("number = \(number)") }
        if let locations = db.caller.locations { filters.append(Self.touches(locations.sorted(), in: db)) }
        return try db.page(
            StockDocument.table.columns, from: StockDocument.table.sql, where: filters, order: .descending("id"),
            limit: limit, after: after
        ) { row in try StockDocument(row: &row) }
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
