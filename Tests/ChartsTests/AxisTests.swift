import Kernel
import Testing

@testable import Charts

/// Scales are round and hold everything.
@Suite struct AxisTests {
    struct Case: Sendable {
        let values: [Double]
        var unit = 1.0
        let ticks: [Double]
    }

    static let cases = [
        Case(values: [], ticks: [0, 1, 2]),
        Case(values: [0, 0, 0], ticks: [0, 1, 2]),
        Case(values: [1], ticks: [0, 1, 2]),
        Case(values: [4], ticks: [0, 1, 2, 3, 4]),
        Case(values: [5], ticks: [0, 2, 4, 6]),
        Case(values: [318], ticks: [0, 100, 200, 300, 400]),
        Case(values: [1_462_094_00], ticks: [0, 500_000_00, 1_000_000_00, 1_500_000_00]),
        Case(values: [0, 0], unit: 100, ticks: [0, 100, 200]),
        Case(values: [150], unit: 100, ticks: [0, 100, 200]),
        Case(values: [-3, 12], ticks: [-5, 0, 5, 10, 15]),
        Case(values: [-7], ticks: [-8, -6, -4, -2, 0]),
        Case(values: [-1], ticks: [-1, 0, 1]),
        Case(values: [.nan, .infinity, 3], ticks: [0, 1, 2, 3]),
        Case(values: [3], unit: 0, ticks: [0, 1, 2, 3]),
    ]

    @Test(arguments: cases)
    func ticksAreRound(_ one: Case) {
        #expect(Axis(covering: one.values, unit: one.unit).ticks == one.ticks)
    }

    /// Whatever the values: three to five lines, one of them at zero, all at one distance, nothing outside.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func everyAxisHoldsItsValues(seed: UInt64) {
        var chance = SeededRandomness(seed).generator
        for _ in 0..<500 {
            var size = 1.0
            for _ in 0..<Int.random(in: 0...12, using: &chance) { size *= 10 }
            let count = Int.random(in: 0...9, using: &chance)
            let values = (0..<count).map { _ in Double.random(in: -size...size, using: &chance) }
            let axis = Axis(covering: values)
            #expect((3...5).contains(axis.ticks.count), "\(values)")
            #expect(axis.ticks.contains(0), "\(values)")
            #expect(values.allSatisfy { axis.low <= $0 && $0 <= axis.high }, "\(values)")
            let steps = zip(axis.ticks, axis.ticks.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { abs($0 - steps[0]) < steps[0] / 1_000 && $0 >= 1 }, "\(axis.ticks)")
        }
    }

    @Test func wordsBelowAreFewAndEven() {
        #expect(AxisWords.chosen(of: 0) == [])
        #expect(AxisWords.chosen(of: 1) == [0])
        #expect(AxisWords.chosen(of: 12) == Array(0..<12))
        #expect(AxisWords.chosen(of: 13) == [0, 3, 6, 9, 12])
        #expect(AxisWords.chosen(of: 28) == [0, 9, 18, 27])
        #expect(AxisWords.chosen(of: 31) == [0, 6, 12, 18, 24, 30])
        for count in 13...400 {
            let chosen = AxisWords.chosen(of: count)
            #expect(chosen.first == 0 && chosen.last == count - 1 && (4...7).contains(chosen.count))
            let exact = Double(count - 1) / Double(chosen.count - 1)
            #expect(chosen.enumerated().allSatisfy { abs(Double($0) * exact - Double($1)) <= 0.5 })
        }
    }

    @Test func coordinatesAreShort() {
        #expect(
            [0, 0.04, 0.05, 9.96, 12.34, -0.5, 1_000].map(Coordinate.text) == [
                "0", "0", "0.1", "10", "12.3", "-0.5", "1000",
            ])
    }
}
