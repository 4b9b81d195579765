import Kernel
import Store

/// The stable name of a query, `collection.view`: `orders.list`, `orders.get`, `orders.timeline`.
public struct QueryName: StableName {
    /// The name as written.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a name from outside.
    public init(_ text: String) { rawValue = text }
    /// What stands before the dot.
    public var collection: String { String(rawValue.prefix { $0 != "." }) }
    /// What stands behind the dot.
    public var view: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
}

/// A read as a value: typed filters in, a page or a record out. `collection.list` is `GET /v1/collection`,
/// `collection.get` is `GET /v1/collection/{id}`, `collection.view` is `GET /v1/collection[/{id}]/view`.
public protocol Query: Codable, Sendable {
    /// What the caller gets.
    associatedtype Output: Codable & Sendable
    /// The stable name.
    static var name: QueryName { get }
    /// What a caller must hold.
    static var permission: Permission { get }
    /// One sentence for people.
    static var summary: String { get }
    /// Further paths (under the root) it answers at, for addresses that others rely on, e.g. `/audit-logs`.
    static var aliases: [String] { get }
    /// Reads. One or two statements, never an unbounded list.
    func fetch(in db: Reader) throws -> Output
}

extension Query {
    /// Most queries have one address.
    public static var aliases: [String] { [] }
}

/// A query that answers a keyset page. Every list has `limit` and `after`.
public protocol ListQuery: Query where Output == Page<Item> {
    /// One row of the list.
    associatedtype Item: Codable & Sendable
    /// How many rows, 1 to 100; 25 when absent.
    var limit: Int? { get set }
    /// The cursor of the page before, as that page gave it.
    var after: String? { get set }
    /// Reads the page.
    func fetch(in db: Reader) throws -> Page<Item>
}

/// One page of a list: `next` is the cursor for the page after it, absent on the last.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// The rows.
    public var data: [Item]
    /// Whether rows follow.
    public var hasMore: Bool
    /// The cursor to ask for them.
    public var next: String?

    /// A page.
    public init(data: [Item], hasMore: Bool = false, next: String? = nil) {
        self.data = data
        self.hasMore = hasMore
        self.next = next
    }
}

/// The order of a keyset-paged list: columns that together are unique and all run the same way, so that one
/// row-value comparison on an index finds the next page at any depth.
public struct Keyset: Sendable {
    let columns: [SQL]
    let descending: Bool

    /// Newest or largest first.
    public static func descending(_ columns: SQL...) -> Keyset { Keyset(columns: columns, descending: true) }
    /// Oldest or smallest first.
    public static func ascending(_ columns: SQL...) -> Keyset { Keyset(columns: columns, descending: false) }
}

extension Reader {
    /// The largest page anybody gets.
    public static var pageLimit: Int { 100 }

    /// One statement: a page of `from`, filtered, in keyset order. `map` reads the columns given.
    public func page<T>(
        _ columns: SQL, from: SQL, where filters: [SQL], order: Keyset, limit: Int?, after: String?,
        map: (inout Row) throws -> T
    ) throws -> Page<T> {
        let size = limit ?? 25
        var check = Validation()
        check.check(
            (1...Self.pageLimit).contains(size), "limit", "out_of_range", "limit must be from 1 to \(Self.pageLimit).")
        try check.finish()
        var conditions = filters
        if let after { conditions.append(try Self.beyond(after, order)) }
        let direction: SQL = order.descending ? "DESC" : "ASC"
        let keys = SQL.joined(order.columns, separator: ", ")
        let ordering = SQL.joined(order.columns.map { column -> SQL in "\(column) \(direction)" }, separator: ", ")
        let condition = SQL.joined(conditions, separator: " AND ")
        let sql: SQL =
            "SELECT \(columns), \(keys) FROM \(from) WHERE \(condition) ORDER BY \(ordering) LIMIT \(size + 1)"
        var cursors: [[DBValue]] = []
        let found = try db.rows(sql) { row -> T in
            let item = try map(&row)
            cursors.append(try order.columns.map { _ in try row.next(DBValue.self) })
            return item
        }
        guard found.count > size else { return Page(data: found) }
        return Page(data: Array(found.prefix(size)), hasMore: true, next: Cursor.encode(cursors[size - 1]))
    }

    private static func beyond(_ cursor: String, _ order: Keyset) throws -> SQL {
        guard let values = Cursor.decode(cursor), values.count == order.columns.count else {
            throw Problem(
                .invalid, "bad_cursor", "That cursor does not belong to this list.", field: "after",
                remedy: "Use the 'next' value of the page before with the same sort, or leave it out.")
        }
        let columns = SQL.joined(order.columns, separator: ", ")
        let bound = SQL.joined(values.map { value -> SQL in "\(value)" }, separator: ", ")
        return order.descending ? "(\(columns)) < (\(bound))" : "(\(columns)) > (\(bound))"
    }
}

/// The opaque text form of a place in a keyset order: base64url of typed values.
enum Cursor {
    static func encode(_ values: [DBValue]) -> String {
        let items = values.map { value -> JSON in
            switch value {
            case .null: .null
            case .int(let number): .int(number)
            case .text(let text), .json(let text): .string(text)
            case .id(let id): .array([.string(id.uuidString)])
            case .double(let number): .double(number)
            case .blob(let bytes): .array([.string(Base64URL.encode(bytes)), .int(0)])
            }
        }
        return Base64URL.encode(JSON.array(items).bytes)
    }

    static func decode(_ text: String) -> [DBValue]? {
        guard text.utf8.count < 2_000, let bytes = Base64URL.decode(text), let json = try? JSON(parsing: bytes),
            case .array(let items) = json
        else { return nil }
        var values: [DBValue] = []
        for item in items {
            switch item {
            case .int(let number): values.append(.int(number))
            case .double(let number): values.append(.double(number))
            case .string(let text): values.append(.text(text))
            case .array(let parts):
                guard parts.count == 1, case .string(let uuid) = parts[0], let id = RawID(uuidString: uuid) else {
                    return nil
                }
                values.append(.id(id))
            case .null: values.append(.null)
            case .object, .bool: return nil
            }
        }
        return values
    }
}
