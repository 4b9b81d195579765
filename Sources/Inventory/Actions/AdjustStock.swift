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

    /// How many units it books in or out in all, and whether goods are written off.
    func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        // More than can be counted is as much as can be.
        let units = lines.reduce(Int64(0)) { sum, line in
            let (added, overflows) = sum.addingReportingOverflow(Int64(clamping: line.quantity.micros.magnitude))
            return overflows ? .max : added
        }
        let isLoss = [.damaged, .lost, .stolen, .writeOff].contains(reason)
        return ApprovalFacts(
            policy: AdjustmentPolicy.topic.key, quantity: Quantity(micros: units),
            flags: isLoss ? [AdjustmentPolicy.loss.flag] : [], locations: [location.raw])
    }

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

/// What a shop can have approved of corrections.
enum AdjustmentPolicy {
    static let loss = Risk("stock.loss", "Goods are booked out as damaged, lost, stolen or written off.")
    static let topic = PolicyTopic(
        "stock.adjust_threshold", "How many units a correction of stock books in or out.", measure: .quantity,
        actions: [AdjustStock.name], risks: [loss])
}
