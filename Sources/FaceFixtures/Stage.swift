import API
import Admin
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Kernel
import NIOCore
import Platform
import PlatformFixtures
import Store
import StoreFixtures

/// A whole installation behind its door, in process: every module, a shop, its owner with a password, a key that may
/// do everything, and the router.
public struct Stage: Sendable {
    /// The owner's password.
    public static let password = "long enough to keep"
    /// The owner's address.
    public static let email = "ada@example.org"

    /// The installation, its clock and its shop.
    public let world: World
    /// Who checks passwords, sessions and keys.
    public let authenticator: Authenticator
    /// The owner's session.
    public let owner: SessionGrant
    /// An API key of the owner's that may do everything.
    public let key: String
    /// The requests go here.
    public let app: Application<RouterResponder<WebContext>>
    /// What the pages' designs name and the build does not have.
    public let faults: [String]

    /// Opens a stage on an engine.
    public static func open(
        _ engine: Engine, modules: [Module] = FaceModules.all, trustedHops: Int = 0, isSecure: Bool = false,
        options: StoreOptions = StoreOptions(synchronous: .off), patience: TimeSpan = .seconds(60)
    ) async throws -> Stage {
        let world = try await World.fresh(engine, modules: modules, options: options)
        let authenticator = Authenticator(world.installation, passwordCost: .cheap)
        let owner = try await person(in: world, authenticator)
        let made = try await authenticator.createAPIKey(
            name: "everything", scopes: ["*"], as: world.invocation(as: owner.caller))
        let server = APIServer(
            world.installation, authenticator, trustedHops: trustedHops, patience: patience, pause: .zero)
        let pages = AdminPages(server, authenticator, isSecure: isSecure)
        let router = try server.router { router in pages.add(to: router) }
        let app = Application(responder: router.buildResponder())
        return Stage(
            world: world, authenticator: authenticator, owner: owner, key: made.text, app: app, faults: pages.faults)
    }

    private static func person(in world: World, _ authenticator: Authenticator) async throws -> SessionGrant {
        let request = Platform.RequestContext(requestID: "req-first")
        guard let link = try await Firstrun.prepare(shop: world.shop, in: world.installation) else {
            throw Problem(.internal, "no_link", "A new shop has no owner yet.")
        }
        let first = try await authenticator.redeem(link: link.token, request: request)
        let who = try await authenticator.session(token: first.token)
        return try await authenticator.setUp(name: "Ada", email: email, password: password, as: who, request: request)
    }

    /// Somebody of the team with a role that exists, signed in by a link.
    public func hire(_ role: String) async throws -> SessionGrant {
        let invited = try await write(
            .post, "/v1/team/actions/invite", ["email": .string("\(role)@example.org"), "role": .string(role)])
        guard let user = invited.json["user"]?.string else { throw Problem(.internal, "fixture", invited.text) }
        let link = try await authenticator.makeLink(
            for: try ID(parsing: user), as: world.invocation(as: owner.caller))
        return try await authenticator.redeem(
            link: link.token, request: Platform.RequestContext(requestID: "req-hire"))
    }

    /// A key with these scopes, in the stage's shop or another.
    public func key(_ scopes: [String], in shop: ShopEntry? = nil) async throws -> String {
        let invocation = world.invocation(as: .system("test"), in: shop)
        return try await authenticator.createAPIKey(name: "test", scopes: scopes, as: invocation).text
    }

    /// Sends one request and answers what came back.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value
        }
        let sent = fields
        return try await app.test(.router) { client in
            let response = try await client.executeRequest(
                uri: path, method: method, headers: sent, body: body.map { ByteBuffer(bytes: $0) })
            return Answer(response)
        }
    }

    /// Reads as a program: with the owner's key unless another is given.
    public func get(_ path: String, key: String? = nil, headers: [String: String] = [:]) async throws -> Answer {
        var all = headers
        all["Authorization"] = "Bearer \(key ?? self.key)"
        return try await send(.get, path, headers: all)
    }

    /// Writes JSON as a program, with a fresh idempotency key unless one is given.
    public func write(
        _ method: HTTPRequest.Method = .post, _ path: String, _ json: JSON? = nil, key: String? = nil,
        idempotencyKey: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var all = ["Content-Type": "application/json"].merging(headers) { _, given in given }
        all["Authorization"] = "Bearer \(key ?? self.key)"
        all["Idempotency-Key"] = idempotencyKey ?? world.installation.ids.next().uuidString
        return try await send(method, path, headers: all, body: json?.bytes)
    }

    /// Reads a page with a session's cookie; the owner's unless another is given.
    public func page(
        _ path: String, session: SessionGrant? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        let cookie = "\(Identification.cookie)=\((session ?? owner).token)"
        let all = ["Cookie": cookie, "Accept": "text/html"].merging(headers) { _, given in given }
        return try await send(.get, path, headers: all)
    }

    /// Sends a form as a browser does, with a session's cookie and CSRF token.
    public func submit(
        _ path: String, _ fields: [String: String], session: SessionGrant? = nil, csrf: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let session = session ?? owner
        var all = [
            "Cookie": "\(Identification.cookie)=\(session.token)", "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost",
        ]
        all.merge(headers) { _, given in given }
        return try await send(
            .post, path, headers: all,
            body: Stage.form(fields.merging(["csrf": csrf ?? session.csrf]) { given, _ in given }))
    }

    /// Fields as a form body.
    public static func form(_ fields: [String: String]) -> [UInt8] {
        let pairs = fields.map { "\(Stage.encoded($0.key))=\(Stage.encoded($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte -> String in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}
