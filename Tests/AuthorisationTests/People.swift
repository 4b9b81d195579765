import API
import FaceFixtures
import HTTPTypes
import Identity
import Kernel
import Platform

/// Who asks, in the matrix.
enum Asker: String, CaseIterable, Sendable {
    case owner, admin, staff, nothing, exactly, nobody
}

/// A stage with somebody signed in for every column of the matrix, goods in the shop, and goods in another one.
struct People: Sendable {
    let stage: Stage
    let sessions: [Asker: SessionGrant]
    /// Ids of records of the shop, by prefix.
    let own: [String: String]
    /// Ids of records of the other shop, by prefix.
    let foreign: [String: String]
    /// The role that is given exactly the permission a row asks for.
    let exactRole: String

    static func gathered(on stage: Stage) async throws -> People {
        var own = try await stage.stock(stage.key).ids
        let elsewhere = try await stage.world.anotherShop()
        let foreign = try await stage.stock(try await stage.key(["*"], in: elsewhere)).ids
        _ = try await stage.write(
            .post, "/v1/roles", ["key": "nothing", "title": "Nothing", "permissions": ["unused.right"]])
        let exact = try await stage.write(
            .post, "/v1/roles", ["key": "exactly", "title": "Exactly", "permissions": ["unused.right"]])
        var sessions: [Asker: SessionGrant] = [.owner: stage.owner]
        for asker in [Asker.admin, .staff, .nothing, .exactly] {
            sessions[asker] = try await hired(asker.rawValue, stage, &own)
        }
        guard let role = exact.json["id"]?.string else { throw Problem(.internal, "fixture", exact.text) }
        return People(stage: stage, sessions: sessions, own: own, foreign: foreign, exactRole: role)
    }

    private static func hired(_ role: String, _ stage: Stage, _ own: inout [String: String]) async throws
        -> SessionGrant
    {
        let invited = try await stage.write(
            .post, "/v1/team/actions/invite", ["email": .string("\(role)@example.org"), "role": .string(role)])
        guard let user = invited.json["user"]?.string, let member = invited.json["id"]?.string else {
            throw Problem(.internal, "fixture", invited.text)
        }
        own["mem"] = member
        let link = try await stage.authenticator.makeLink(
            for: try ID(parsing: user), as: stage.world.invocation(as: stage.owner.caller))
        return try await stage.authenticator.redeem(
            link: link.token, request: Platform.RequestContext(requestID: "req-hire"))
    }

    /// Lets the person with exactly one permission have this one.
    func grant(_ permission: Permission) async throws {
        let answer = try await stage.write(
            .patch, "/v1/roles/\(exactRole)", ["permissions": [.string(permission.rawValue)]])
        guard answer.status == 200 else { throw Problem(.internal, "fixture", answer.text) }
    }

    /// Sends a request as somebody signed in, or as nobody.
    func send(
        _ asker: Asker, _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil,
        requestID: String = "req-cell"
    ) async throws -> Answer {
        var headers = [
            "Request-Id": requestID, "Content-Type": "application/json",
            "Idempotency-Key": stage.world.installation.ids.next().uuidString,
        ]
        if let session = sessions[asker] {
            headers["Cookie"] = "\(Identification.cookie)=\(session.token)"
            headers["X-CSRF-Token"] = session.csrf
        }
        return try await stage.send(method, path, headers: headers, body: body?.bytes)
    }
}
