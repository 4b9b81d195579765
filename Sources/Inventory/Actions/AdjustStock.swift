import Catalog
import Kernel
import Platform

/// Why somebody corrects stock by hand.
public enum AdjustmentReason: String, Codable, Sendable, CaseIterable {
    case found, correction, damaged, lost, stolen, expired, sample
    case freeIssue = "free_issue"
    case writeOff = "write_off"
    case other

    var reason: StockReason {
        switch self {
        case .found: .found
        case .correction: .correction
        case .damaged: .damaged
        case .lost: .lost
        case .stolen: .stolen
        case .expired: .expired
        case .sample: .sample
        case .freeIssue: .freeIssue
        case .writeOff: .writeOff
        case .other: .other
        }
    }
}

/// Corrects stock with a reason: what was lost leaves for `adjustment`, what was found comes from there.
struct AdjustStock: Action {
    static let name: ActionName = "inventory.adjust"
    static let permission = Permission.inventoryAdjust
    static let summary = "Corrects stock at a location up or down, with a reason; never below zero."
    static let approval = ApprovalRule.byPolicy
    static var emits: [any Event.Type] { [StockChanged.self] }

    var location: ID<Location>
    /// Quantities are changes: negative takes away.
    var lines: [StockLine]
    var reason: AdjustmentReason
    var note: String?

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> StockReceipt {
        try Validation.note(note)
        let resolved = try ResolvedLines(lines, .anyButZero, in: tx)
        let document = try StockDocument.open(.adjustment, note: note, in: tx)
        let moves = try resolved.lines.map { line -> StockMovement in
            try StockMovement.correction(
                line.quantity, of: line.variant.id, at: location, reason: reason.reason, document: document)
        }
        return StockReceipt(document: document, levels: try StockLedger.post(moves, in: tx))
    }
}

extension StockMovement {
    /// The move that changes a shelf by so much: from `adjustment` when up, to it when down.
    static func correction(
        _ change: Quantity, of variant: ID<Variant>, at location: ID<Location>, reason: StockReason,
        document: StockDocument
    ) throws -> StockMovement {
        let shelf = StockPlace.location(location)
        let isDown = change.isNegative
        return StockMovement(
            isDown ? try change.negated : change, of: variant, from: isDown ? shelf : .adjustment,
            to: isDown ? .adjustment : shelf, reason: reason, document: document.id.reference)
    }
}
