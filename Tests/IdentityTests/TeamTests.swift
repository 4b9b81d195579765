import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("The team")
struct TeamTests {
    @Test("An invitation becomes a membership with the first sign-in", arguments: Engine.available)
    func invitation(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let member = try await office.world.perform(
            InviteMember(email: "Bob@Example.org", name: "Bob", role: "staff"), as: office.owner.caller)
        #expect(member.status == .invited)
        let link = try await office.door.makeLink(for: member.user, as: office.asOwner)
        let grant = try await office.door.redeem(link: link.token, request: Office.request())
        #expect(grant.needsSetUp)
        #expect(try await office.member(grant).status == .active)
        #expect(try await office.world.events(MemberJoined.self).count == 2)
        let team = try await office.world.fetch(ListTeam(), as: office.owner.caller).data
        #expect(team.map(\.email) == ["ada@example.org", "Bob@Example.org"])
        #expect(team.map(\.role) == ["owner", "staff"])
    }

    @Test("Nobody is invited twice; who was removed can come back", arguments: Engine.available)
    func twice(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let bob = try await office.hire("Bob", role: "staff")
        let again = await office.world.refusal {
            try await office.world.perform(
                InviteMember(email: "BOB@example.org", role: "staff"), as: office.owner.caller)
        }
        #expect(again?.code == "team.already_member")
        let member = try await office.member(bob)
        try await office.world.perform(RemoveMember(member: member.id), as: office.owner.caller)
        let back = try await office.world.perform(
            InviteMember(email: "bob@example.org", role: "admin"), as: office.owner.caller)
        #expect(back.id == member.id)
        // They know their password still: signing in accepts the invitation.
        let grant = try await office.signIn("bob@example.org")
        #expect(grant.caller.role == "admin")
        #expect(try await office.member(grant).status == .active)
        #expect(try await office.world.verify() == [])
    }

    @Test("The last owner can be neither removed nor demoted", arguments: Engine.available)
    func lastOwner(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let ada = try await office.member(office.owner)
        let removed = await office.world.refusal {
            try await office.world.perform(RemoveMember(member: ada.id), as: office.owner.caller)
        }
        let demoted = await office.world.refusal {
            try await office.world.perform(ChangeMemberRole(member: ada.id, role: "admin"), as: office.owner.caller)
        }
        #expect(removed?.code == "team.last_owner")
        #expect(demoted?.code == "team.last_owner")
        // An owner who has only been invited is no owner yet.
        try await office.world.perform(InviteMember(email: "eve@example.org", role: "owner"), as: office.owner.caller)
        let still = await office.world.refusal {
            try await office.world.perform(RemoveMember(member: ada.id), as: office.owner.caller)
        }
        #expect(still?.code == "team.last_owner")
        _ = try await office.hire("Bob", role: "owner")
        try await office.world.perform(RemoveMember(member: ada.id), as: office.owner.caller)
        #expect(try await office.world.verify() == [])
    }

    @Test("Of two owners who remove each other at one moment, one stays", arguments: Engine.available)
    func mutualRemoval(_ engine: Engine) async throws {
        for _ in 0..<5 {
            let office = try await Office.opened(engine)
            let bob = try await office.hire("Bob", role: "owner")
            let (ada, other) = (try await office.member(office.owner), try await office.member(bob))
            async let first = office.world.refusal {
                try await office.world.perform(RemoveMember(member: other.id), as: office.owner.caller)
            }
            async let second = office.world.refusal {
                try await office.world.perform(RemoveMember(member: ada.id), as: bob.caller)
            }
            let refusals = await [first, second].compactMap { $0 }
            #expect(refusals.map(\.code) == ["team.last_owner"])
            #expect(try await office.world.verify() == [])
        }
    }

    @Test("Admins manage everybody but owners; staff nobody", arguments: Engine.available)
    func ranks(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let bob = try await office.hire("Bob", role: "admin")
        let ada = try await office.member(office.owner)
        let eve = try await office.hire("Eve", role: "admin", by: bob.caller)
        let staff = try await office.hire("Sam", role: "staff", by: bob.caller)
        for attempt in [
            await office.world.refusal { try await office.world.perform(RemoveMember(member: ada.id), as: bob.caller) },
            await office.world.refusal {
                try await office.world.perform(ChangeMemberRole(member: ada.id, role: "staff"), as: bob.caller)
            },
            await office.world.refusal {
                try await office.world.perform(InviteMember(email: "x@example.org", role: "owner"), as: bob.caller)
            },
        ] {
            #expect(attempt?.code == "team.grants_too_much")
        }
        let eves = try await office.member(eve)
        let promoted = await office.world.refusal {
            try await office.world.perform(ChangeMemberRole(member: eves.id, role: "owner"), as: bob.caller)
        }
        #expect(promoted?.code == "team.grants_too_much")
        for permission in [
            "team.read", "team.invite", "team.remove", "team.change_role", "roles.create", "api_keys.create",
        ] {
            #expect(!staff.caller.may(Permission(permission)))
        }
        let invited = await office.world.refusal {
            try await office.world.perform(InviteMember(email: "x@example.org", role: "staff"), as: staff.caller)
        }
        #expect(invited?.code == "forbidden")
    }

