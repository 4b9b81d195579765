import Kernel

/// What somebody decides on, in whose place, by which policies; and what is done about what went wrong.
struct ApprovalInputs: InputRefinement {
    let actions: Set<String> = [
        "approvals.approve", "approvals.reject", "approvals.withdraw", "approvals.compare", "approvals.delegate",
        "approval_policies.create", "approval_policies.update", "exceptions.resolve", "exceptions.assign",
    ]
    /// What can be held in a shop.
    static let held = ["orders.cancel", "orders.refund", "inventory.adjust", "credit_notes.create"]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "approvals.approve", "approvals.reject", "approvals.compare":
            // Nobody decides what they asked for themselves.
            let waiting = shop.approvals.order.filter { shop.approvals.waiting[$0]?.asker != maker.asker }
            if let approval = maker.dice.one(of: waiting) { input["approval"] = .string(approval) }
            if action != "approvals.compare" {
                input["on_behalf_of"] = maker.dice.once(in: 6) ? .string(maker.id("usr")) : nil
            }
        case "approvals.withdraw":
            let own = shop.approvals.order.filter { shop.approvals.waiting[$0]?.asker == maker.asker }
            if let approval = maker.dice.one(of: own) { input["approval"] = .string(approval) }
        case "approvals.delegate":
            input["to"] = .string(maker.id("usr"))
            input["until"] = .string((maker.now + .minutes(Int64(maker.dice.number(5...2_000)))).description)
            if maker.dice.once(in: 2) { input["approval"] = nil }
        case "exceptions.resolve": input["notes"] = "Settled by phone."
        case "exceptions.assign": input["to"] = maker.dice.once(in: 2) ? .string(maker.id("usr")) : nil
        case _: policy(&input, &maker)
        }
    }

    private func policy(_ input: inout JSONObject, _ maker: inout InputMaker) {
        let target = input["policy"]
        input = JSONObject()
        input["policy"] = target
        input["action"] = .string(maker.dice.one(of: Self.held) ?? "orders.cancel")
        input["quorum"] = .int(Int64(maker.dice.one(of: [1, 1, 2, 2, 5]) ?? 1))
        if maker.dice.once(in: 2) { input["role"] = "staff" }
        if maker.dice.once(in: 2) { input["expires_after_hours"] = .int(Int64(maker.dice.number(1...30))) }
        if maker.dice.once(in: 4) {
            input["decided_by_role"] = .string(maker.dice.one(of: ["owner", "admin"]) ?? "owner")
        }
    }
}
