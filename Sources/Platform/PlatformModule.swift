import Kernel
import Store

/// The platform's own table of contents: shops, settings, approvals, audit, events.
public enum PlatformModule {
    /// What the registry collects.
    public static let module = Module(
        name: "platform", summary: "Shops, settings, approvals, the audit log and the event log.",
        migrations: PlatformSchema.migrations + JobsSchema.migrations,
        resources: [
            Resource("approvals", of: Approval.self, singular: "approval"),
            Resource("shops", of: Shop.self, singular: "shop"),
            Resource("job_runs", of: JobRecord.self, singular: "job run"),
            Resource("schedules", of: ScheduleRecord.self, singular: "schedule", named: "name"),
            Resource("proofs", of: ProofRecord.self, singular: "check", named: "name"),
            Resource("workflows", of: WorkflowRecord.self, singular: "workflow"),
        ],
        actions: [
            CreateShop.self, UpdateShop.self, SetSetting.self, RequestApproval.self, Approve.self, Reject.self,
            BuryJob.self, RetryJob.self, CancelJob.self, SweepJobs.self, FaultWorkflow.self, RetryWorkflow.self,
            CancelWorkflow.self, PauseSchedule.self, ResumeSchedule.self, RunSchedule.self, SetScheduleTimes.self,
            RecordProof.self,
        ],
        queries: [
            GetShop.self, ListSettings.self, ListApprovals.self, GetApproval.self, ListAudit.self, ListEvents.self,
            CheckAuditChain.self, RecordTimeline.self,
            ListJobs.self, GetJob.self, ListQueues.self, ListWorkflows.self, GetWorkflow.self, ListSchedules.self,
            GetSchedule.self, ListProofs.self, GetProof.self,
        ],
        events: [
            ShopCreated.self, SettingChanged.self, ApprovalRequested.self, ApprovalDecided.self, JobDied.self,
            JobRetried.self, JobCancelled.self, WorkflowFaulted.self, WorkflowRetried.self, WorkflowCancelled.self,
            ScheduleChanged.self, ProofDrifted.self, ProofHeld.self,
        ],
        settings: [ApprovalPolicy.required, SweepJobs.keep],
        checks: PlatformChecks.all + ChoreChecks.all,
        lifecycles: [
            Lifecycle("Approval", Approval.lifecycle), Lifecycle("Job", JobRecord.lifecycle),
            Lifecycle("Schedule", ScheduleRecord.lifecycle), Lifecycle("Workflow", WorkflowRecord.lifecycle),
            Lifecycle("Proof", ProofRecord.lifecycle),
        ],
        staffPermissions: ["shops.read", "approvals.read", "approvals.request", "events.read", "records.read"],
        memberPermissions: ["shops.read", "records.read"], sweeps: [SweepJobs.sweep], jobs: [AdvanceWorkflow.self, NightlyProof.self],
        schedules: [NightlyProof.schedule])
}
