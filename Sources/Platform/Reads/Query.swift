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
    /// A cursor as a page gave it: its `next` for the page after it, its `previous` for the page before it.
    var after: String? { get set }
    /// Reads the page.
    func fetch(in db: Reader) throws -> Page<Item>
}
