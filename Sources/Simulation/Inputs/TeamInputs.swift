import Kernel

/// People who come and go, with roles there are.
struct TeamInputs: InputRefinement {
    let actions: Set<String> = [
        "team.invite", "team.change_role", "team.accept", "roles.create", "roles.update", "sessions.clean_up",
    ]
    private static let rights = [
        "orders.*", "orders.read", "orders.place", "customers.*", "inventory.*", "products.read", "approvals.decide",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "team.invite", "team.change_role":
            if action == "team.invite", maker.dice.once(in: 2), let email = maker.dice.one(of: maker.shop.emails) {
                input["email"] = .string(email)
            }
            let own = maker.shop.words["key"] ?? []
            input["role"] = .string(
                maker.dice.one(of: ["admin", "staff", "staff", "owner"] + own.prefix(4)) ?? "staff")
            input["locations"] = maker.dice.once(in: 4) ? [maker.location()] : nil
        case "roles.create", "roles.update":
            if action == "roles.create" { input["key"] = .string("role_\(maker.fresh)") }
            input["permissions"] = .array(
                (0..<3).map { _ in .string(maker.dice.one(of: Self.rights) ?? "orders.read") })
        case _: break
        }
    }
}
