import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Identity

/// A world with people in it: its owner has been set up and is signed in.
struct Office {
    static let password = "long enough to keep"

    let world: World
    let door: Authenticator
    let owner: SessionGrant

    static func opened(_ engine: Engine, modules: [Module] = []) async throws -> Office {
        let world = try await World.fresh(engine, modules: [IdentityModule.module] + modules)
        let door = Authenticator(world.installation, passwordCost: .cheap)
        let link = try #require(await Firstrun.prepare(shop: world.shop, in: world.installation))
        let first = try await door.redeem(link: link.token, request: request())
        let who = try await door.session(token: first.token)
        let owner = try await door.setUp(
            name: "Ada", email: "ada@example.org", password: password, as: who, request: request())
        return Office(world: world, door: door, owner: owner)
    }

    static func request(_ ip: String? = "198.51.100.7") -> RequestContext { RequestContext(requestID: "req-1", ip: ip) }

    /// The owner as an invocation.
    var asOwner: Invocation { invocation(owner.caller) }

    func invocation(_ caller: Caller) -> Invocation {
        Invocation(tenant: world.shop.tenant, caller: caller, request: Office.request())
    }

    func signIn(_ email: String, _ password: String = password, ip: String? = "198.51.100.7") async throws
        -> SessionGrant
    {
        try await door.signIn(email: email, password: password, request: Office.request(ip))
    }

    /// Invites somebody as the owner and lets them set themselves up.
    func hire(_ name: String, role: String, locations: [Reference]? = nil, by caller: Caller? = nil) async throws
        -> SessionGrant
    {
        let email = "\(name.lowercased())@example.org"
        let member = try await world.perform(
            InviteMember(email: email, name: name, role: role, locations: locations), as: caller ?? owner.caller)
        let link = try await door.makeLink(for: member.user, as: invocation(caller ?? owner.caller))
        let first = try await door.redeem(link: link.token, request: Office.request())
        let who = try await door.session(token: first.token)
        return try await door.setUp(
            name: name, email: email, password: Self.password, as: who, request: Office.request())
    }

    func member(_ grant: SessionGrant) async throws -> Membership {
        let user = grant.user.id
        return try #require(await world.read { db in try Membership.of(user, in: db) })
    }
}