    @Test("Location limits reach the caller, and limit what they can grant", arguments: Engine.available)
    func locations(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let source = office.world.installation.ids
        let (leeds, york) = (Reference(kind: "loc", raw: source.next()), Reference(kind: "loc", raw: source.next()))
        try await office.world.perform(
            CreateRole(key: "foreman", title: "Foreman", permissions: ["team.*", "inventory.*"]),
            as: office.owner.caller)
        try await office.world.perform(
            CreateRole(key: "picker", title: "Picker", permissions: ["inventory.adjust"]), as: office.owner.caller)
        let foreman = try await office.hire("Bob", role: "foreman", locations: [leeds])
        let who = try await office.door.session(token: foreman.token)
        #expect(who.caller.locations == [leeds.raw])
        #expect(throws: Problem.self) { try who.caller.require(locations: [york.raw]) }
        try await office.world.perform(
            InviteMember(email: "p1@example.org", role: "picker", locations: [leeds]), as: who.caller)
        for limit in [nil, [york], [leeds, york]] as [[Reference]?] {
            let refused = await office.world.refusal {
                try await office.world.perform(
                    InviteMember(email: "p2@example.org", role: "picker", locations: limit), as: who.caller)
            }
            #expect(refused?.code == "team.grants_too_much")
        }
        let limitedOwner = await office.world.refusal {
            try await office.world.perform(
                InviteMember(email: "p3@example.org", role: "owner", locations: [leeds]), as: office.owner.caller)
        }
        #expect(limitedOwner?.errors.map(\.code) == ["owner_unlimited"])
        let notALocation = await office.world.refusal {
            try await office.world.perform(
                InviteMember(
                    email: "p4@example.org", role: "staff", locations: [Reference(kind: "ord", raw: source.next())]),
                as: office.owner.caller)
        }
        #expect(notALocation?.errors.map(\.field) == ["locations[0]"])
    }

    @Test("A team is its shop's: others neither see nor touch it", arguments: Engine.available)
    func tenants(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let other = try await office.world.anotherShop()
        let ada = try await office.member(office.owner)
        let seen = try await office.world.fetch(ListTeam(), as: .system("test"), in: other)
        #expect(seen.data.isEmpty)
        let removed = await office.world.refusal {
            try await office.world.perform(RemoveMember(member: ada.id), as: .system("test"), in: other)
        }
        #expect(removed?.status == 404)
    }

    @Test("Claiming an address in another shop first opens no door here", arguments: Engine.available)
    func knownElsewhere(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        _ = try await office.hire("Bob", role: "staff")
        let other = try await office.world.anotherShop()
        let invite = InviteMember(email: "bob@example.org", role: "admin")
        let refused = await office.world.refusal { try await office.world.perform(invite, in: other) }
        #expect(refused?.code == "team.known_elsewhere")
        try await office.world.perform(invite, as: .system("cli"), in: other)
        let here = try await office.signIn("bob@example.org")
        #expect(here.tenant == office.world.shop.tenant)
        let there = try await office.door.signIn(
            email: "bob@example.org", password: Office.password, shop: other.shop.slug, request: Office.request())
        #expect(there.tenant == other.tenant)
        #expect(there.caller.role == "admin")
        #expect(here.caller.role == "staff")
    }

    @Test("Bad input names every wrong field")
    func validation() async throws {
        let office = try await Office.opened(.sqlite)
        let refused = await office.world.refusal {
            try await office.world.perform(
                InviteMember(email: "nobody", name: "", role: "captain", locations: []), as: office.owner.caller)
        }
        #expect(refused?.errors.map(\.field) == ["email", "name", "role", "locations"])
    }
}

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test("Addresses fold to lower case and lose the spaces around them")
    func folding() {
        #expect(EmailAddress("  Ada.L+x@Example.ORG ")?.folded == "ada.l+x@example.org")
        #expect(EmailAddress("  Ada.L+x@Example.ORG ")?.text == "Ada.L+x@Example.ORG")
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", "@", "a@", "@b.c", "a b@c.d", "a@b@c.d", "a@.d", "a@d.", "a@nodot", "a,b@c.d", "\u{212A}im@c.d",
            "a@ex\u{E4}mple.org",
        ])
    func bad(_ text: String) { #expect(EmailAddress(text) == nil) }
}
