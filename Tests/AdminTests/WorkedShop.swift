import FaceFixtures
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Synchronization
import Testing

@testable import Admin

/// A shop with a few rows in nearly every list, opened once for each engine and only looked at.
struct WorkedShop: Sendable {
    let stage: Stage
    /// Ids of its records, by prefix.
    let ids: [String: String]
    /// Somebody of the team who may do nothing but what every member may.
    let stranger: SessionGrant
    /// The owner of a second shop, in which nothing has happened yet.
    let newcomer: SessionGrant

    private static let sqlite = Task { try await WorkedShop.open(.sqlite) }
    private static let postgres = Task { try await WorkedShop.open(.postgres) }

    /// The shop on an engine.
    static func on(_ engine: Engine) async throws -> WorkedShop {
        switch engine {
        case .sqlite: try await sqlite.value
        case .postgres: try await postgres.value
        }
    }

    /// Every collection with a list, whatever is added to the build.
    static let collections: [String] = {
        let registry = try? Registry(PlatformModule.all + FaceModules.all)
        return (registry?.queries ?? []).filter { $0.name.view == "list" }.map(\.name.collection).sorted()
    }()

    static func open(_ engine: Engine) async throws -> WorkedShop {
        let stage = try await Stage.open(engine)
        var ids = try await stage.stock(stage.key).ids
        try await more(of: stage, &ids)
        let made = try await stage.write(
            .post, "/v1/roles", ["key": "stranger", "title": "Stranger", "permissions": ["unused.right"]])
        guard made.status == 201 else { throw Problem(.internal, "fixture", made.text) }
        let stranger = try await stage.hire("stranger")
        let newcomer = try await newcomer(on: stage)
        try await stage.world.settle()
        try await stage.world.installation.work(stage.world.shop)
        return WorkedShop(stage: stage, ids: ids, stranger: stranger, newcomer: newcomer)
    }

    /// Several rows of what there was one of, and some of what there was none of.
    private static func more(of stage: Stage, _ ids: inout [String: String]) async throws {
        func made(_ path: String, _ json: JSON) async throws -> String {
            let answer = try await stage.write(.post, path, json)
            guard (200...202).contains(answer.status) else {
                throw Problem(.internal, "fixture", "POST \(path): \(answer.text)")
            }
            let nested = (answer.json.object?.members ?? []).compactMap { $0.value["id"]?.string }
            return answer.json["id"]?.string ?? nested.first ?? ""
        }
        for number in 2...4 {
            _ = try await made("/v1/brands", ["name": .string("Kiln \(number)")])
            _ = try await made("/v1/categories", ["name": .string("Shelf \(number)")])
            let rule: JSON = [
                "name": .string("Rule \(number)"), "kind": "synonym", "terms": ["a", .string("b \(number)")],
            ]
            _ = try await made("/v1/search-rules", rule)
            _ = try await made("/v1/customers", ["name": .string("Nora Quill \(number)")])
            _ = try await made("/v1/customer-tags", ["name": .string("Tag \(number)")])
            _ = try await made("/v1/locations", ["code": .string("L\(number)"), "name": .string("Barn \(number)")])
            _ = try await made("/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "1"]]])
            let view: JSON = ["collection": "orders", "name": .string("View \(number)"), "query": "status=paid"]
            ids["svw"] = try await made("/v1/saved-views", view)
            let variant: JSON = [
                "sku": .string("CUP-\(number)"), "price": ["amount": "7.00", "currency": "GBP"],
            ]
            let product: JSON = ["title": .string("Cup \(number)"), "variants": [variant]]
            let id = try await made("/v1/products", product)
            ids["blk"] = try await made("/v1/bulk-runs", ["action": "products.publish", "records": [.string(id)]])
        }
        _ = try await made("/v1/comments", ["record": .string(ids["ord"] ?? ""), "text": "@Ada, please look"])
        _ = try await made(
            "/v1/settings/actions/set", ["key": "approvals.required_actions", "value": ["orders.mark_refunded"]])
    }

    /// The owner of a shop of their own.
    private static func newcomer(on stage: Stage) async throws -> SessionGrant {
        let shop = try await stage.world.anotherShop("new-shop")
        let request = RequestContext(requestID: "req-new")
        guard let link = try await Firstrun.prepare(shop: shop, in: stage.world.installation) else {
            throw Problem(.internal, "no_link", "A new shop has no owner yet.")
        }
        let first = try await stage.authenticator.redeem(link: link.token, request: request)
        let who = try await stage.authenticator.session(token: first.token)
        return try await stage.authenticator.setUp(
            name: "Ben", email: "ben@example.org", password: Stage.password, as: who, request: request)
    }

    /// The list of a collection, as the registry has it.
    func entry(_ collection: String) throws -> QueryEntry {
        try stage.world.installation.registry.query("\(collection).list")
    }

    /// The collection as people meet it.
    func room(_ collection: String) throws -> Room {
        try #require(Rooms(stage.world.installation.registry)[collection])
    }

    /// Every row of a list, as its export has them.
    func rows(_ collection: String, _ query: String = "") async throws -> [JSON] {
        let more = query.isEmpty ? "" : "&\(query)"
        let answer = try await stage.page("\(RecordAddress.lists(collection, "export"))?as=json\(more)")
        guard answer.status == 200, let rows = answer.json.array else {
            Issue.record("\(collection)?\(query) is not exported: \(answer.status) \(answer.text.prefix(200))")
            return []
        }
        return rows
    }
}

/// Reads pages as people and tests see them.
enum PageText {
    /// The rows of the first table of a page.
    static func rows(_ answer: Answer) -> [String] {
        guard let start = answer.text.firstRange(of: "<tbody>"), let end = answer.text.firstRange(of: "</tbody>") else {
            return []
        }
        return answer.text[start.upperBound..<end.lowerBound].components(separatedBy: "</tr>").filter {
            $0.contains("<t")
        }
    }

