import Kernel
import Store

/// Lets a schedule not come until it goes on.
struct PauseSchedule: Action {
    static let name: ActionName = "schedules.pause"
    static let permission = Permission.schedulesManage
    static let summary = "Pauses a schedule: it does not come until it goes on."
    static let inverse: ActionName? = "schedules.resume"
    static var emits: [any Event.Type] { [ScheduleChanged.self] }

    var schedule: ID<ScheduleRecord>

    func perform(in tx: Transaction) throws -> ScheduleView {
        var record = try tx.find(schedule)
        try ScheduleRecord.lifecycle.move(&record.state, to: .paused)
        return try record.keep(in: tx)
    }
}

/// Lets a paused schedule come again, first at its next time.
struct ResumeSchedule: Action {
    static let name: ActionName = "schedules.resume"
    static let permission = Permission.schedulesManage
    static let summary = "Lets a paused schedule come again, first at its next time."
    static let inverse: ActionName? = "schedules.pause"
    static var emits: [any Event.Type] { [ScheduleChanged.self] }

    var schedule: ID<ScheduleRecord>

    func perform(in tx: Transaction) throws -> ScheduleView {
        var record = try tx.find(schedule)
        try ScheduleRecord.lifecycle.move(&record.state, to: .active)
        try record.plan(cron: record.cron, zone: try tx.shop.timeZone, after: tx.now)
        return try record.keep(in: tx)
    }
}

/// Does a schedule's job now, beside its times.
struct RunSchedule: Action {
    static let name: ActionName = "schedules.run_now"
    static let permission = Permission.schedulesManage
    static let summary = "Does a schedule's job now; its times stay as they are."
    static var emits: [any Event.Type] { [ScheduleChanged.self] }

    var schedule: ID<ScheduleRecord>

    func perform(in tx: Transaction) throws -> ScheduleView {
        var record = try tx.find(schedule)
        guard let declared = tx.registry.schedules.first(where: { $0.name == record.name }) else {
            throw Problem(
                .conflict, "schedules.unknown", "This build knows no schedule '\(record.name)'.",
                remedy: "It was removed; there is nothing to run.")
        }
        record.lastJob = try declared.enqueue(tx, "\(record.name)@now")
        return try record.keep(in: tx)
    }
}

/// Chooses a schedule's times in this shop.
struct SetScheduleTimes: Action {
    static let name: ActionName = "schedules.set_cron"
    static let permission = Permission.schedulesManage
    static let summary = "Chooses when a schedule comes in this shop, or lets it come at its usual times again."
    static var emits: [any Event.Type] { [ScheduleChanged.self] }

    var schedule: ID<ScheduleRecord>
    /// Minute, hour, day of the month, month, day of the week, by the clocks of the shop: `0 2 * * *` is every night at
    /// two. Left out: the usual times.
    var cron: String?

    func perform(in tx: Transaction) throws -> ScheduleView {
        var record = try tx.find(schedule)
        let own = try cron.map { text in try Cron(text).text }
        record.ownCron = own
        let usual = tx.registry.schedules.first { $0.name == record.name }?.cron ?? record.cron
        try record.plan(cron: own ?? usual, zone: try tx.shop.timeZone, after: tx.now)
        return try record.keep(in: tx)
    }
}

extension ScheduleRecord {
    /// Saves what somebody changed, and says so.
    fileprivate mutating func keep(in tx: Transaction) throws -> ScheduleView {
        try tx.save(&self)
        try tx.emit(ScheduleChanged(schedule: id, name: name, cron: cron, state: state))
        return ScheduleView(self, in: tx.registry)
    }
}

/// Somebody changed when a schedule comes, or let it come now.
struct ScheduleChanged: Event {
    static let name: EventName = "schedules.changed.v1"
    static let summary = "Somebody paused a schedule, let it go on or come at once, or chose other times for it."
    let schedule: ID<ScheduleRecord>
    let name: String
    let cron: String
    let state: ScheduleRecord.State
    var subject: Reference { schedule.reference }
}

/// A schedule as people and programs see it.
struct ScheduleView: Codable, Sendable {
    let id: ID<ScheduleRecord>
    let version: Int
    let name: String
    /// What it does; absent when this build does not know it.
    let summary: String?
    let state: ScheduleRecord.State
    /// When it comes: minute, hour, day of the month, month, day of the week.
    let cron: String
    /// The times it has by itself.
    let usualCron: String?
    /// The zone of the clocks.
    let timeZone: TimeZoneID
    /// When it comes next; absent while it is paused.
    let nextAt: Instant?
    /// The time for which it came last.
    let lastAt: Instant?
    /// The job that did it then.
    let lastJob: ID<JobRecord>?
    let createdAt: Instant

    init(_ record: ScheduleRecord, in registry: Registry) {
        let declared = registry.schedules.first { $0.name == record.name }
        id = record.id
        version = record.version
        name = record.name
        summary = declared?.summary
        state = record.state
        cron = record.cron
        usualCron = declared?.cron
        timeZone = record.zone
        nextAt = record.state == .active ? record.nextAt : nil
        lastAt = record.lastAt
        lastJob = record.lastJob
        createdAt = record.createdAt
    }
}

/// The shop's schedules, by name.
struct ListSchedules: ListQuery {
    static let name: QueryName = "schedules.list"
    static let permission = Permission.schedulesRead
    static let summary = "What the shop does at set times, by name, with when it comes next."

    /// A schedule's id, or a part of a name.
    var q: String?
    var state: AnyOf<ScheduleRecord.State>?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ScheduleView> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state")
        try conditions.add(words: q, plain: ["name"])
        return try db.page(
            ScheduleRecord.table.columns, from: ScheduleRecord.table.sql, where: conditions, order: .ascending("name"),
            limit: limit, after: after
        ) { row in ScheduleView(try ScheduleRecord(row: &row), in: db.registry) }
    }
}

/// One schedule.
struct GetSchedule: Query {
    static let name: QueryName = "schedules.get"
    static let permission = Permission.schedulesRead
    static let summary = "One schedule with its times and when it comes next."
    var schedule: ID<ScheduleRecord>
    func fetch(in db: Reader) throws -> ScheduleView { ScheduleView(try db.find(schedule), in: db.registry) }
}
