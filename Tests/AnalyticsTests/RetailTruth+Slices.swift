import Kernel

/// Sales by product, country and channel between two days, from the text of the lines.
extension RetailTruth {
    struct Slice: Equatable {
        var orders = 0
        var units = 0
        var returnedUnits = 0
        /// Thousandths, every line rounded to the penny.
        var gross: Int128 = 0
        var returned: Int128 = 0
        var net: Int128 { gross - returned }
    }

    /// Keys are what `value` says of a document's line; lines that are neither sale nor return are in none.
    func slices(_ from: String, _ to: String, by value: (Line) -> String) -> [String: Slice] {
        var slices: [String: Slice] = [:]
        for document in documents where (from...to).contains(document.day) {
            var seen: Set<String> = []
            for line in document.lines where line.kind == .sale || line.kind == .return {
                let key = value(line)
                let amount = Self.rounded(line.thousandths)
                if line.kind == .sale {
                    if seen.insert(key).inserted { slices[key, default: Slice()].orders += 1 }
                    slices[key, default: Slice()].units += line.units
                    slices[key, default: Slice()].gross += amount
                } else {
                    slices[key, default: Slice()].returnedUnits += line.units
                    slices[key, default: Slice()].returned += amount
                }
            }
        }
        return slices
    }

    /// Sales of days between two days, both included.
    func total(_ from: String, _ to: String) -> Day {
        var total = Day()
        for (day, figures) in days where (from...to).contains(day) {
            total.orders += figures.orders
            total.units += figures.units
            total.gross += figures.gross
            total.returned += figures.returned
        }
        return total
    }

    /// What known customers bought between two days, by number.
    func buyers(_ from: String, _ to: String) -> [String: (orders: Int, gross: Int128)] {
        var buyers: [String: (orders: Int, gross: Int128)] = [:]
        for order in orders where (from...to).contains(order.day) {
            guard let customer = order.customer else { continue }
            let gross = Self.sum(order.lines, .sale, rounding: true)
            let before = buyers[customer] ?? (0, 0)
            buyers[customer] = (before.orders + 1, before.gross + gross)
        }
        return buyers
    }
}
