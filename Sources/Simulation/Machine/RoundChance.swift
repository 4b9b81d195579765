import Kernel
import Synchronization

/// The chance of the simulated machine: begins anew from a number of its own in every round, so that what a round makes
/// does not depend on how much chance the rounds before it used up.
final class RoundChance: Randomness {
    private let current: Mutex<SeededRandomness>

    init(_ seed: UInt64) { current = Mutex(SeededRandomness(seed)) }

    func begin(_ seed: UInt64) {
        current.withLock { (source: inout SeededRandomness) -> Void in source = SeededRandomness(seed) }
    }

    func next() -> UInt64 { current.withLock { (source: inout SeededRandomness) -> UInt64 in source.next() } }
}

/// A walk's own dice.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number from 0 to below the limit.
    mutating func below(_ limit: Int) -> Int { limit < 2 ? 0 : Int(next() % UInt64(limit)) }

    /// A number of a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// Yes, once in so many throws.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// One of them; nil when there are none.
    mutating func one<T>(of choices: [T]) -> T? { choices.isEmpty ? nil : choices[below(choices.count)] }
}
