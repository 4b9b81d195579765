import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity
@testable import Platform

@Suite("Sign-in links and the first run")
struct LinkTests {
    @Test("The first run's link lets the owner choose name, address and password", arguments: Engine.available)
    func firstRun(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [IdentityModule.module])
        let door = Authenticator(world.installation, passwordCost: .cheap)
        let first = try #require(await Firstrun.prepare(shop: world.shop, in: world.installation))
        let second = try #require(await Firstrun.prepare(shop: world.shop, in: world.installation))
        #expect(first.user == second.user)
        let dead = await world.refusal { _ = try await door.redeem(link: first.token, request: Office.request()) }
        #expect(dead?.code == "dead_link")
        let grant = try await door.redeem(link: second.token, request: Office.request())
        #expect(grant.needsSetUp)
        #expect(grant.caller.role == "owner")
        let who = try await door.session(token: grant.token)
        let set = try await door.setUp(
            name: "Ada", email: "ada@example.org", password: Office.password, as: who, request: Office.request())
        #expect(!set.needsSetUp)
        #expect(set.user.name == "Ada")
        let rotated = await world.refusal { _ = try await door.session(token: grant.token) }
        #expect(rotated?.code == "session_ended")
        _ = try await door.signIn(email: "ada@example.org", password: Office.password, request: Office.request())
        #expect(try await Firstrun.prepare(shop: world.shop, in: world.installation) == nil)
        #expect(try await world.verify() == [])
    }

    @Test("A start that has nothing to do leaves no trace in the audit log", arguments: Engine.available)
    func startsThatDoNothing(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [IdentityModule.module])
        func trail() async throws -> [ActionName] {
            // What is done at the same moment by several connections has no order.
            try await world.fetch(ListAudit(limit: 100)).data.map(\.action).filter { $0 != "shops.create" }
                .sorted { $0.rawValue < $1.rawValue }
        }
        for _ in 0..<3 { _ = try #require(await Firstrun.prepare(shop: world.shop, in: world.installation)) }
        #expect(try await trail() == ["links.make", "links.make", "links.make", "users.prepare_owner"])
        let office = try await Office.opened(engine)
        let before = try await office.world.fetch(ListAudit(limit: 100)).data.map(\.action)
        for _ in 0..<3 {
            let link = try await Firstrun.prepare(shop: office.world.shop, in: office.world.installation)
            #expect(link == nil)
        }
        let after = try await office.world.fetch(ListAudit(limit: 100)).data.map(\.action)
        #expect(after == before && !before.isEmpty)
    }

    @Test("A link works once", arguments: Engine.available)
    func once(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let link = try await office.door.makeLink(
            for: office.owner.user.id, as: office.world.installation.system("cli", tenant: office.world.shop.tenant))
        _ = try await office.door.redeem(link: link.token, request: Office.request())
        let again = await office.world.refusal {
            _ = try await office.door.redeem(link: link.token, request: Office.request())
        }
        let unknown = await office.world.refusal {
            _ = try await office.door.redeem(link: "made-up", request: Office.request())
        }
        #expect(again?.code == "dead_link")
        #expect(again == unknown)
    }

    @Test("A link expires after a quarter of an hour", arguments: Engine.available)
    func expiry(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let link = try await office.door.makeLink(
            for: office.owner.user.id, as: office.world.installation.system("cli", tenant: office.world.shop.tenant))
        #expect(link.expires == office.world.clock.now + .minutes(15))
        office.world.clock.advance(by: .minutes(15))
        let late = await office.world.refusal {
            _ = try await office.door.redeem(link: link.token, request: Office.request())
        }
        #expect(late?.code == "dead_link")
    }

    @Test("Of many redemptions at one moment exactly one wins", arguments: Engine.available)
    func race(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let system = office.world.installation.system("cli", tenant: office.world.shop.tenant)
        let link = try await office.door.makeLink(for: office.owner.user.id, as: system)
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<12 {
                group.addTask { await outcome(of: link, office) }
            }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == "won" }.count == 1)
        #expect(outcomes.filter { $0 == "dead_link" }.count == 11)
    }

    private func outcome(of link: SignInLink, _ office: Office) async -> String {
        let refusal = await office.world.refusal {
            _ = try await office.door.redeem(link: link.token, request: Office.request())
        }
        return refusal?.code ?? "won"
    }

    @Test(
        "Members make links only for people without a password and none above themselves", arguments: Engine.available)
    func entitled(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let bob = try await office.hire("Bob", role: "admin")
        let forOwner = await office.world.refusal {
            _ = try await office.door.makeLink(for: office.owner.user.id, as: office.invocation(bob.caller))
        }
        #expect(forOwner?.code == "links.has_password")
        let next = try await office.world.perform(
            InviteMember(email: "next@example.org", role: "owner"), as: office.owner.caller)
        let above = await office.world.refusal {
            _ = try await office.door.makeLink(for: next.user, as: office.invocation(bob.caller))
        }
        #expect(above?.code == "team.grants_too_much")
        let other = try await office.world.anotherShop()
        let foreign = await office.world.refusal {
            _ = try await office.door.makeLink(
                for: next.user, as: office.world.installation.system("cli", tenant: other.tenant))
        }
        #expect(foreign?.status == 404)
    }

    @Test("A link never replaces a password that is there", arguments: Engine.available)
    func noTakeover(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let system = office.world.installation.system("cli", tenant: office.world.shop.tenant)
        let link = try await office.door.makeLink(for: office.owner.user.id, as: system)
        let grant = try await office.door.redeem(link: link.token, request: Office.request())
        let who = try await office.door.session(token: grant.token)
        let refused = await office.world.refusal {
            _ = try await office.door.setUp(
                name: "Eve", email: "eve@example.org", password: "another long one!", as: who, request: Office.request()
            )
        }
        #expect(refused?.code == "users.already_set_up")
        _ = try await office.signIn("ada@example.org")
    }

    @Test("An address can be taken once", arguments: Engine.available)
    func taken(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let other = try await office.world.anotherShop()
        let link = try #require(await Firstrun.prepare(shop: other, in: office.world.installation))
        let grant = try await office.door.redeem(link: link.token, request: Office.request())
        #expect(grant.tenant == other.tenant)
        let who = try await office.door.session(token: grant.token)
        let refused = await office.world.refusal {
            _ = try await office.door.setUp(
                name: "Ada", email: "ADA@example.org", password: Office.password, as: who, request: Office.request())
        }
        #expect(refused?.code == "users.email_taken")
    }
}
