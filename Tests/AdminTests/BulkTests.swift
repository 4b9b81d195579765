import API
import FaceFixtures
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// Something done with many records at once, without scripts: chosen, asked, begun, followed, taken back.
@Suite struct BulkTests {
    private func products(_ stage: Stage, _ count: Int) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count {
            let variant: JSON = [
                "sku": .string("CUP-\(number)"), "price": ["amount": "7.00", "currency": "GBP"],
            ]
            let made = try await stage.write(
                .post, "/v1/products", ["title": .string("Cup \(number)"), "variants": [variant]])
            ids.append(try #require(made.json["product"]?["id"]?.string ?? made.json["id"]?.string, "\(made.text)"))
        }
        return ids
    }

    private func published(_ stage: Stage) async throws -> Int {
        try await stage.get("/v1/products?published=true").json["data"]?.array?.count ?? -1
    }

    /// Sends a form with a field that stands in it several times.
    private func send(_ stage: Stage, _ path: String, _ pairs: [(String, String)], session: SessionGrant? = nil)
        async throws
        -> Answer
    {
        let who = session ?? stage.owner
        let body = (pairs + [("csrf", who.csrf)]).map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return try await stage.send(
            .post, path,
            headers: [
                "Cookie": "\(Identification.cookie)=\(who.token)", "Accept": "text/html",
                "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost",
            ], body: Array(body.utf8))
    }

    @Test(arguments: Engine.available)
    func chosenRowsAreAskedAboutDoneAndTakenBack(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let ids = try await products(stage, 3)
        let list = try await stage.page("/admin/products")
        #expect(list.text.contains("name=\"id\" value=\"\(ids[0])\" form=\"bulk\""))
        #expect(list.text.contains("name=\"action\" value=\"products.publish\""))
        let chosen = ids.prefix(2).map { ("id", $0) } + [("id", ids[0])]
        let path = "/admin/lists/products/bulk"
        let asked = try await send(stage, path, chosen + [("action", "products.publish")])
        #expect(asked.status == 200, "\(asked.text)")
        #expect(asked.text.contains("about 2 records"), "a row that was sent twice is one")
        #expect(try await published(stage) == 0, "asking does nothing")
        let key = try #require(PageText.hidden("idempotency_key", in: asked))
        let sure = chosen + [("action", "products.publish"), ("confirmed", "1"), ("idempotency_key", key)]
        let begun = try await send(stage, path, sure)
        let run = try #require(begun.header("Location"), "\(begun.text)")
        #expect(run.hasPrefix("/admin/bulk-runs/blk_") || run.hasPrefix("/admin/bulk-runs/"))
        #expect(try await send(stage, path, sure).header("Location") == run, "sent twice it is one run")
        try await stage.world.installation.work(stage.world.shop)
        #expect(try await published(stage) == 2)
        let page = try await stage.page(run)
        #expect(page.status == 200)
        let id = try #require(run.split(separator: "/").last.map { String($0.prefix { $0 != "?" }) })
        let items = try await stage.page("/admin/views/bulk_runs.items?bulk_run=\(id)")
        #expect(items.status == 200)
        #expect(PageText.rows(items).count == 2, "the result of each row")
        let undone = try await stage.submit(
            "/admin/actions/bulk_runs.undo", ["bulk_run": id, "idempotency_key": "u"])
        #expect(undone.status == 303, "\(undone.text)")
        try await stage.world.installation.work(stage.world.shop)
        #expect(try await published(stage) == 0)
    }

    @Test func allRowsOfAViewAreChosenWithoutNamingThem() async throws {
        let stage = try await Stage.open(.sqlite)
        let ids = try await products(stage, 3)
        let fields = ["action": "products.publish", "all": "1", "query": "published=false"]
        let path = "/admin/lists/products/bulk"
        let asked = try await stage.submit(path, fields)
        #expect(asked.text.contains("about 3 records"))
        #expect(PageText.hidden("id", in: asked) == nil, "ten thousand ids are no form")
        #expect(asked.text.contains("/\(ids[0])\""), "the first of them are named")
        let begun = try await stage.submit(path, fields.merging(["confirmed": "1", "idempotency_key": "k"]) { $1 })
        #expect(begun.status == 303, "\(begun.text)")
        try await stage.world.installation.work(stage.world.shop)
        #expect(try await published(stage) == 3)
    }

    @Test func whatCannotBeDoneWithManyIsRefused() async throws {
        let stage = try await Stage.open(.sqlite)
        let ids = try await products(stage, 1)
        let path = "/admin/lists/products/bulk"
        let none = try await stage.submit(path, ["action": "products.publish"])
        #expect(none.status == 422)
        #expect(none.text.contains("No rows are chosen"))
        for action in ["orders.cancel", "products.create", "nothing.known", ""] {
            #expect(try await stage.submit(path, ["action": action, "id": ids[0]]).status == 404, "\(action)")
        }
        #expect(
            try await stage.submit(path, ["action": "products.publish", "id": ids[0]], csrf: "guessed").status == 403)
        _ = try await stage.write(
            .post, "/v1/roles", ["key": "reader", "title": "Reader", "permissions": ["products.read"]])
        let reader = try await stage.hire("reader")
        let list = try await stage.page("/admin/products", session: reader)
        #expect(!list.text.contains("data-bulk"))
        let sent = ["action": "products.publish", "id": ids[0], "confirmed": "1", "idempotency_key": "k"]
        #expect(try await stage.submit(path, sent, session: reader).status == 404)
        #expect(try await published(stage) == 0)
    }
}
