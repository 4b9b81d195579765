import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("Roles")
struct RoleTests {
    @Test("A custom role gives what it lists and nothing else", arguments: Engine.available)
    func custom(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let role = try await office.world.perform(
            CreateRole(key: "auditor", title: "Auditor", permissions: ["audit.read", "team.read"]),
            as: office.owner.caller)
        let bob = try await office.hire("Bob", role: "auditor")
        #expect(bob.caller.may("audit.read"))
        #expect(!bob.caller.may("team.invite"))
        #expect(bob.caller.may("sessions.read"))
        try await office.world.perform(UpdateRole(role: role.id, permissions: ["audit.read"]), as: office.owner.caller)
        let now = try await office.door.session(token: bob.token)
        #expect(!now.caller.may("team.read"))
        #expect(now.caller.may("audit.read"))
    }

    @Test("Nobody makes or changes a role beyond what they hold", arguments: Engine.available)
    func limits(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        try await office.world.perform(
            CreateRole(key: "lead", title: "Lead", permissions: ["roles.*", "team.*", "orders.*"]),
            as: office.owner.caller)
        let rich = try await office.world.perform(
            CreateRole(key: "rich", title: "Rich", permissions: ["payouts.send"]), as: office.owner.caller)
        let lead = try await office.hire("Bob", role: "lead")
        try await office.world.perform(
            CreateRole(key: "clerk", title: "Clerk", permissions: ["orders.cancel"]), as: lead.caller)
        for permissions in [["*"], ["*.read"], ["inventory.adjust"], ["orders.cancel", "payouts.send"]] {
            let refused = await office.world.refusal {
                try await office.world.perform(
                    CreateRole(key: "more", title: "More", permissions: permissions), as: lead.caller)
            }
            #expect(refused?.code == "team.grants_too_much")
        }
        let raised = await office.world.refusal {
            try await office.world.perform(UpdateRole(role: rich.id, permissions: ["orders.cancel"]), as: lead.caller)
        }
        #expect(raised?.code == "team.grants_too_much")
        let granted = await office.world.refusal {
            try await office.world.perform(InviteMember(email: "x@example.org", role: "rich"), as: lead.caller)
        }
        #expect(granted?.code == "team.grants_too_much")
        let builtIn = await office.world.refusal {
            try await office.world.perform(InviteMember(email: "x@example.org", role: "staff"), as: lead.caller)
        }
        #expect(builtIn?.code == "team.grants_too_much")
        try await office.world.perform(InviteMember(email: "x@example.org", role: "clerk"), as: lead.caller)
    }

    @Test("A role in use cannot be deleted; a deleted one allows nothing", arguments: Engine.available)
    func deletion(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let role = try await office.world.perform(
            CreateRole(key: "clerk", title: "Clerk", permissions: ["orders.cancel"]), as: office.owner.caller)
        let bob = try await office.hire("Bob", role: "clerk")
        let used = await office.world.refusal {
            try await office.world.perform(DeleteRole(role: role.id), as: office.owner.caller)
        }
        #expect(used?.code == "roles.in_use")
        let member = try await office.member(bob)
        try await office.world.perform(ChangeMemberRole(member: member.id, role: "staff"), as: office.owner.caller)
        try await office.world.perform(DeleteRole(role: role.id), as: office.owner.caller)
        #expect(try await office.world.verify() == [])
        #expect(office.door.roles.permissions(of: "clerk", custom: nil) == PermissionSet.none)
        let again = await office.world.refusal {
            try await office.world.perform(ChangeMemberRole(member: member.id, role: "clerk"), as: office.owner.caller)
        }
        #expect(again?.errors.map(\.code) == ["no_such_role"])
    }

    @Test("Names and patterns are checked", arguments: Engine.available)
    func validation(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let refused = await office.world.refusal {
            try await office.world.perform(
                CreateRole(
                    key: "Über", title: "", permissions: ["orders.*", "nonsense", "*.*", "a.b.c", "Orders.read"]),
                as: office.owner.caller)
        }
        #expect(
            refused?.errors.map(\.field) == [
                "key", "title", "permissions[1]", "permissions[2]", "permissions[3]", "permissions[4]",
            ])
        let builtIn = await office.world.refusal {
            try await office.world.perform(
                CreateRole(key: "owner", title: "O", permissions: []), as: office.owner.caller)
        }
        #expect(builtIn?.errors.map(\.code) == ["built_in"])
        try await office.world.perform(CreateRole(key: "clerk", title: "C", permissions: []), as: office.owner.caller)
        let taken = await office.world.refusal {
            try await office.world.perform(
                CreateRole(key: "clerk", title: "C", permissions: []), as: office.owner.caller)
        }
        #expect(taken?.code == "roles.key_taken")
    }

    @Test("Admins hold everything the modules declare, staff what the modules give them")
    func builtIn() async throws {
        let office = try await Office.opened(.sqlite)
        let registry = office.world.installation.registry
        let admin = office.door.roles.permissions(of: .admin)
        for permission in registry.permissions { #expect(admin.allows(permission), "\(permission)") }
        #expect(!admin.covers(.all))
        let staff = office.door.roles.permissions(of: .staff)
        #expect(admin.covers(staff))
        #expect(Set(staff.patterns) == Set(registry.modules.flatMap(\.staffPermissions).map(\.rawValue)))
        for entry in registry.actions where !staff.allows(entry.permission) {
            #expect(!staff.patterns.contains(entry.permission.rawValue))
        }
    }
}
