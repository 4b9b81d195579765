import Kernel
import Platform
import Store

/// What the shop offers, in one or more variants. Its handle is unique in the shop. It reaches the public storefront only
/// while it is published and not archived.
public struct Product: Record, Hashable {
    /// `prod_…`
    public static let idPrefix = "prod"
    /// `title_key` is made from the title by `bind`.
    public static let table = Table(
        "product",
        """
        handle, title, description, brand, category, option1_name, option2_name, option3_name, is_published, created_at,
        archived_at, import_id, title_key
        """)

    /// The id within the shop.
    public let id: ID<Product>
    /// Counts the saves.
    public var version: Int
    /// The product's name in addresses: lower-case letters, digits and hyphens.
    public internal(set) var handle: String
    /// The name people read.
    public internal(set) var title: String
    /// Plain text, paragraphs apart by an empty line.
    public internal(set) var description: String?
    /// Who makes it.
    public internal(set) var brand: ID<Brand>?
    /// Where it stands in the tree.
    public internal(set) var category: ID<Category>?
    /// What its variants differ in: at most three, such as `Size`.
    public internal(set) var optionNames: [String]
    /// Whether owners have released it for the public storefront.
    public internal(set) var isPublished: Bool
    /// When it was made.
    public let createdAt: Instant
    /// Since when it is out of use; nil while in use.
    public internal(set) var archivedAt: Instant?
    /// The import that brought it, if one did.
    public let importID: Reference?

    init(id: ID<Product>, handle: String, title: String, createdAt: Instant, importID: Reference? = nil) {
        self.id = id
        version = 1
        self.handle = handle
        self.title = title
        optionNames = []
        isPublished = false
        self.createdAt = createdAt
        self.importID = importID
    }

    /// Reads the columns in their declared order.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        handle = try row.next()
        title = try row.next()
        description = try row.next()
        brand = try row.next()
        category = try row.next()
        optionNames = [try row.next() as String?, try row.next() as String?, try row.next() as String?].compactMap {
            $0
        }
        isPublished = try row.next()
        createdAt = try row.next()
        archivedAt = try row.next()
        importID = try row.next()
        row.skip()
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(handle)
        values.add(title)
        values.add(description)
        values.add(brand)
        values.add(category)
        for index in 0..<3 { values.add(optionNames.count > index ? optionNames[index] : nil) }
        values.add(isPublished)
        values.add(createdAt)
        values.add(archivedAt)
        values.add(importID)
        values.add(Text.folded(title))
    }

    /// Whether it is out of use.
    public var isArchived: Bool { archivedAt != nil }
}
