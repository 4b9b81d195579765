import Catalog
import Kernel

/// An end of a stock move: one of the shop's locations, or one of the places outside of them.
public struct StockPlace: Hashable, Codable, Sendable {
    /// The kinds of places.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A warehouse or shelf of the shop; the only kind with stock levels.
        case location
        /// Where goods come from.
        case supplier
        /// Where sold goods go, and where returned ones come from.
        case customer
        /// Where losses go and finds come from.
        case adjustment
        /// On the road between two locations.
        case transit
        /// Trade from before the shop ran on Martlet: it never touches a shelf.
        case history
    }

    /// What sort of place it is.
    public let kind: Kind
    /// Which location, for `location` and for nothing else.
    public let location: ID<Location>?

    init(_ kind: Kind, _ location: ID<Location>? = nil) {
        self.kind = kind
        self.location = location
    }

    /// A location of the shop.
    public static func location(_ id: ID<Location>) -> StockPlace { StockPlace(.location, id) }
    /// Where goods come from.
    public static let supplier = StockPlace(.supplier)
    /// Where sold goods go.
    public static let customer = StockPlace(.customer)
    /// Where losses go and finds come from.
    public static let adjustment = StockPlace(.adjustment)
    /// Between two locations.
    public static let transit = StockPlace(.transit)
    /// Imported trade; no shelf is touched.
    public static let history = StockPlace(.history)

    /// Whether kind and location agree, which JSON from outside cannot promise.
    var isSound: Bool { (kind == .location) == (location != nil) }
}

/// Why goods moved: what people read in the ledger.
public enum StockReason: String, Codable, Sendable, CaseIterable, FilterValue {
    case stockIn = "stock_in"
    case sale
    case customerReturn = "return"
    case transfer
    case count
    case found
    case correction
    case damaged
    case lost
    case stolen
    case expired
    case sample
    case freeIssue = "free_issue"
    case writeOff = "write_off"
    case other
}

/// One move of goods from a place to a place: the only way stock ever changes.
public struct StockMovement: Hashable, Codable, Sendable {
    /// What moves.
    public let variant: ID<Variant>
    /// How much; more than none.
    public let quantity: Quantity
    /// Where it was.
    public let from: StockPlace
    /// Where it is now.
    public let to: StockPlace
    /// Why.
    public let reason: StockReason
    /// The document it belongs to: an order, a credit note, a stock document.
    public let document: Reference
    /// When it happened; the time of the transaction when absent.
    public let at: Instant?
    /// What somebody wanted to remember.
    public let note: String?

    /// A move; it is checked when it is recorded.
    public init(
        _ quantity: Quantity, of variant: ID<Variant>, from: StockPlace, to: StockPlace, reason: StockReason,
        document: Reference, at: Instant? = nil, note: String? = nil
    ) {
        self.variant = variant
        self.quantity = quantity
        self.from = from
        self.to = to
        self.reason = reason
        self.document = document
        self.at = at
        self.note = note
    }

    /// An imported sale: history → customer.
    public static func pastSale(
        _ quantity: Quantity, of variant: ID<Variant>, at: Instant, document: Reference, reason: StockReason = .sale
    ) -> StockMovement {
        StockMovement(quantity, of: variant, from: .history, to: .customer, reason: reason, document: document, at: at)
    }

    /// An imported return: customer → history.
    public static func pastReturn(
        _ quantity: Quantity, of variant: ID<Variant>, at: Instant, document: Reference
    ) -> StockMovement {
        StockMovement(
            quantity, of: variant, from: .customer, to: .history, reason: .customerReturn, document: document, at: at)
    }

    /// An imported loss: history → adjustment.
    public static func pastLoss(
        _ quantity: Quantity, of variant: ID<Variant>, at: Instant, document: Reference, reason: StockReason = .writeOff
    ) -> StockMovement {
        StockMovement(
            quantity, of: variant, from: .history, to: .adjustment, reason: reason, document: document, at: at)
    }

    /// An imported find: adjustment → history.
    public static func pastFind(
        _ quantity: Quantity, of variant: ID<Variant>, at: Instant, document: Reference, reason: StockReason = .found
    ) -> StockMovement {
        StockMovement(
            quantity, of: variant, from: .adjustment, to: .history, reason: reason, document: document, at: at)
    }
}

/// How much of a variant a document wants, or brings back.
public struct StockDemand: Hashable, Codable, Sendable {
    /// What.
    public let variant: ID<Variant>
    /// How much; more than none.
    public let quantity: Quantity

    /// A demand.
    public init(_ quantity: Quantity, of variant: ID<Variant>) {
        self.variant = variant
        self.quantity = quantity
    }
}