    /// Where a row leads.
    static func address(ofRow row: String) -> String? {
        let heading = row.prefix { _ in true }.components(separatedBy: "</th>").first ?? ""
        return heading.firstMatch(of: /<a href="([^"]*)"/).map { unescaped(String($0.1)) }
    }

    /// The address of a link with `rel`.
    static func link(_ rel: String, in answer: Answer) -> String? {
        let parts = answer.text.components(separatedBy: "rel=\"\(rel)\" href=\"")
        return parts.count > 1 ? unescaped(String(parts[1].prefix { $0 != "\"" })) : nil
    }

    /// The value of a hidden field; the first of that name.
    static func hidden(_ name: String, in answer: Answer) -> String? {
        let parts = answer.text.components(separatedBy: "name=\"\(name)\" value=\"")
        return parts.count > 1 ? unescaped(String(parts[1].prefix { $0 != "\"" })) : nil
    }

    /// Text as it was before it was escaped.
    static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    /// What people read on a page: text between tags, and what attributes say aloud.
    static func words(_ answer: Answer) -> [String] {
        let between = answer.text.matches(of: />([^<>]+)</).map { String($0.1) }
        let said = answer.text.matches(of: /(?:aria-label|placeholder|title)="([^"]*)"/).map { String($0.1) }
        return between + said
    }

    /// Keys of the catalogue that stand on a page as they are, because nobody wrote their words.
    static func bareKeys(_ answer: Answer) -> [String] {
        let areas =
            "view|card|action|step|query|collection|singular|empty|search|page|field|shell|list|record|bulk|form|toast|"
            + "filter|value|state|period|timeline|diff|did|done|help|about|personal|person|preview|problem"
        guard let key = try? Regex("^(?:\(areas))\\.[A-Za-z_]+(?:\\.[A-Za-z_0-9]+)*$") else { return ["no pattern"] }
        return words(answer).map { $0.trimmingPrefix(/\s+/) }
            .flatMap { $0.split(whereSeparator: \.isWhitespace) }.map(String.init).filter { $0.contains(key) }
    }
}
