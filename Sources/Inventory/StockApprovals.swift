import Kernel
import Platform

/// The threshold from which corrections of stock can be held.
enum StockApprovals {
    static let topics = [
        PolicyTopic(
            .stockAdjustment, "The units that a correction of stock adds or takes away, all lines together.",
            measure: .quantity, actions: [AdjustStock.name])
    ]
}

extension PolicyKey {
    static let stockAdjustment: PolicyKey = "stock.adjust_threshold"
}

extension AdjustStock {
    /// How many units it moves, up or down.
    func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        let units = try lines.reduce(Quantity.zero) { sum, line in
            let micros = line.quantity.micros
            return try sum.adding(Quantity(micros: micros == .min ? .max : abs(micros)))
        }
        return ApprovalFacts(policy: .stockAdjustment, quantity: units, locations: [location.raw])
    }
}
