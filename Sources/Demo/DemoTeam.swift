import Identity
import Inventory
import Kernel
import Platform

/// Who works in the demo shop. Nobody has a password: `martlet link usr_…` prints a link that signs one of them in.
struct DemoTeam {
    /// Runs the shop day by day.
    let admin: Caller
    /// Sends parcels, at the workshop only.
    let warehouse: Caller
    /// Stands in the shop in the high street, and works there only.
    let counter: Caller
    /// Answers the telephone; has a role of the shop's own.
    let support: Caller
    /// All of them and the owner, for the person at the terminal.
    let colleagues: [DemoShop.Colleague]

    private static let supportRights = [
        "orders.read", "orders.place", "orders.discount", "orders.mark_paid", "orders.cancel", "orders.refund",
        "orders.mark_refunded",
        "orders.assign_customer", "credit_notes.read", "credit_notes.create", "customers.read", "customers.create",
        "customers.update", "customers.tag", "products.read", "inventory.read", "approvals.read",
        "payments.read", "payments.record", "payments.reverse", "refunds.read", "refunds.request", "store_credit.read",
        "store_credit.issue", "tickets.read", "tickets.write",
    ]

    /// Engages them, each by an invitation that they accept; one has not answered yet.
    static func assemble(workshop: Location, shop: Location, on stage: DemoStage) async throws -> DemoTeam {
        let roles = BuiltInRoles(stage.installation.registry)
        try await stage.perform(
            "roles.create",
            [
                "key": "support", "title": "Customer support",
                "permissions": .array(supportRights.map { .string($0) }),
            ])
        var colleagues: [DemoShop.Colleague] = []
        func engage(
            _ name: String, _ email: String, _ role: String, _ rights: PermissionSet, at location: Location? = nil
        ) async throws -> Caller {
            let user = try await invite(name, email, role, at: location, accepts: true, on: stage)
            colleagues.append(DemoShop.Colleague(name: name, role: role, user: user))
            return Caller(
                kind: .user, principal: user, permissions: rights, locations: location.map { [$0.id.raw] }, role: role)
        }
        _ = try await engage("Eleanor Pemberton", "eleanor@pemberton.example", "owner", .all)
        let admin = try await engage(
            "Harriet Pemberton", "harriet@pemberton.example", "admin", roles.permissions(of: .admin))
        let warehouse = try await engage(
            "Tom Abernathy", "tom@pemberton.example", "staff", roles.permissions(of: .staff), at: workshop)
        let counter = try await engage(
            "Nell Fairweather", "nell@pemberton.example", "staff", roles.permissions(of: .staff), at: shop)
        let everybody = stage.installation.registry.modules.flatMap(\.memberPermissions).map(\.rawValue)
        let support = try await engage(
            "Samir Haddad", "samir@pemberton.example", "support", PermissionSet(supportRights + everybody))
        _ = try await invite("Maya Lindqvist", "maya@pemberton.example", "staff", at: shop, accepts: false, on: stage)
        try await stage.perform(
            "settings.set", ["key": "approvals.required_actions", "value": ["orders.refund"]], as: admin)
        try await requireApprovals(admin, on: stage)
        try await saveViews(admin: admin, support: support, on: stage)
        return DemoTeam(
            admin: admin, warehouse: warehouse, counter: counter, support: support, colleagues: colleagues)
    }

    /// What else waits for the admin when support asks for it: a generous gift, and taking a payment back.
    private static func requireApprovals(_ admin: Caller, on stage: DemoStage) async throws {
        let gift: JSON = ["amount": "25.00", "currency": "GBP"]
        try await stage.perform(
            "approval_policies.create",
            [
                "topic": "store_credit.amount_threshold", "above": gift, "role": "support", "decided_by_role": "admin",
                "expires_after_hours": 72,
            ], as: admin)
        try await stage.perform(
            "approval_policies.create", ["action": "payments.reverse", "role": "support"], as: admin)
    }

    /// The nightly check of the shop's data comes after the backup of the house, and once before anybody looks.
    func checkEveryNight(on stage: DemoStage) async throws {
        let schedules = try await stage.answer("schedules.list", [:])["data"]?.array ?? []
        guard let id = schedules.first(where: { $0["name"] == "platform.nightly_proof" })?["id"] else { return }
        try await stage.perform("schedules.set_cron", ["schedule": id, "cron": "30 3 * * *"], as: admin)
        try await stage.perform("schedules.run_now", ["schedule": id], as: admin)
    }

    /// Lists they look at every day: three for the team, and one of somebody's own.
    private static func saveViews(admin: Caller, support: Caller, on stage: DemoStage) async throws {
        let views: [(owner: Caller, collection: String, name: String, query: String)] = [
            (admin, "orders", "To ship today", "sort=oldest&status=paid"),
            (admin, "orders", "Unpaid over £100", "status=pending&total=100.."),
            (admin, "stock_levels", "Low on candles", "q=candle&state=low,out"),
            (support, "orders", "By telephone", "channel=phone"),
        ]
        for view in views {
            try await stage.perform(
                "saved_views.create",
                [
                    "collection": .string(view.collection), "name": .string(view.name), "query": .string(view.query),
                    "is_shared": .bool(view.owner.principal == admin.principal),
                ], as: view.owner)
        }
    }

    /// Invites somebody and answers who they are.
    private static func invite(
        _ name: String, _ email: String, _ role: String, at location: Location?, accepts: Bool, on stage: DemoStage
    ) async throws -> String {
        let limit: JSON = location.map { .array([.string($0.id.description)]) } ?? .null
        let member = try await stage.perform(
            "team.invite", ["name": .string(name), "email": .string(email), "role": .string(role), "locations": limit])
        guard let id = member["id"]?.string, let user = member["user"]?.string else {
            throw Problem(.internal, "invariant_broken", "An invitation names the member and the person.")
        }
        if accepts { try await stage.perform("team.accept", ["member": .string(id)]) }
        return user
    }
}
