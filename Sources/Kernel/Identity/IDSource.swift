import Synchronization

/// Makes ids. Each is greater than every id this source made before, even when many fall into one
/// moment or the clock steps back.
public final class IDSource: Sendable {
    private let clock: any Clock
    private let randomness: any Randomness
    private let last: Mutex<RawID>

    /// A source that takes time and chance from outside.
    public init(clock: any Clock, randomness: any Randomness) {
        self.clock = clock
        self.randomness = randomness
        last = Mutex(RawID(high: 0, low: 0))
    }

    /// The next id, a UUID of version 7.
    public func next() -> RawID {
        let high = RawID.v7High(clock.now)
        let random = randomness.next()
        return last.withLock { (last: inout RawID) -> RawID in
            let fresh = RawID(high: high, low: RawID.v7Low(random))
            last = high > last.high ? fresh : Self.after(last, step: random & 0xFFFF_FFFF | 1)
            return last
        }
    }

    /// The next id, for an entity.
    public func id<Entity: Identified>(_ type: Entity.Type = Entity.self) -> ID<Entity> { ID(raw: next()) }

    /// A little above `last`: an unguessable step in the 62 low bits, carried into the time when they are full.
    private static func after(_ last: RawID, step: UInt64) -> RawID {
        let low = (last.low & 0x3FFF_FFFF_FFFF_FFFF) + step
        guard low > 0x3FFF_FFFF_FFFF_FFFF else {
            return RawID(high: last.high, low: low | 0x8000_0000_0000_0000)
        }
        let ticks = ((last.high >> 16) << 12 | last.high & 0xFFF) + 1
        return RawID(
            high: (ticks >> 12) << 16 | 0x7000 | ticks & 0xFFF,
            low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
