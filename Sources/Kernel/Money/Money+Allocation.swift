extension Money {
    /// Divides the amount in proportion to weights, to the last minor unit: the parts add up to the whole.
    /// Each part is its exact share rounded towards zero; what is left over goes, one unit each, to the largest
    /// remainders, the earlier part first when they are equal. Weights are zero or more, and not all zero.
    public func allocated(by weights: [Int64]) throws -> [Money] {
        var total: Int128 = 0
        for weight in weights {
            guard weight >= 0 else { throw Self.badWeights }
            total += Int128(weight)
        }
        guard total > 0 else { throw Self.badWeights }
        let whole = Int128(minorUnits.magnitude)
        var parts: [Int64] = []
        var remainders: [(remainder: Int128, index: Int)] = []
        parts.reserveCapacity(weights.count)
        var left = whole
        for (index, weight) in weights.enumerated() {
            let (share, remainder) = (whole * Int128(weight)).quotientAndRemainder(dividingBy: total)
            parts.append(Int64(truncatingIfNeeded: share))
            left -= share
            if remainder > 0 { remainders.append((remainder, index)) }
        }
        if left > 0 {
            remainders.sort { (a: (remainder: Int128, index: Int), b: (remainder: Int128, index: Int)) -> Bool in
                a.remainder != b.remainder ? a.remainder > b.remainder : a.index < b.index
            }
            for (_, index) in remainders.prefix(Int(left)) { parts[index] &+= 1 }
        }
        let sign: Int64 = minorUnits < 0 ? -1 : 1
        return parts.map { (part: Int64) -> Money in Money(part &* sign, currency) }
    }

    /// Divides the amount into equal parts, the first ones a minor unit larger where it does not come out even.
    public func allocated(into count: Int) throws -> [Money] {
        try allocated(by: [Int64](repeating: 1, count: max(0, count)))
    }

    private static var badWeights: Problem {
        Problem(
            .unprocessable, "bad_allocation", "The amount cannot be divided like that.",
            remedy: "Give at least one part with a weight above zero, and none below.")
    }
}
