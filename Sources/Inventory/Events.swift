import Catalog
import Kernel
import Platform

/// The stock of a variant at a location changed.
public struct StockChanged: Event {
    /// `inventory.stock_changed.v1`
    public static let name: EventName = "inventory.stock_changed.v1"
    /// For the event reference.
    public static let summary = "Goods moved to or from a location; says what is there now."
    /// What is there now.
    public static let standing: Set<String> = ["on_hand", "reserved", "available"]
    /// What.
    public let variant: ID<Variant>
    /// Where.
    public let location: ID<Location>
    /// By how much; negative when goods left.
    public let change: Quantity
    /// What is on the shelf now.
    public let onHand: Quantity
    /// What is promised now.
    public let reserved: Quantity
    /// On hand less reserved.
    public let available: Quantity
    /// Why.
    public let reason: StockReason
    /// The document that moved it.
    public let document: Reference
    /// About the variant.
    public var subject: Reference { variant.reference }
}

/// Part of a reservation event: how much of what, where.
public struct ReservedLine: Codable, Sendable, Hashable {
    /// What.
    public let variant: ID<Variant>
    /// Where.
    public let location: ID<Location>
    /// How much.
    public let quantity: Quantity
}

/// Stock was promised to a document.
public struct StockReserved: Event {
    /// `inventory.reserved.v1`
    public static let name: EventName = "inventory.reserved.v1"
    /// For the event reference.
    public static let summary = "Stock was promised to a document."
    /// To which.
    public let document: Reference
    /// How much of what, where.
    public let lines: [ReservedLine]
    /// Until when, when it does not wait for ever.
    public let expiresAt: Instant?
    /// About the document.
    public var subject: Reference { document }
}

/// A promise ended without goods leaving.
public struct StockReleased: Event {
    /// `inventory.released.v1`
    public static let name: EventName = "inventory.released.v1"
    /// For the event reference.
    public static let summary = "Promised stock became free again: it was released, or the promise ran out."
    /// Whose promise it was.
    public let document: Reference
    /// How much of what, where.
    public let lines: [ReservedLine]
    /// `released` or `expired`.
    public let state: Reservation.State
    /// About the document.
    public var subject: Reference { document }
}

/// A location was opened.
struct LocationCreated: Event {
    static let name: EventName = "locations.created.v1"
    static let summary = "A stock location was created."
    let location: ID<Location>
    let code: String
    var subject: Reference { location.reference }
}

/// A location was changed, taken out of use, or put back into it.
struct LocationChanged: Event {
    static let name: EventName = "locations.changed.v1"
    static let summary = "A stock location was renamed, made the default, deactivated or activated."
    let location: ID<Location>
    let isActive: Bool
    let isDefault: Bool
    var subject: Reference { location.reference }
}
