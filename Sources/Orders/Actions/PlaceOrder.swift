import Catalog
import Customers
import Inventory
import Kernel
import Platform
import Store

/// One article that is ordered: by its id or by its SKU.
public struct OrderedLine: Codable, Sendable, Hashable {
    /// The article's id.
    public var variant: ID<Variant>?
    /// Or its SKU, in any case.
    public var sku: String?
    /// How many.
    public var quantity: Quantity

    /// An article by its id.
    public init(_ quantity: Quantity, of variant: ID<Variant>) {
        self.variant = variant
        self.quantity = quantity
    }

    /// An article by its SKU.
    public init(_ quantity: Quantity, sku: String) {
        self.sku = sku
        self.quantity = quantity
    }
}

/// Places an order: prices come from the catalogue, totals are computed here, and the stock is promised to it, or
/// nothing happens. A total that the caller sends is compared, never believed.
public struct PlaceOrder: Action {
    /// orders.place
    public static let name: ActionName = "orders.place"
    /// Who may.
    public static let permission = Permission.ordersPlace
    /// For people.
    public static let summary = "Places an order with the catalogue's prices and promises it the stock."
    /// `POST /v1/orders`
    public static let route = ActionRoute.create
    /// The order exists.
    public static var emits: [any Event.Type] { [OrderPlaced.self] }
    /// The most lines one can order at once.
    public static let lineLimit = 500
    /// The most of one line: a million units.
    static let largestQuantity = Quantity(micros: 1_000_000_000_000)

    /// What is ordered, in order; the same article may stand there twice.
    public var lines: [OrderedLine]
    /// Who buys; absent for guests.
    public var customer: ID<Customer>?
    /// Where it is sold; the request's channel when absent, else `direct`.
    public var channel: String?
    /// The country as the merchant writes it.
    public var country: String?
    /// What sending it costs the customer.
    public var shipping: Money?
    /// What is taken off the lines; asks for the permission to give discounts.
    public var discount: Money?
    /// The total the customer was shown.
    public var total: Money?
    /// The stock location; the shop's default one when absent.
    public var location: ID<Location>?
    /// When it is cancelled unless it was paid; the shop's window when absent.
    public var expiresAt: Instant?
    /// A note for people.
    public var note: String?

    /// An order to be placed.
    public init(
        lines: [OrderedLine], customer: ID<Customer>? = nil, channel: String? = nil, country: String? = nil,
        shipping: Money? = nil, discount: Money? = nil, total: Money? = nil, location: ID<Location>? = nil,
        expiresAt: Instant? = nil, note: String? = nil
    ) {
        self.lines = lines
        self.customer = customer
        self.channel = channel
        self.country = country
        self.shipping = shipping
        self.discount = discount
        self.total = total
        self.location = location
        self.expiresAt = expiresAt
        self.note = note
    }

    /// The location it takes stock from, when one is named.
    public func touchedLocations(in db: Reader) throws -> [RawID] { location.map { [$0.raw] } ?? [] }

    /// Places it.
    public func perform(in tx: Transaction) throws -> Order {
        try check(at: tx.now)
        if let discount, !discount.isZero { try tx.caller.require(.ordersDiscount) }
        if let customer { try Customer.require(customer, in: tx) }
        let articles = try OrderedArticles(lines, in: tx)
        let priced = try articles.all.map { (article: OrderedArticle) -> LineAmount in
            try LineAmount(article.price, article.quantity)
        }
        let totals = try OrderTotals(
            of: priced.map(\.amount), in: articles.currency, discount: discount, shipping: shipping)
        if let total, total != totals.total { throw Problem.totalChanged(expected: total, actual: totals.total) }
        let id: ID<Order> = tx.newID()
        let written = articles.lines(priced, totals, at: tx.now)
        try promise(written, to: id, in: tx)
        let order = try Order(
            id: id, number: OrderNumber.next(in: tx), channel: channel ?? tx.request.channel ?? "direct",
            customer: customer, totals: totals, lines: written, country: country ?? tx.request.country, note: note,
            source: .native, placedAt: tx.now, expiresAt: expiresAt, createdAt: tx.now)
        try tx.insert(order)
        try OrderLine.insert(written, of: id, in: tx)
        try OrderArticle.insert(written, of: order, in: tx)
        try tx.emit(OrderPlaced(order))
        return order
    }

    /// Promises the stock. Who is limited to locations must be allowed at the one that gives it.
    private func promise(_ lines: [OrderLine], to order: ID<Order>, in tx: Transaction) throws {
        let demands = try OrderStock.demands(lines)
        if demands.isEmpty { return }
        let promised = try Stock.reserve(known: demands, for: order.reference, at: location, in: tx)
        try tx.caller.require(locations: promised.map(\.location.raw))
    }

    private func check(at now: Instant) throws {
        var check = Validation()
        check.check(
            (1...Self.lineLimit).contains(lines.count), "lines", "line_count",
            "An order has 1 to \(Self.lineLimit) lines.")
        for (index, line) in lines.enumerated() {
            let field = "lines[\(index)]"
            check.check(
                (line.variant == nil) != (line.sku == nil), field, "variant_or_sku", "Name either a variant or a SKU.")
            check.check(
                line.quantity.isPositive && line.quantity <= Self.largestQuantity, "\(field).quantity", "out_of_range",
                "A quantity is more than none and at most \(Self.largestQuantity).")
        }
        check.check(
            channel.map { (1...60).contains($0.utf8.count) } ?? true, "channel", "length",
            "A channel has 1 to 60 bytes.")
        check.check(
            country.map { (1...100).contains($0.utf8.count) } ?? true, "country", "length",
            "A country has 1 to 100 bytes.")
        check.check((note ?? "").utf8.count <= 4_000, "note", "too_long", "A note has at most 4000 bytes.")
        check.check(expiresAt.map { $0 > now } ?? true, "expires_at", "in_the_past", "An order expires in the future.")
        try check.finish()
    }
}
