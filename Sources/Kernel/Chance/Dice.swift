/// Seeded chance as a value, with the throws that walks and campaigns want: SplitMix64, as `SeededRandomness`, but a copy goes its
/// own way.
public struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence that belongs to `seed`.
    public init(_ seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= SplitMix.step
        return SplitMix.mixed(state)
    }

    /// A number from 0 to below the limit; 0 when that leaves none.
    public mutating func below(_ limit: Int) -> Int { limit < 2 ? 0 : Int(next() % UInt64(limit)) }

    /// A number of a range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// Yes, once in so many throws.
    public mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// One of them; nil when there are none.
    public mutating func one<T>(of choices: [T]) -> T? { choices.isEmpty ? nil : choices[below(choices.count)] }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
enum SplitMix {
    static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func mixed(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
