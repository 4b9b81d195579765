import Identity
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Workspace

/// A world with people at work in it.
struct Desk {
    let world: World
    let door: Authenticator
    let owner: Caller

    static func opened(_ engine: Engine) async throws -> Desk {
        let modules = [IdentityModule.module, WorkspaceModule.module, BoardsModule.module]
        let world = try await World.fresh(engine, modules: modules)
        let door = Authenticator(world.installation, passwordCost: .cheap)
        let link = try #require(await Firstrun.prepare(shop: world.shop, in: world.installation))
        let request = RequestContext(requestID: "req-desk")
        let first = try await door.redeem(link: link.token, request: request)
        let who = try await door.session(token: first.token)
        let owner = try await door.setUp(
            name: "Ada", email: "ada@example.org", password: "long enough to keep", as: who, request: request)
        return Desk(world: world, door: door, owner: owner.caller)
    }

    /// Performs an action given as people give it: by name, with JSON.
    @discardableResult
    func act(_ name: String, _ input: JSON, as caller: Caller? = nil) async throws -> JSON {
        let action = try world.installation.registry.action(name).decode(input.bytes)
        let invocation = world.invocation(as: caller ?? owner)
        return try #require(try await world.installation.runner.performDecoded(action, as: invocation).outcome)
    }

    /// Somebody with exactly these rights, who has signed in.
    func hire(_ name: String, _ rights: [String]) async throws -> Caller {
        try await act(
            "roles.create",
            ["key": .string(name), "title": .string(name), "permissions": .array(rights.map { .string($0) })])
        let member = try await act("team.invite", ["email": .string("\(name)@example.org"), "role": .string(name)])
        let user: ID<User> = try ID(parsing: try #require(member["user"]?.string))
        let link = try await door.makeLink(for: user, as: world.invocation(as: owner))
        return try await door.redeem(link: link.token, request: RequestContext(requestID: "req-hire")).caller
    }

    func fire(_ caller: Caller) async throws {
        let page = try JSON(
            parsing: try await world.installation.fetchDecoded(
                try world.installation.registry.query("team.list").decode(Array("{}".utf8)),
                as: world.invocation(as: owner)))
        let member = page["data"]?.array?.first { row in row["user"]?.string == caller.principal }
        try await act("team.remove", ["member": try #require(member?["id"])])
    }

    /// Boards in a row.
    func boards(_ count: Int, up: Bool = false, title: String = "plain") async throws -> [ID<Board>] {
        let actions = (0..<count).map { _ in MakeBoard(title: title, isUp: up) }
        let results = try await world.installation.runner.performAll(actions, as: world.invocation(as: owner))
        return try results.map { result in try result.get().id }
    }

    /// How many boards are up.
    func boardsUp() async throws -> Int {
        let tenant = world.shop.tenant
        let count: Int? = try await world.read { db in
            try db.scalar("SELECT count(*) FROM board WHERE tenant = \(tenant) AND is_up = 1")
        }
        return count ?? 0
    }

    func start(
        _ action: ActionName, _ boards: [ID<Board>], input: JSON? = nil, as caller: Caller? = nil
    ) async throws -> BulkRunView {
        let references = boards.map { board in board.reference }
        return try await world.perform(
            StartBulkRun(action: action, input: input, records: references), as: caller ?? owner)
    }

    func run(_ id: ID<BulkRun>, as caller: Caller? = nil) async throws -> BulkRunView {
        try await world.fetch(GetBulkRun(bulkRun: id), as: caller ?? owner)
    }

    func items(_ id: ID<BulkRun>, _ state: BulkItem.State) async throws -> [BulkItem] {
        try await world.fetch(ListBulkItems(bulkRun: id, state: state, limit: 100), as: owner).data
    }

    /// Does all that waits.
    func work() async throws { try await world.installation.work(world.shop) }
}
