/// A length of time in whole microseconds; negative lengths point backwards. Arithmetic stops at the
/// ends of the range instead of overflowing.
public struct TimeSpan: Hashable, Comparable, Sendable {
    /// The length.
    public let microseconds: Int64

    /// A span of so many microseconds.
    @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }

    /// No time at all.
    public static let zero = TimeSpan(microseconds: 0)

    /// A span of microseconds.
    public static func microseconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count) }
    /// A span of milliseconds.
    public static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: 1000) * count }
    /// A span of seconds.
    public static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: 1_000_000) * count }
    /// A span of minutes.
    public static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: 60_000_000) * count }
    /// A span of hours.
    public static func hours(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: 3_600_000_000) * count }
    /// A span of 24-hour days; calendar days belong to `ZonedCalendar`.
    public static func days(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: 86_400_000_000) * count }

    /// The length in seconds, for display and measurements only.
    public var inSeconds: Double { Double(microseconds) / 1_000_000 }

    /// The shorter, or more negative, span is less.
    @inlinable public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }

    /// The sum.
    public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(microseconds: saturatingSum(a.microseconds, b.microseconds))
    }

    /// The difference.
    public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan { a + -b }

    /// The same length the other way.
    public static prefix func - (span: TimeSpan) -> TimeSpan {
        TimeSpan(microseconds: span.microseconds == .min ? .max : -span.microseconds)
    }

    /// The span so many times.
    public static func * (span: TimeSpan, count: Int64) -> TimeSpan {
        let (product, overflow) = span.microseconds.multipliedReportingOverflow(by: count)
        guard overflow else { return TimeSpan(microseconds: product) }
        return TimeSpan(microseconds: (span.microseconds < 0) == (count < 0) ? .max : .min)
    }

    static func saturatingSum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? (a < 0 ? .min : .max) : sum
    }
}
