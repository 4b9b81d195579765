import Synchronization

#if canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Where chance comes from. Injected, so that a test or a simulation can be replayed.
public protocol Randomness: Sendable {
    /// The next 64 random bits.
    func next() -> UInt64
}

extension Randomness {
    /// As many random bytes as asked for.
    public func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            let word = next()
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// A generator for the standard library's `random(in:using:)` and `shuffled(using:)`.
    public var generator: RandomnessGenerator { RandomnessGenerator(self) }
}

/// A `Randomness` as the standard library wants it.
public struct RandomnessGenerator: RandomNumberGenerator, Sendable {
    private let source: any Randomness

    /// Draws from `source`.
    public init(_ source: any Randomness) { self.source = source }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 { source.next() }
}

/// The operating system's secure generator: for keys, tokens and ids of a live installation. Asks the system for
/// 256 bytes at a time, since asking costs more than the bytes do; what was handed out is wiped.
public struct SystemRandomness: Randomness {
    private static let pool = Mutex(Pool())

    /// The system's generator.
    public init() {}

    /// The next 64 random bits, fit for secrets.
    public func next() -> UInt64 {
        Self.pool.withLock { (pool: inout Pool) -> UInt64 in pool.next() }
    }

    private struct Pool: Sendable {
        private var words = [UInt64](repeating: 0, count: 32)
        private var left = 0

        mutating func next() -> UInt64 {
            if left == 0 { refill() }
            left -= 1
            defer { words[left] = 0 }
            return words[left]
        }

        private mutating func refill() {
            left = words.count
            #if canImport(Glibc) || canImport(Musl)
            let status = words.withUnsafeMutableBytes { (raw: UnsafeMutableRawBufferPointer) -> Int32 in
                raw.baseAddress.map { (start: UnsafeMutableRawPointer) -> Int32 in getentropy(start, raw.count) } ?? -1
            }
            if status == 0 { return }
            #endif
            var generator = SystemRandomNumberGenerator()
            for index in words.indices { words[index] = generator.next() }
        }
    }
}

/// SplitMix64 from a seed: the same seed gives the same sequence, on every machine. Never for secrets.
public final class SeededRandomness: Randomness {
    private let state: Atomic<UInt64>

    /// The sequence that belongs to `seed`.
    public init(_ seed: UInt64) { state = Atomic(seed) }

    /// The next 64 bits of the sequence. Threads share one sequence.
    public func next() -> UInt64 {
        SplitMix.mixed(state.wrappingAdd(SplitMix.step, ordering: .relaxed).newValue)
    }
}
