import Kernel
import Store
import Synchronization

/// Lets schedules come: at each of its times, a schedule asks for its job once, however many processes look at it. What fell
/// due while no server ran comes once.
struct SchedulePlan: Sendable {
    private let registry: Registry

    init(_ registry: Registry) { self.registry = registry }

    /// The plan as the work loop knows it.
    var work: Work {
        let looks = Looks()
        let waiting: @Sendable (Connection, Instant) throws -> [Int64] = { db, now in
            try looks.isThorough() ? unplanned(db, at: now) : due(db, at: now)
        }
        return Work("platform.schedules", waiting: waiting) { installation, tenant in
            let runner = installation.runner
            let invocation = installation.system("scheduler", tenant: tenant)
            let now = installation.clock.now
            try await installation.store.write { db in
                let tx = runner.transaction(on: db, invocation, now: now)
                try SchedulePlan(installation.registry).advance(tx)
                try ActionRunner.record(tx, at: now)
            }
            return false
        }
    }

    /// How often the plan was looked at: all shops at first and every few minutes, those with a schedule that is due in
    /// between.
    private final class Looks: Sendable {
        private let count = Atomic<Int>(0)
        func isThorough() -> Bool { count.wrappingAdd(1, ordering: .relaxed).oldValue.isMultiple(of: 1_200) }
    }

    /// Shops in which a schedule is due.
    private func due(_ db: Connection, at now: Instant) throws -> [Int64] {
        try db.rows("SELECT DISTINCT tenant FROM schedule WHERE state = 'active' AND next_at <= \(now) ORDER BY tenant")
        {
            row in try row.next()
        }
    }

    /// The same, and shops that lack a schedule, or have one that was planned by other times or clocks than hold now: as
    /// when a new build has begun. One statement, two short reads a shop.
    private func unplanned(_ db: Connection, at now: Instant) throws -> [Int64] {
        let schedules = registry.schedules
        if schedules.isEmpty { return [] }
        let planned = schedules.map { schedule -> SQL in "(c.name = \(schedule.name) AND c.cron = \(schedule.cron))" }
        return try db.rows(
            """
            SELECT s.tenant FROM shop s
            WHERE EXISTS (SELECT 1 FROM schedule d WHERE d.tenant = s.tenant AND d.state = 'active' AND d.next_at <= \(now))
                OR (SELECT count(*) FROM schedule c WHERE c.tenant = s.tenant AND c.zone = s.time_zone
                        AND c.name IN \(list: schedules.map(\.name))
                        AND (c.own_cron IS NOT NULL OR \(SQL.joined(planned, separator: " OR ")))) < \(schedules.count)
            ORDER BY s.tenant
            """
        ) { row in try row.next() }
    }

    /// Brings a shop's schedules up to date: those it lacks, those planned otherwise, those that are due.
    func advance(_ tx: Transaction) throws {
        let zone = try tx.shop.timeZone
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")"
        let known: Int? = try tx.scalar("SELECT count(*) FROM schedule WHERE tenant = \(tx.tenant)")
        if (known ?? 0) < registry.schedules.count { try add(zone, in: tx) }
        let records = try tx.records(ScheduleRecord.self, where: "1 = 1", tail: "ORDER BY name \(locking)")
        for record in records {
            guard let schedule = registry.schedules.first(where: { $0.name == record.name }) else { continue }
            try advance(record, schedule, zone, in: tx)
        }
    }

    /// The schedules a shop lacks come first at their next time.
    func add(_ zone: TimeZoneID, in tx: Transaction) throws {
        for schedule in registry.schedules {
            var record = ScheduleRecord(
                id: tx.newID(), name: schedule.name, cron: schedule.cron, zone: zone, at: tx.now)
            try record.plan(cron: schedule.cron, zone: zone, after: tx.now)
            try tx.execute(
                """
                INSERT INTO schedule (tenant, id, version, name, cron, zone, state, planned_at, next_at, created_at)
                VALUES (\(tx.tenant), \(record.id), 1, \(record.name), \(record.cron), \(record.zone), 'active',
                    \(record.plannedAt), \(record.nextAt), \(record.createdAt))
                ON CONFLICT DO NOTHING
                """)
        }
    }

    private func advance(
        _ record: ScheduleRecord, _ schedule: Schedule, _ zone: TimeZoneID, in tx: Transaction
    ) throws {
        var record = record
        let cron = record.ownCron ?? schedule.cron
        let isDue = record.state == .active && record.nextAt.map { due in due <= tx.now } ?? false
        if isDue, let due = record.nextAt {
            record.lastAt = due
            record.lastJob = try schedule.enqueue(tx, "\(schedule.name)@\(due)")
        } else if record.cron == cron && record.zone == zone {
            return
        }
        try record.plan(cron: cron, zone: zone, after: max(tx.now, record.plannedAt))
        try tx.save(&record)
    }
}
