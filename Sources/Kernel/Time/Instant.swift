/// A moment: microseconds since 1970 UTC, held within the years 1 to 9999. Its text is RFC 3339 in UTC.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int64

    /// The moment so many microseconds after 1970; moments outside the years 1 to 9999 become the nearest inside.
    @inlinable public init(microseconds: Int64) {
        self.microseconds = Swift.min(Swift.max(microseconds, -62_135_596_800_000_000), 253_402_300_799_999_999)
    }

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Instant(microseconds: 0)
    /// The first moment there is, the start of year 1.
    public static let earliest = Instant(microseconds: .min)
    /// The last moment there is, the end of year 9999.
    public static let latest = Instant(microseconds: .max)

    /// The moment so many seconds after 1970.
    public static func seconds(_ count: Int64) -> Instant { epoch + .seconds(count) }

    /// Whole seconds since 1970, rounded towards the past.
    public var seconds: Int64 { Self.floorDivide(microseconds, 1_000_000) }

    /// The earlier moment is less.
    @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    /// The moment a span later.
    public static func + (instant: Instant, span: TimeSpan) -> Instant {
        Instant(microseconds: TimeSpan.saturatingSum(instant.microseconds, span.microseconds))
    }

    /// The moment a span earlier.
    public static func - (instant: Instant, span: TimeSpan) -> Instant { instant + -span }

    /// The time from `b` to `a`.
    public static func - (a: Instant, b: Instant) -> TimeSpan {
        TimeSpan(microseconds: a.microseconds - b.microseconds)
    }

    /// The start of the interval of this length that the moment lies in, counted from 1970.
    public func floored(to span: TimeSpan) -> Instant {
        guard span.microseconds > 0 else { return self }
        return Instant(microseconds: Self.floorDivide(microseconds, span.microseconds) * span.microseconds)
    }

    @inline(__always) static func floorDivide(_ n: Int64, _ d: Int64) -> Int64 {
        let quotient = n / d
        return n % d < 0 ? quotient - 1 : quotient
    }
}

extension Instant: LosslessStringConvertible {
    /// RFC 3339 in UTC, with up to six decimals and none that are zero: `2026-11-21T10:38:25.5Z`.
    public var description: String {
        String(unsafeUninitializedCapacity: 27) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            out.baseAddress.map { (start: UnsafeMutablePointer<UInt8>) -> Int in writeText(to: start) } ?? 0
        }
    }

    /// Reads RFC 3339 with `Z` or an offset; nil for anything else, see `InstantText`.
    public init?(_ description: String) {
        var copy = description
        let parsed = copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Int64? in InstantText.parse(bytes) }
        guard let parsed else { return nil }
        self.init(microseconds: parsed)
    }

    /// Reads RFC 3339, or says what was expected.
    public init(parsing text: String) throws {
        guard let instant = Instant(text) else {
            throw Problem.wrongValue("malformed_time", "Expected a time such as 2026-03-01T12:00:00Z.")
        }
        self = instant
    }
}

extension Instant: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
