import Kernel
import Store

/// The face of the database that queries get: one shop, one caller, one snapshot. Every statement written with it
/// names the tenant.
public class Reader {
    let db: Connection
    /// The shop's number, first in every key.
    public let tenant: Int64
    /// Who asks.
    public let caller: Caller
    /// The request this belongs to.
    public let request: RequestContext
    /// The one time of this transaction.
    public let now: Instant
    /// What can be done in this installation.
    public let registry: Registry
    /// Whether pages carry the cursor of each row.
    var wantsCursors = false
    /// Counts instead of reading, up to this many rows.
    var countCap: Int?
    /// Records that this request has opened already as this caller.
    let opened: Set<Reference>
    private var loadedSheet: ShopSheet?

    init(
        db: Connection, tenant: Int64, caller: Caller, request: RequestContext, now: Instant, registry: Registry,
        sheet: ShopSheet? = nil, opened: Set<Reference> = []
    ) {
        loadedSheet = sheet
        self.opened = opened
        self.db = db
        self.tenant = tenant
        self.caller = caller
        self.request = request
        self.now = now
        self.registry = registry
    }

    /// The engine underneath, for the few fragments that differ.
    public var engine: Engine { db.engine }

    /// The number of the connection: what is written under it has no other writer.
    public var lane: Int64 { Int64(db.lane) }

    /// The shop's own record: name, currency, time zone. One statement, the first time the shop or one of its settings is
    /// asked for.
    public var shop: Shop {
        get throws {
            guard let shop = try sheet.shop else {
                throw Problem(.notFound, "no_such_shop", "There is no such shop.")
            }
            return shop
        }
    }

    /// The shop with its settings.
    public var sheet: ShopSheet {
        get throws {
            if let loadedSheet { return loadedSheet }
            let sheet = try ShopSheet.of(tenant, in: db)
            loadedSheet = sheet
            return sheet
        }
    }

    /// To be said by whoever changes the shop or a setting.
    func forgetSheet() { loadedSheet = nil }

    /// All rows, mapped.
    public func rows<T>(_ sql: SQL, _ map: (inout Row) throws -> T) throws -> [T] { try db.rows(sql, map) }
    /// The first row, mapped.
    public func first<T>(_ sql: SQL, _ map: (inout Row) throws -> T) throws -> T? { try db.first(sql, map) }
    /// Each row as it comes; constant memory.
    public func each(_ sql: SQL, _ body: (inout Row) throws -> Void) throws { try db.each(sql, body) }
    /// The first column of the first row.
    public func scalar<T: DBDecodable>(_ sql: SQL) throws -> T? { try db.scalar(sql) }

    /// Records by a WHERE clause (without the tenant, which is added) and an optional tail.
    public func records<R: Record>(_ type: R.Type, where condition: SQL, tail: SQL = "") throws -> [R] {
        let sql: SQL =
            "SELECT \(R.table.columns) FROM \(R.table.sql) WHERE tenant = \(tenant) AND (\(condition)) \(tail)"
        return try db.rows(sql) { row in try R(row: &row) }
    }

    /// Records by their ids, in no order; no statement when there are none.
    public func records<R: Record>(_ type: R.Type, ids: some Sequence<ID<R>>) throws -> [R] {
        let wanted = Set(ids.map(\.raw))
        return wanted.isEmpty ? [] : try records(type, where: "id IN \(list: wanted)")
    }

    /// The record, or nil when this shop has none with the id.
    public func get<R: Record>(_ id: ID<R>) throws -> R? {
        let sql: SQL = "\(R.table.selectByID)\(tenant) AND id = \(id)"
        return try db.first(sql) { row in try R(row: &row) }
    }

    /// The record; refuses with 404, the same whether it never existed or belongs to another shop.
    public func find<R: Record>(_ id: ID<R>) throws -> R {
        guard let record = try get(id) else { throw Problem.notFound(id.reference) }
        return record
    }

    /// The value of a typed setting in this shop.
    public func setting<Value>(_ setting: Setting<Value>) throws -> Value {
        try SettingStore.value(of: setting, in: self)
    }
}

extension Problem {
    /// The 404 for a record, with nothing that tells a foreign record from an absent one.
    public static func notFound(_ reference: Reference) -> Problem {
        Problem(
            .notFound, "not_found", "There is no such record.",
            remedy: "Check the id; it may belong to another shop or have been removed.",
            details: ["id": reference.description])
    }
}
