import Foundation
import Synchronization

/// The calendar of a time zone: what its clocks show at an instant, and when they show it.
///
/// Where clocks go forward, a time they skip is read with the offset from before, and so falls as much later as
/// the clocks jump. Where they go back, a time they show twice means the first. Conversions between 1970 and
/// 2100 read a table; outside, they ask the time zone database each time.
public struct ZonedCalendar: Sendable {
    /// The zone.
    public let zone: TimeZoneID
    private let table: ZoneTable

    /// The calendar of a zone. The first calendar of a zone makes its table, later ones share it.
    public init(_ zone: TimeZoneID) {
        self.zone = zone
        table = ZoneTable.of(zone)
    }

    /// What the clocks of a zone show.
    public struct LocalTime: Hashable, Sendable {
        /// The day.
        public let date: CalendarDate
        /// Microseconds since the clocks showed midnight.
        public let microsecondOfDay: Int64

        /// A time of day.
        public init(_ date: CalendarDate, microsecondOfDay: Int64) {
            self.date = date
            self.microsecondOfDay = microsecondOfDay
        }

        /// The hour, 0 to 23.
        public var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
        /// The minute.
        public var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
        /// The second.
        public var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
    }

    /// How far the zone's clocks are ahead of UTC, in seconds.
    public func offset(at instant: Instant) -> Int { Int(table.offset(at: instant.seconds)) }

    /// What the clocks show at an instant.
    public func local(_ instant: Instant) -> LocalTime {
        let micros = instant.microseconds + table.offset(at: instant.seconds) * 1_000_000
        let day = Instant.floorDivide(micros, Self.dayMicros)
        return LocalTime(CalendarDate(dayNumber: Int(day)), microsecondOfDay: micros - day * Self.dayMicros)
    }

    /// The day it is in the zone.
    public func date(of instant: Instant) -> CalendarDate {
        let local = instant.seconds + table.offset(at: instant.seconds)
        return CalendarDate(dayNumber: Int(Instant.floorDivide(local, 86_400)))
    }

    /// The instant at which the clocks show a time, by the rule above.
    public func instant(_ local: LocalTime) -> Instant {
        let seconds = Int64(local.date.dayNumber) * 86_400 + Instant.floorDivide(local.microsecondOfDay, 1_000_000)
        let fraction = local.microsecondOfDay - Instant.floorDivide(local.microsecondOfDay, 1_000_000) * 1_000_000
        return Instant(microseconds: table.instant(ofLocal: seconds).seconds * 1_000_000 + fraction)
    }

    /// The instant at which the clocks show a time of a day, by the rule above.
    public func instant(_ date: CalendarDate, hour: Int, minute: Int = 0, second: Int = 0) -> Instant {
        let seconds = Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
        return instant(LocalTime(date, microsecondOfDay: seconds * 1_000_000))
    }

    /// The first instant of a day: midnight, or the moment the clocks jump when they skip it.
    public func startOfDay(_ date: CalendarDate) -> Instant {
        let found = table.instant(ofLocal: Int64(date.dayNumber) * 86_400)
        return .seconds(found.gapEnd ?? found.seconds)
    }

    /// The first instant of the day that an instant lies in.
    public func startOfDay(of instant: Instant) -> Instant { startOfDay(date(of: instant)) }

    /// The instants of a day; 23, 24 or 25 hours in most zones.
    public func day(_ date: CalendarDate) -> Range<Instant> {
        let start = startOfDay(date)
        return start..<max(start, startOfDay(date.adding(days: 1)))
    }

    /// The instants of a month.
    public func month(_ month: YearMonth) -> Range<Instant> {
        startOfDay(month.firstDay)..<startOfDay(month.adding(months: 1).firstDay)
    }

    private static let dayMicros: Int64 = 86_400_000_000
}

/// The transitions of one zone.
private final class ZoneTable: Sendable {
    private let zone: TimeZone
    /// When the offset changes, in seconds since 1970.
    private let times: [Int64]
    /// The offset from each time on; one more in front for the time before the first.
    private let offsets: [Int64]
    /// The earliest local time that a transition touches.
    private let locals: [Int64]

    private static let start: Int64 = 0
    private static let end: Int64 = 4_102_444_800  // 2100-01-01

    private static let cache = Mutex<[TimeZoneID: ZoneTable]>([:])

    static func of(_ zone: TimeZoneID) -> ZoneTable {
        cache.withLock { (tables: inout [TimeZoneID: ZoneTable]) -> ZoneTable in
            if let table = tables[zone] { return table }
            let table = ZoneTable(TimeZone(identifier: zone.rawValue) ?? .gmt)
            tables[zone] = table
            return table
        }
    }

    private init(_ zone: TimeZone) {
        self.zone = zone
        var times: [Int64] = []
        var offsets = [Self.ask(zone, Self.start)]
        var known = Self.start
        // No zone has changed its offset twice within eight days; halving finds the second of each change.
        for probe in stride(from: Self.start, through: Self.end, by: 8 * 86_400) {
            let offset = Self.ask(zone, probe)
            if offset != offsets[offsets.count - 1] {
                var low = known, high = probe
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if Self.ask(zone, middle) == offset { high = middle } else { low = middle }
                }
                times.append(high)
                offsets.append(offset)
            }
            known = probe
        }
        self.times = times
        self.offsets = offsets
        locals = times.indices.map { (index: Int) -> Int64 in times[index] + min(offsets[index], offsets[index + 1]) }
    }

    private static func ask(_ zone: TimeZone, _ seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    func offset(at seconds: Int64) -> Int64 {
        guard seconds >= Self.start, seconds < Self.end else { return Self.ask(zone, seconds) }
        return offsets[Self.count(in: times, upTo: seconds)]
    }

    /// The instant of a local time, and the end of the gap it falls into, if it does.
    func instant(ofLocal local: Int64) -> (seconds: Int64, gapEnd: Int64?) {
        guard local >= Self.start + 86_400, local < Self.end - 86_400 else {
            return (local - Self.ask(zone, local - Self.ask(zone, local)), nil)
        }
        let after = Self.count(in: locals, upTo: local)
        guard after > 0 else { return (local - offsets[0], nil) }
        let time = times[after - 1], before = offsets[after - 1], now = offsets[after]
        guard local < time + max(before, now) else { return (local - now, nil) }
        return (local - before, now > before ? time : nil)
    }

    /// How many of the sorted values are not above a limit.
    @inline(__always) private static func count(in values: [Int64], upTo limit: Int64) -> Int {
        var low = 0, high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
