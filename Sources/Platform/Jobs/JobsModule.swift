import Kernel

/// Jobs, schedules and workflows.
enum JobsModule {
    static let module = Module(
        name: "jobs", summary: "Work after a commit: jobs, the times they are due at, and workflows of stored steps.",
        migrations: JobsSchema.migrations,
        resources: [
            Resource("job_runs", of: JobRecord.self, singular: "job run"),
            Resource("schedules", of: ScheduleRecord.self, singular: "schedule", named: "name"),
            Resource("proofs", of: ProofRecord.self, singular: "check", named: "name"),
            Resource("workflows", of: WorkflowRecord.self, singular: "workflow"),
        ],
        actions: [
            BuryJob.self, RetryJob.self, CancelJob.self, SweepJobs.self, FaultWorkflow.self, RetryWorkflow.self,
            CancelWorkflow.self, PauseSchedule.self, ResumeSchedule.self, RunSchedule.self, SetScheduleTimes.self,
            RecordProof.self, CheckProof.self,
        ],
        queries: [
            ListJobs.self, GetJob.self, ListQueues.self, ListWorkflows.self, GetWorkflow.self, ListSchedules.self,
            GetSchedule.self, ListProofs.self, GetProof.self,
        ],
        events: [
            JobDied.self, JobRetried.self, JobCancelled.self, WorkflowFaulted.self, WorkflowRetried.self,
            WorkflowCancelled.self, ScheduleChanged.self, ProofDrifted.self, ProofHeld.self,
        ],
        settings: [SweepJobs.keep], checks: ChoreChecks.all,
        lifecycles: [
            Lifecycle("Job", JobRecord.lifecycle), Lifecycle("Schedule", ScheduleRecord.lifecycle),
            Lifecycle("Workflow", WorkflowRecord.lifecycle), Lifecycle("Proof", ProofRecord.lifecycle),
        ], sweeps: [SweepJobs.sweep], jobs: [AdvanceWorkflow.self, NightlyProof.self],
        schedules: [NightlyProof.schedule], reasons: ChoreReasons.all)
}
