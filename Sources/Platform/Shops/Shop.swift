import Kernel
import Store

/// A tenant: one merchant's shop with everything in it. Its number comes first in every key.
public struct Shop: Codable, Sendable, Identified, Hashable {
    /// `shop_…`
    public static let idPrefix = "shop"
    /// The public id.
    public let id: ID<Shop>
    /// The short name in addresses and on the command line.
    public let slug: String
    /// The name people read.
    public let name: String
    /// The shop's own currency; its books are kept in it.
    public let currency: Currency
    /// The IANA zone whose days are the shop's business days.
    public let timeZone: TimeZoneID
    /// When it was created.
    public let createdAt: Instant

    static let columns: SQL = "id, slug, name, currency, time_zone, created_at"

    init(row: inout Row) throws {
        id = try row.next()
        slug = try row.next()
        name = try row.next()
        currency = try row.next()
        timeZone = try row.next()
        createdAt = try row.next()
    }

    init(id: ID<Shop>, slug: String, name: String, currency: Currency, timeZone: TimeZoneID, createdAt: Instant) {
        self.id = id
        self.slug = slug
        self.name = name
        self.currency = currency
        self.timeZone = timeZone
        self.createdAt = createdAt
    }

}

/// A shop's number with the shop: what an invocation needs to start.
public struct ShopEntry: Sendable, Codable {
    /// First in every key.
    public let tenant: Int64
    /// The shop.
    public let shop: Shop
}

/// Opens a shop. Performed by the installation in the new shop's own number, so that its audit begins with it.
struct CreateShop: Action {
    static let name: ActionName = "shops.create"
    static let permission: Permission = "shops.create"
    static let summary = "Opens a shop with its currency and time zone."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ShopCreated.self] }

    var slug: String
    var name: String
    var currency: Currency
    var timeZone: TimeZoneID

    func perform(in tx: Transaction) throws -> Shop {
        var check = Validation()
        let isSlug = (1...60).contains(slug.utf8.count) && slug == SlugFormat.slug(slug)
        check.check(isSlug, "slug", "bad_slug", "Use lower-case letters, digits and hyphens, at most 60.")
        check.check(
            !name.isEmpty && name.count <= 200, "name", "required", "Give the shop a name of at most 200 characters.")
        try check.finish()
        let isTaken: Int64? = try tx.scalar("SELECT tenant FROM shop WHERE slug = \(slug)")
        if isTaken != nil {
            throw Problem(
                .conflict, "shops.slug_taken", "There is a shop called '\(slug)' already.", field: "slug",
                remedy: "Choose another short name.")
        }
        let shop = Shop(
            id: tx.newID(), slug: slug, name: name, currency: currency, timeZone: timeZone, createdAt: tx.now)
        try tx.execute(
            """
            INSERT INTO shop (tenant, id, slug, name, currency, time_zone, created_at)
            VALUES (\(tx.tenant), \(shop.id), \(slug), \(name), \(currency), \(timeZone), \(tx.now))
            """)
        tx.forgetSheet()
        try SchedulePlan(tx.registry).add(timeZone, in: tx)
        tx.touch(shop.id.reference)
        try tx.emit(ShopCreated(shop: shop.id, slug: slug))
        return shop
    }
}

/// Changes the shop's name, time zone or currency. Once there are prices or documents the currency stays: the books are
/// kept in it.
struct UpdateShop: Action {
    static let name: ActionName = "shops.update"
    static let permission: Permission = "settings.write"
    static let summary = "Changes the shop's name or time zone; its currency only before the first price or document."

    var name: String?
    var timeZone: TimeZoneID?
    /// Stays as it is once there are prices or documents in the shop.
    var currency: Currency?

    func perform(in tx: Transaction) throws -> Shop {
        var check = Validation()
        check.check(
            name.map { !$0.isEmpty && $0.count <= 200 } ?? true, "name", "required",
            "Give a name of at most 200 characters.")
        try check.finish()
        let old = try tx.shop
        if let currency, currency != old.currency { try requireNoAmounts(in: tx) }
        try tx.execute(
            """
            UPDATE shop SET name = \(name ?? old.name), time_zone = \(timeZone ?? old.timeZone),
                currency = \(currency ?? old.currency)
            WHERE tenant = \(tx.tenant)
            """)
        tx.forgetSheet()
        if let timeZone, timeZone != old.timeZone { try SchedulePlan(tx.registry).advance(tx) }
        tx.touch(old.id.reference)
        return Shop(
            id: old.id, slug: old.slug, name: name ?? old.name, currency: currency ?? old.currency,
            timeZone: timeZone ?? old.timeZone, createdAt: old.createdAt)
    }

    /// Refuses when a module keeps an amount in the shop's present currency.
    private func requireNoAmounts(in tx: Transaction) throws {
        for table in tx.registry.modules.flatMap(\.amountTables) {
            let sql: SQL = "SELECT 1 FROM \(SQL(trusted: table)) WHERE tenant = \(tx.tenant) LIMIT 1"
            let found: Int64? = try tx.scalar(sql)
            guard found == nil else {
                throw Problem(
                    .conflict, "shops.currency_in_use", "There are prices or documents in the shop's currency already.",
                    field: "currency", remedy: "Keep the currency, or open another shop for the other one.")
            }
        }
    }
}

/// The shop of the caller.
struct GetShop: Query {
    static let name: QueryName = "shops.current"
    static let permission: Permission = "shops.read"
    static let summary = "The shop this key or session belongs to: name, currency, time zone."
    func fetch(in db: Reader) throws -> Shop { try db.shop }
}

/// A shop was opened.
struct ShopCreated: Event {
    static let name: EventName = "shops.created.v1"
    static let summary = "A shop was opened."
    let shop: ID<Shop>
    let slug: String
    var subject: Reference { shop.reference }
}
