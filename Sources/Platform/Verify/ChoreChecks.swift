import Kernel
import Store

/// The promises of jobs, schedules and workflows.
enum ChoreChecks {
    static let all = [
        Check(
            "jobs.attempts_agree",
            "Each lease of a job was ended once, and what came of the last is where it stands (I13)."
        ) {
            db in
            try db.rows(
                """
                SELECT j.id, j.token, j.state, (SELECT count(*) FROM job_attempt a WHERE a.tenant = j.tenant AND a.job = j.id)
                FROM job j WHERE j.tenant = \(db.tenant) AND (
                    j.token <> (SELECT count(*) FROM job_attempt a WHERE a.tenant = j.tenant AND a.job = j.id)
                        + CASE WHEN j.state = 'running' THEN 1 ELSE 0 END
                    OR j.token < (SELECT coalesce(max(a.token), 0) FROM job_attempt a
                        WHERE a.tenant = j.tenant AND a.job = j.id)
                    OR (j.state = 'done') <> EXISTS (SELECT 1 FROM job_attempt a WHERE a.tenant = j.tenant AND a.job = j.id
                        AND a.token = j.token AND a.outcome = 'done'))
                LIMIT 100
                """
            ) { row in
                let job: ID<JobRecord> = try row.next()
                let token: Int = try row.next()
                let state: String = try row.next()
                return "\(job) is \(state) under lease \(token), with \(try row.next() as Int) attempts that ended"
            }
        },
        Check("jobs.none_forgotten", "A running job has a lease that runs out, every other has none (I13).") { db in
            try db.rows(
                """
                SELECT id FROM job WHERE tenant = \(db.tenant) AND (
                    (state = 'running') <> (lease_until IS NOT NULL) OR (state = 'running') <> (worker IS NOT NULL)
                    OR (state = 'running' AND started_at IS NULL))
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<JobRecord>) has a lease that does not fit its state" }
        },
        Check("schedules.next_is_what_cron_says", "Every schedule comes next when its times say.") { db in
            try db.records(ScheduleRecord.self, where: "1 = 1").compactMap { record in
                let next = try Cron(record.cron).next(after: record.plannedAt, in: ZonedCalendar(record.zone))
                if next == record.nextAt { return nil }
                return
                    "\(record.name) comes at \(record.nextAt?.description ?? "no time"), not as '\(record.cron)' says"
            }
        },
        Check("workflows.steps_agree", "Where a workflow stands is what its steps say.") { db in
            try db.rows(
                """
                SELECT w.id, w.state FROM workflow w WHERE w.tenant = \(db.tenant) AND (
                    (w.state = 'done' AND EXISTS (SELECT 1 FROM workflow_step s WHERE s.tenant = w.tenant
                        AND s.workflow = w.id AND s.round = w.round AND s.state <> 'done'))
                    OR (w.state = 'undone' AND EXISTS (SELECT 1 FROM workflow_step s WHERE s.tenant = w.tenant
                        AND s.workflow = w.id AND s.round = w.round AND s.state IN ('running', 'undoing', 'done', 'stuck')))
                    OR (w.state = 'running' AND EXISTS (SELECT 1 FROM workflow_step s WHERE s.tenant = w.tenant
                        AND s.workflow = w.id AND s.round = w.round AND s.position < w.step AND s.state <> 'done'))
                    OR (w.state = 'stuck' AND NOT EXISTS (SELECT 1 FROM workflow_step s WHERE s.tenant = w.tenant
                        AND s.workflow = w.id AND s.round = w.round AND s.state = 'stuck')))
                LIMIT 100
                """
            ) { row in
                let workflow: ID<WorkflowRecord> = try row.next()
                return "\(workflow) is \(try row.next() as String), which its steps do not say"
            }
        },
        Check("workflows.none_forgotten", "Every workflow that is under way has a job that brings it on (I13).") { db in
            let name = AdvanceWorkflow.name.rawValue
            let open = try db.records(
                WorkflowRecord.self, where: "state IN ('running', 'undoing')", tail: "LIMIT 10000")
            return try open.compactMap { record in
                let job: String? = try db.scalar(
                    """
                    SELECT state FROM job WHERE tenant = \(db.tenant) AND name = \(name)
                        AND key = \(record.id.description) AND state <> 'done' LIMIT 1
                    """)
                return job == nil ? "\(record.id) is \(record.state.rawValue), and no job brings it on" : nil
            }
        },
    ]
}
