import Kernel

/// What an action takes from the shelf, for judging whether it was refused for a reason.
private enum Taking {
    /// Promises, which may go beyond the shelf as far as the backorder limit allows.
    case promise
    /// Goods that are carried away: none that are not there, and none that are promised.
    case goods

    init?(_ action: String) {
        switch action {
        case "orders.place", "inventory.reserve", "orders.fulfil", "orders.set_status": self = .promise
        case "inventory.transfer", "inventory.adjust", "inventory.count", "inventory.set_stock": self = .goods
        case _: return nil
        }
    }

    /// How much could be taken.
    func room(_ level: StockModel.Level) -> Int64 {
        let free = level.onHand + level.limit - level.reserved
        return switch self {
        case .promise: max(0, free)
        case .goods: max(0, min(level.onHand, free))
        }
    }
}

extension ShopModel {
    /// What speaks against a refusal for want of goods: by the shelves as they must be there was enough, or what the
    /// refusal says is left is not what is left. Nil when it was right.
    func objection(to problem: Problem, of action: String, _ input: JSON) -> String? {
        guard let location = problem.details["location"], let variant = problem.details["variant"] else {
            return "\(action) was refused without saying what is short"
        }
        guard let taking = Taking(action) else { return "\(action) takes nothing from a shelf" }
        let level = stock.levels[variant]?[location] ?? StockModel.Level()
        let left = taking.room(level)
        let said = problem.details["available"].flatMap { try? Quantity(parsing: $0) }?.micros
        if said != left {
            return "\(action): of \(variant) at \(location) there are \(left), not \(said ?? 0): \(level)"
        }
        let wanted = wanted(of: variant, at: location, action, input, level)
        return wanted > left ? nil : "\(action) wanted \(wanted) of \(variant) at \(location), and there is \(level)"
    }

    private func wanted(
        of variant: String, at location: String, _ action: String, _ input: JSON, _ level: StockModel.Level
    ) -> Int64 {
        let lines = (input["lines"]?.array ?? []).filter { line in catalogue.variant(of: line) == variant }
        let sum = lines.reduce(0) { sum, line in sum + StockModel.micros(line["quantity"]) }
        switch action {
        case "inventory.adjust": return -sum
        case "inventory.count": return level.onHand - sum
        case "inventory.set_stock":
            let own = lines.last { line in line["location"]?.string ?? location == location }
            return level.onHand - StockModel.micros(own?["quantity"])
        case "orders.fulfil", "orders.set_status":
            guard let id = input["order"]?.string, let order = orders[id] else { return .max }
            let sold = order.lines.filter { $0.variant == variant && $0.isStocked }.reduce(0) { $0 + $1.quantity }
            let held = (stock.promises[id] ?? []).filter { $0.variant == variant }.reduce(0) { $0 + $1.quantity }
            return sold - held
        case _: return sum
        }
    }
}
