/// The scale of a plot's values: round steps from zero, three to five lines, below zero only where a value is.
public struct Axis: Sendable, Equatable {
    /// The values of the lines, from the lowest.
    public let ticks: [Double]
    /// The lowest value of the plot, zero or less.
    public var low: Double { ticks.first ?? 0 }
    /// The highest value of the plot, zero or more.
    public var high: Double { ticks.last ?? 1 }

    /// A scale that holds all values. `unit` is the finest step that makes sense: 1 for things that are counted, 100 for
    /// pennies whose lines shall be whole pounds.
    public init(covering values: some Sequence<Double>, unit: Double = 1) {
        var low = 0.0
        var high = 0.0
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        let unit = unit > 0 && unit.isFinite ? unit : 1
        let step = Self.step(from: low, to: high, unit: unit)
        let first = (low / step).rounded(.down)
        let last = max((high / step).rounded(.up), first + 2)
        let lines = Int(last - first)
        ticks = (0...lines).map { (index: Int) -> Double in (first + Double(index)) * step }
    }

    /// The finest of 1, 2, 5, 10, 20, 50, … units that needs at most four intervals.
    private static func step(from low: Double, to high: Double, unit: Double) -> Double {
        var decade = unit
        while true {
            for factor in [1.0, 2.0, 5.0] {
                let step = decade * factor
                let intervals = (high / step).rounded(.up) - (low / step).rounded(.down)
                if intervals <= 4 { return step }
            }
            decade *= 10
        }
    }

    /// Where a value lies: 0 at the bottom, 1 at the top.
    func share(of value: Double) -> Double { min(max((value - low) / (high - low), 0), 1) }
}
