import Kernel

/// Jobs, schedules and workflows that somebody has just heard of, and times that come soon.
struct ChoreInputs: InputRefinement {
    let actions: Set<String> = [
        "job_runs.retry", "job_runs.cancel", "workflows.retry", "workflows.cancel", "schedules.set_cron",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "job_runs.retry", "job_runs.cancel":
            if maker.dice.once(in: 2) { input["job_run"] = .string(maker.newest("job")) }
        case "workflows.retry", "workflows.cancel":
            if maker.dice.once(in: 2) { input["workflow"] = .string(maker.newest("wfl")) }
        case _:
            let times = ["*/5 * * * *", "0 * * * *", "30 2 * * *", "0 2 * * sun", "@daily"]
            input["cron"] = maker.dice.once(in: 4) ? nil : .string(maker.dice.one(of: times) ?? times[0])
        }
    }
}
