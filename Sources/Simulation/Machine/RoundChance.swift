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
