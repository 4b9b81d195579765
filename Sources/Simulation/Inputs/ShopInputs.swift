import Kernel

/// Settings that mean something, and words people would write.
struct ShopInputs: InputRefinement {
    let actions: Set<String> = [
        "settings.set", "shops.update", "locations.create", "preferences.set", "comments.add", "saved_views.create",
        "saved_views.update",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "settings.set": set(&input, &maker)
        case "shops.update": input["currency"] = maker.dice.once(in: 4) ? input["currency"] : nil
        case "locations.create": input["code"] = .string("L\(maker.fresh)")
        case "preferences.set":
            let choices = [("theme", "dark"), ("theme", "light"), ("density", "compact"), ("locale", "en")]
            guard let choice = maker.dice.one(of: choices) else { return }
            input["key"] = .string(choice.0)
            if input["value"] != nil { input["value"] = .string(choice.1) }
        case "saved_views.create", "saved_views.update":
            if action == "saved_views.create" {
                input["collection"] = .string(maker.dice.one(of: ["orders", "customers", "products"]) ?? "orders")
            }
            input["query"] = "status=paid&limit=50"
        case _:
            if maker.dice.once(in: 2), let email = maker.dice.one(of: maker.shop.emails) {
                input["text"] = .string("Ask @\(email.prefix { $0 != "@" }) about it.")
            }
            input["record"] = .string(maker.id(maker.dice.one(of: ["ord", "cus", "prod", "var"])))
        }
    }

    private func set(_ input: inout JSONObject, _ maker: inout InputMaker) {
        switch maker.dice.below(6) {
        case 0:
            input["key"] = "orders.pending_timeout_minutes"
            input["value"] = .int(Int64(maker.dice.one(of: [0, 5, 60, 1_440]) ?? 60))
        case 1:
            input["key"] = "orders.status_moves"
            var moves = OrderModel.usualMoves
            if maker.dice.once(in: 2) { moves["pending"] = ["paid", "fulfilled", "cancelled"] }
            if maker.dice.once(in: 4) { moves["paid"] = ["fulfilled", "cancelled"] }
            input["value"] = .object(
                JSONObject(
                    moves.sorted { $0.key < $1.key }.map { state, next in
                        JSONObject.Member(state, .array(next.map { .string($0) }))
                    }))
        case 2: input["key"] = "inventory.low_stock"
        case 3:
            input["key"] = "jobs.keep_days"
            input["value"] = .int(Int64(maker.dice.number(1...3)))
        case _:
            input["key"] = "approvals.required_actions"
            input["value"] = .array(ApprovalInputs.held.filter { _ in maker.dice.once(in: 6) }.map { .string($0) })
        }
    }
}
