import API
import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// Search rules over HTTP: their addresses, the second person's yes, and what they cost a search.
@Suite struct SearchRuleTests {
    private func made(_ stage: Stage, _ json: JSON, at path: String = "/v1/search-rules") async throws -> JSON {
        let answer = try await stage.write(.post, path, json)
        try #require(answer.status == 201, "\(answer.text)")
        return answer.json
    }

    @Test(arguments: Engine.available)
    func rulesAreDraftedListedAndPublishedAtTheirAddresses(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let draft = try await made(
            stage, ["name": "Lamps", "kind": "synonym", "terms": ["lamp", "lantern"]], at: "/admin/search/rules")
        #expect(draft["state"] == "draft")
        let id = try #require(draft["id"]?.string)
        let published = try await stage.write(.post, "/admin/search/rules/\(id)/actions/publish", ["revision": 1])
        #expect(published.status == 200 && published.json["search_rule"]?["state"] == "published", "\(published.text)")
        let list = try await stage.get("/admin/search/rules?state=published", key: stage.key)
        #expect(list.json["data"]?.array?.map { $0["id"]?.string } == [id], "\(list.text)")
        let nobody = try await stage.send(.get, "/admin/search/rules")
        #expect(nobody.status == 401)
        let wrong = try await stage.write(.post, "/admin/search/rules", ["name": "x", "kind": "pin", "terms": ["x"]])
        #expect(wrong.status == 422 && wrong.text.contains("\"products\""), "\(wrong.text)")
    }

    @Test(arguments: Engine.available)
    func aPolicyHoldsPublishingForTheDraftThatWasMeant(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        _ = try await stage.write(
            .post, "/v1/settings/actions/set", ["key": "approvals.required_actions", "value": ["search_rules.publish"]])
        let id = try #require(
            try await made(stage, ["name": "Lamps", "kind": "synonym", "terms": ["lamp", "lantern"]])["id"]?.string)
        let held = try await stage.write(.post, "/v1/search-rules/\(id)/actions/publish", ["revision": 1])
        #expect(held.status == 202, "\(held.text)")
        func state() async throws -> JSON? {
            try await stage.get("/v1/search-rules/\(id)", key: stage.key).json["state"]
        }
        #expect(try await state() == "draft")
        let second = try await stage.key(["*"])
        let waiting = try await stage.get("/v1/approvals?status=pending", key: stage.key).json["data"]?.array
        let approval = try #require(waiting?.first?["id"]?.string)
        _ = try await stage.write(.patch, "/v1/search-rules/\(id)", ["terms": ["lamp", "candle"]])
        let late = try await stage.write(
            .post, "/v1/approvals/\(approval)/actions/approve", [:], key: second)
        #expect(
            late.json["approval"]?["status"] == "failed" && late.text.contains("search_rules.revised"), "\(late.text)")
        #expect(try await state() == "draft")
        _ = try await stage.write(.patch, "/v1/search-rules/\(id)", ["terms": ["lamp", "lantern"]])
        let again = try await stage.write(.post, "/v1/search-rules/\(id)/actions/publish", ["revision": 3])
        #expect(again.status == 202)
        let newest = try await stage.get("/v1/approvals?status=pending", key: stage.key).json["data"]?.array
        let other = try #require(newest?.compactMap { $0["id"]?.string }.first { $0 != approval })
        let yes = try await stage.write(
            .post, "/v1/approvals/\(other)/actions/approve", [:], key: second)
        #expect(yes.status == 200, "\(yes.text)")
        #expect(try await state() == "published")
    }

    /// A rule is one statement more for a search, whether the shop has none or many.
    @Test(arguments: Engine.available)
    func rulesCostASearchOneStatement(on engine: Engine) async throws {
        let counter = StatementCounter()
        let stage = try await Stage.open(engine, options: counter.options)
        _ = try await stage.stock(stage.key)
        let product = try #require(
            try await stage.get("/v1/products?limit=1", key: stage.key).json["data"]?.array?.first?["id"])
        func cost(_ path: String) async throws -> Int {
            _ = try await stage.get(path, key: stage.key)
            return try await counter.statements {
                let answer = try await stage.get(path, key: stage.key)
                #expect(answer.status == 200 && answer.json["data"]?.array?.isEmpty == false, "\(path)")
            }
        }
        // Who asks; then the rules, the words, the page, its products and their variants.
        let asking = try await cost("/v1/search-rules?limit=1") - 1
        let search = try await cost("/v1/products/search?q=tea")
        #expect(search == asking + 5)
        let rules: [JSON] = [
            ["name": "s", "kind": "synonym", "terms": ["tea", "chai", "green leaf", "brew"]],
            ["name": "p", "kind": "pin", "terms": ["tea", "brewing"], "products": [["product": product]]],
            ["name": "r", "kind": "redirect", "terms": ["tee"], "words": ["tea"]],
        ]
        for rule in rules {
            let id = try #require(try await made(stage, rule)["id"]?.string)
            let published = try await stage.write(.post, "/v1/search-rules/\(id)/actions/publish", [:])
            #expect(published.status == 200)
        }
        // One more for words that nothing in the catalogue begins with, as if they had been typed.
        #expect(try await cost("/v1/products/search?q=tea") <= search + 1)
        #expect(try await cost("/v1/products/search?q=tee") <= search + 1)
        #expect(try await cost("/v1/products/search?q=brewing") <= search + 1)
    }
}
