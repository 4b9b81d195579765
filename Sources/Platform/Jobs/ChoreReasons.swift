import Kernel

/// Why jobs, workflows and checks need somebody.
enum ChoreReasons {
    static let dead: ReasonCode = "jobs.dead"
    static let fault: ReasonCode = "workflows.fault"
    static let drift: ReasonCode = "proofs.drift"
    static let repairable: ReasonCode = "proofs.repairable"

    static let all = [
        Reason(
            dead, "Work that follows a change was tried several times and failed each time.",
            remedy:
                "Look at what went wrong. When its cause is gone, try again; if it is not to be done any more, cancel it.",
            retry: RetryJob.name,
            onRetry: "It is tried again from its first attempt. What it did before it failed is not done twice."),
        Reason(
            fault,
            "Work of several steps could not be brought to its end. What was done before is undone where that is possible.",
            remedy: "Look at the step that failed. When its cause is gone, go on with it, or leave it undone.",
            retry: RetryWorkflow.name,
            onRetry: "What is stuck is undone further; what was undone begins anew."),
        Reason(
            drift, "A nightly check of the shop's data found something that should not be.",
            remedy: "Look at what was found and put it right. Then check again: what is right is settled by itself.",
            retry: CheckProof.name, onRetry: "The shop's data is checked again now, in the background."),
        Reason(
            repairable, "A nightly check found figures that do not follow from what they are computed from.",
            remedy: "Look at what was found and at what the repair would change, then let it be done.",
            retry: CheckProof.name,
            onRetry: "What was found is put right, up to some hundred records at a time, and nothing else is changed."),
    ]
}
