import Kernel
import Platform
import Store

/// A place in the shop's tree of categories. `path` names it from the root (`Kitchen > Cake stands`) and is unique.
public struct Category: Record, Hashable {
    /// `cat_…`
    public static let idPrefix = "cat"
    /// `path_key` is made from the path by `bind`.
    public static let table = Table("category", "name, parent, path, created_at, path_key")
    /// How deep the tree may be.
    public static let depthLimit = 8

    /// The id within the shop.
    public let id: ID<Category>
    /// Counts the saves.
    public var version: Int
    /// Its own name.
    public let name: String
    /// The category above it; nil at the root.
    public let parent: ID<Category>?
    /// The names from the root, joined by ` > `.
    public let path: String
    /// When it was made.
    public let createdAt: Instant

    init(id: ID<Category>, name: String, parent: Category?, createdAt: Instant) {
        self.id = id
        version = 1
        self.name = name
        self.parent = parent?.id
        path = parent.map { "\($0.path) > \(name)" } ?? name
        self.createdAt = createdAt
    }

    /// Reads the columns in their declared order.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        parent = try row.next()
        path = try row.next()
        createdAt = try row.next()
        row.skip()
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(name)
        values.add(parent)
        values.add(path)
        values.add(createdAt)
        values.add(Text.folded(path))
    }

    /// How many names its path has.
    var depth: Int { path.split(separator: ">").count }

    static func at(path: String, in db: Reader) throws -> Category? {
        try db.records(Category.self, where: "path_key = \(Text.folded(path))").first
    }
}
