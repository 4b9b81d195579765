import Kernel
import Store

/// A job that this process has leased.
struct JobClaim: Sendable {
    let tenant: Int64
    let id: ID<JobRecord>
    let name: JobName
    let queue: QueueName
    let input: String
    let attempts: Int
    let token: Int
    let requestID: String
    let waited: TimeSpan
    let startedAt: Instant
}

/// The timing of leases: a worker says every few seconds that it is alive; one that was silent for long is gone.
enum LeasePolicy {
    static let span = TimeSpan.seconds(30)
    static let beat = TimeSpan.seconds(5)
    /// How many lost leases of a shop are taken back at a time.
    static let lostPortion = 100
}

/// How workers find and take jobs. Each statement is about one shop and one queue and reads an index from its beginning.
struct JobClaims: Sendable {
    let worker: String
    let registry: Registry
    let randomness: any Randomness
    let ids: IDSource

    /// What waits where.
    struct Waiting: Sendable {
        /// Shops with due jobs, by queue.
        var due: [(queue: QueueName, tenants: [Int64])] = []
        /// Shops with jobs whose worker has fallen silent.
        var lost: [Int64] = []
        var isEmpty: Bool { due.allSatisfy(\.tenants.isEmpty) && lost.isEmpty }
    }

    /// The shops in which something can be taken: one statement, which costs what there is to do and not what there is.
    func waiting(_ queues: [QueueName], at now: Instant, only tenant: Int64?, in db: Connection) throws -> Waiting {
        var waiting = Waiting()
        let only: SQL = tenant.map { tenant in "AND s.tenant = \(tenant)" } ?? ""
        let parts = queues.enumerated().map { index, queue -> SQL in
            """
            SELECT \(SQL(trusted: String(index))) AS line, s.tenant FROM waits s WHERE s.tenant IS NOT NULL \(only)
                AND EXISTS (SELECT 1 FROM job j WHERE j.tenant = s.tenant AND j.queue = \(queue.rawValue)
                    AND j.state = 'waiting' AND j.due_at <= \(now))
            """
        }
        let lost: SQL = """
            SELECT -1 AS line, s.tenant FROM holds s WHERE s.tenant IS NOT NULL \(only)
                AND EXISTS (SELECT 1 FROM job j WHERE j.tenant = s.tenant AND j.state = 'running' AND j.lease_until < \(now))
            """
        // The shops in which something waits or runs: a step in an index from each to the next.
        let shops: SQL = """
            WITH RECURSIVE waits (tenant) AS (
                SELECT min(tenant) FROM job WHERE state = 'waiting'
                UNION ALL
                SELECT (SELECT min(j.tenant) FROM job j WHERE j.state = 'waiting' AND j.tenant > waits.tenant)
                FROM waits WHERE waits.tenant IS NOT NULL
            ), holds (tenant) AS (
                SELECT min(tenant) FROM job WHERE state = 'running'
                UNION ALL
                SELECT (SELECT min(j.tenant) FROM job j WHERE j.state = 'running' AND j.tenant > holds.tenant)
                FROM holds WHERE holds.tenant IS NOT NULL
            )
            """
        waiting.due = queues.map { queue in (queue, []) }
        let all = SQL.joined(parts + [lost], separator: " UNION ALL ")
        try db.each("\(shops) \(all) ORDER BY line, tenant") { row in
            let line: Int = try row.next()
            if line < 0 {
                waiting.lost.append(try row.next())
            } else {
                waiting.due[line].tenants.append(try row.next())
            }
        }
        return waiting
    }

    /// Leases up to so many due jobs of a shop's queue: higher priorities first, then those that have waited longest.
    func take(
        _ queue: QueueName, in tenant: Int64, atMost limit: Int, at now: Instant, on db: Connection
    ) throws -> [JobClaim] {
        var found: [ID<JobRecord>] = []
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")"
        for priority in try priorities(of: queue, tenant, in: db) where found.count < limit {
            found += try db.rows(
                """
                SELECT id FROM job WHERE tenant = \(tenant) AND queue = \(queue.rawValue) AND state = 'waiting'
                    AND priority = \(priority) AND due_at <= \(now)
                ORDER BY due_at, id LIMIT \(limit - found.count) \(locking)
                """
            ) { row in try row.next() }
        }
        return found.isEmpty ? [] : try lease(found, tenant, at: now, on: db)
    }

