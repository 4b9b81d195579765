import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where the time comes from. Injected, so that a test or a simulation decides what time it is.
public protocol Clock: Sendable {
    /// The time.
    var now: Instant { get }
}

/// The machine's clock: the only place of the product that reads it.
public struct SystemClock: Clock {
    /// The machine's clock.
    public init() {}

    /// The machine's time.
    public var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}

/// A clock that stands still until it is moved. Safe to share between threads.
public final class ManualClock: Clock {
    private let micros: Atomic<Int64>

    /// A clock that shows `start`.
    public init(_ start: Instant = .epoch) { micros = Atomic(start.microseconds) }

    /// The time last set.
    public var now: Instant { Instant(microseconds: micros.load(ordering: .acquiring)) }

    /// Moves the clock on by a span.
    public func advance(by span: TimeSpan) {
        micros.wrappingAdd(span.microseconds, ordering: .acquiringAndReleasing)
    }

    /// Sets the clock, forwards or back.
    public func set(_ instant: Instant) { micros.store(instant.microseconds, ordering: .releasing) }
}
