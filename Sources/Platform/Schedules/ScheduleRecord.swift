import Kernel
import Store

/// A schedule in a shop: when it comes next, and whether it comes at all.
public struct ScheduleRecord: Record {
    /// `scd_…`
    public static let idPrefix = "scd"
    /// Its table.
    public static let table = Table(
        "schedule", "name, own_cron, cron, zone, state, planned_at, next_at, last_at, last_job, created_at")

    /// Whether it comes.
    public enum State: String, Codable, Sendable, CaseIterable, FilterValue, DBEncodable, DBDecodable {
        case active, paused
    }

    /// A schedule comes until it is paused, and again when it goes on.
    public static let lifecycle = StateMachine<State>(startsAt: .active, [.active: [.paused], .paused: [.active]])

    /// The id.
    public let id: ID<ScheduleRecord>
    /// Counts the saves.
    public var version: Int
    /// The name its module gave it.
    public let name: String
    /// The times that the shop chose; nil for those of the module.
    public internal(set) var ownCron: String?
    /// The times it was planned by.
    public internal(set) var cron: String
    /// The zone whose clocks it was planned by.
    public internal(set) var zone: TimeZoneID
    /// Whether it comes.
    public internal(set) var state: State
    /// When it was planned: the next time is the first after this one.
    public internal(set) var plannedAt: Instant
    /// When it comes next; nil when no such time is left.
    public internal(set) var nextAt: Instant?
    /// The time for which it came last.
    public internal(set) var lastAt: Instant?
    /// The job that did it then.
    public internal(set) var lastJob: ID<JobRecord>?
    /// Since when the shop has it.
    public let createdAt: Instant

    init(id: ID<ScheduleRecord>, name: String, cron: String, zone: TimeZoneID, at now: Instant) {
        self.id = id
        version = 1
        self.name = name
        self.cron = cron
        self.zone = zone
        state = .active
        plannedAt = now
        createdAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        ownCron = try row.next()
        cron = try row.next()
        zone = try row.next()
        state = try row.next()
        plannedAt = try row.next()
        nextAt = try row.next()
        lastAt = try row.next()
        lastJob = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(name)
        values.add(ownCron)
        values.add(cron)
        values.add(zone)
        values.add(state)
        values.add(plannedAt)
        values.add(nextAt)
        values.add(lastAt)
        values.add(lastJob)
        values.add(createdAt)
    }

    /// Chooses the next time after a moment, by the times and the zone that hold now.
    mutating func plan(cron: String, zone: TimeZoneID, after moment: Instant) throws {
        self.cron = cron
        self.zone = zone
        plannedAt = moment
        nextAt = try Cron(cron).next(after: moment, in: ZonedCalendar(zone))
    }
}