    private func lease(
        _ ids: [ID<JobRecord>], _ tenant: Int64, at now: Instant, on db: Connection
    ) throws -> [JobClaim] {
        let until = now + LeasePolicy.span
        let claims: [(ID<JobRecord>, JobClaim)] = try db.rows(
            """
            UPDATE job SET state = 'running', version = version + 1, token = token + 1, attempts = attempts + 1,
                worker = \(worker), lease_until = \(until), started_at = \(now)
            WHERE tenant = \(tenant) AND state = 'waiting' AND id IN \(list: ids)
            RETURNING id, name, queue, input, attempts, token, request_id, due_at
            """
        ) { row in
            let id: ID<JobRecord> = try row.next()
            let name = JobName(try row.next() as String)
            let queue = QueueName(try row.next() as String)
            return (
                id,
                JobClaim(
                    tenant: tenant, id: id, name: name, queue: queue, input: try row.next(), attempts: try row.next(),
                    token: try row.next(), requestID: try row.next(), waited: max(.zero, now - (try row.next())),
                    startedAt: now)
            )
        }
        let byID = Dictionary(claims, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { id in byID[id] }
    }

    /// The priorities of which something waits, highest first: a step in the index from each to the next.
    private func priorities(of queue: QueueName, _ tenant: Int64, in db: Connection) throws -> [Int] {
        try db.rows(
            """
            WITH RECURSIVE level (value) AS (
                SELECT max(priority) FROM job
                WHERE tenant = \(tenant) AND queue = \(queue.rawValue) AND state = 'waiting'
                UNION ALL
                SELECT (SELECT max(j.priority) FROM job j WHERE j.tenant = \(tenant) AND j.queue = \(queue.rawValue)
                    AND j.state = 'waiting' AND j.priority < level.value)
                FROM level WHERE level.value IS NOT NULL
            ) SELECT value FROM level WHERE value IS NOT NULL
            """
        ) { row in try row.next() }
    }

    /// Takes back the jobs of a shop whose workers have fallen silent: an attempt each, which failed.
    func takeBack(in tenant: Int64, at now: Instant, on db: Connection) throws {
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")"
        let lost = try db.rows(
            """
            SELECT \(JobRecord.table.columns) FROM job
            WHERE tenant = \(tenant) AND state = 'running' AND lease_until < \(now)
            ORDER BY lease_until, id LIMIT \(LeasePolicy.lostPortion) \(locking)
            """
        ) { row in try JobRecord(row: &row) }
        let problem = Problem(
            .internal, "jobs.lost", "The process that did it ended or fell silent.",
            remedy: "It is tried again by itself.")
        let book = AttemptBook(registry: registry, randomness: randomness, ids: ids)
        for job in lost {
            try book.fail(job, .lost, problem, isFinal: false, tenant, at: now, on: db)
        }
    }

    /// Says that the worker is alive; answers the jobs that are no longer its own.
    func beat(_ claims: [JobClaim], at now: Instant, on db: Connection) throws -> Set<ID<JobRecord>> {
        var lost = Set(claims.map(\.id))
        for (tenant, group) in Dictionary(grouping: claims, by: \.tenant).sorted(by: { $0.key < $1.key }) {
            let held: [(ID<JobRecord>, Int)] = try db.rows(
                """
                UPDATE job SET lease_until = \(now + LeasePolicy.span)
                WHERE tenant = \(tenant) AND state = 'running' AND worker = \(worker) AND id IN \(list: group.map(\.id))
                RETURNING id, token
                """
            ) { row in (try row.next(), try row.next()) }
            let tokens = Dictionary(held, uniquingKeysWith: { first, _ in first })
            for claim in group where tokens[claim.id] == claim.token { lost.remove(claim.id) }
        }
        return lost
    }
}
