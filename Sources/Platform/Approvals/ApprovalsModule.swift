import Kernel

/// Actions that wait for somebody else's yes.
enum ApprovalsModule {
    static let module = Module(
        name: "approvals", summary: "Actions that wait for somebody else's yes, and the policies that make them wait.",
        migrations: ApprovalSchema.migrations,
        resources: [
            Resource("approvals", of: Approval.self, singular: "approval"),
            Resource("approval_policies", of: ApprovalPolicy.self, singular: "approval policy"),
            Resource("approval_delegations", of: ApprovalDelegation.self, singular: "delegation"),
        ],
        actions: [
            RequestApproval.self, Approve.self, Reject.self, WithdrawApproval.self, ExpireApproval.self,
            CompareApproval.self, DelegateApprovals.self, EndDelegation.self, CreatePolicy.self, UpdatePolicy.self,
            RemovePolicy.self,
        ],
        queries: [
            ListApprovals.self, GetApproval.self, ListApprovalEntries.self, ListDeciders.self, ListDelegations.self,
            ListPolicies.self, GetPolicy.self, ListTopics.self,
        ],
        events: [ApprovalRequested.self, ApprovalVoted.self, ApprovalDecided.self],
        settings: [ApprovalPolicies.required, ApprovalPolicies.policies], checks: ApprovalChecks.all,
        lifecycles: [Lifecycle("Approval", Approval.lifecycle)],
        staffPermissions: ["approvals.read", "approvals.request"], sweeps: [ExpireApproval.sweep],
        reasons: [ApprovalReasons.refused, ApprovalReasons.nobodyLeft])
}
