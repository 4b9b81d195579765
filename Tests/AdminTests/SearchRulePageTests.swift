import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@testable import Admin

/// Search rules as people draft, try and publish them.
@Suite struct SearchRulePageTests {
    private static func id(of answer: Answer) -> String? {
        answer.header("Location")?.firstMatch(of: /srl_[0-9a-z]{26}/).map { String($0.0) }
    }

    private func found(_ q: String, on stage: Stage) async throws -> [String] {
        let answer = try await stage.get("/v1/products/search?q=\(q)")
        return (answer.json["data"]?.array ?? []).compactMap { $0["title"]?.string }
    }

    @Test(arguments: Engine.available)
    func aRuleIsDraftedTriedAndPublishedWithForms(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        for title in ["Copper kettle", "Tea towel", "Tea caddy"] {
            _ = try await stage.write(.post, "/v1/products", ["title": .string(title)])
        }
        let form = try await stage.page("/admin/actions/search_rules.create")
        #expect(form.text.contains("data-lookup=\"/admin/lookup/prod\""), "products are looked up")
        let fields = [
            "idempotency_key": "rule-1", "name": "Kettles for tea", "kind": "pin", "terms": "tea, Tea Time",
            "products.0.product": "Copper kettle", "products.1.product": "Tea caddy", "until": "2027-01-31",
        ]
        let wrong = try await stage.submit(
            "/admin/actions/search_rules.create", fields.merging(["products.1.product": "Copper"]) { _, new in new })
        #expect(wrong.status == 422 && wrong.text.contains("id=\"f-products.1.product-error\""), "said at its field")
        let made = try await stage.submit("/admin/actions/search_rules.create", fields)
        let id = try #require(Self.id(of: made), "\(made.text.prefix(2_000))")
        let page = try await stage.page("/admin/search-rules/\(id)")
        #expect(page.text.contains("“tea”, “Tea Time”") && page.text.contains("Copper kettle"))
        #expect(page.text.contains("Moves</th>") && page.text.contains("New</span>"), "what it would move")
        #expect(PageText.bareKeys(page) == [])
        #expect(try await found("tea", on: stage).contains("Copper kettle") == false)

        let publishing = "/admin/actions/search_rules.publish"
        let asked = try await stage.page("\(publishing)?search_rule=\(id)")
        #expect(asked.text.contains("name=\"revision\"") && asked.text.contains("value=\"1\""))
        let tried = try await stage.submit(publishing, ["search_rule": id, "revision": "1", "preview": "1"])
        #expect(tried.text.contains("A search for “tea”:") && tried.text.contains("Copper kettle"))
        #expect(PageText.bareKeys(tried) == [])
        #expect(try await found("tea", on: stage).contains("Copper kettle") == false, "trying changes nothing")
        let done = try await stage.submit(
            publishing, ["search_rule": id, "revision": "1", "idempotency_key": "rule-2"])
        #expect(done.status == 303, "\(done.text.prefix(2_000))")
        #expect(try await found("tea", on: stage).prefix(2) == ["Copper kettle", "Tea caddy"])
        let published = try await stage.page("/admin/search-rules/\(id)")
        #expect(!published.text.contains("Moves</th>"), "nothing moves any more")
    }

    /// A list that is emptied in a form is empty afterwards, and so is a day.
    @Test func whatIsEmptiedInTheFormIsEmpty() async throws {
        let stage = try await Stage.open(.sqlite)
        let made = try await stage.write(
            .post, "/v1/search-rules",
            [
                "name": "Lamps", "kind": "synonym", "terms": ["lamp", "light"], "words": ["lantern"],
                "until": "2027-01-31",
            ])
        let id = try #require(made.json["id"]?.string, "\(made.text)")
        let saved = try await stage.submit(
            "/admin/actions/search_rules.update",
            [
                "search_rule": id, "idempotency_key": "rule-3", "name": "Lamps", "was.name": "Lamps",
                "terms": "lamp, light", "was.terms": "lamp, light", "words": "", "was.words": "lantern", "until": "",
                "was.until": "2027-01-31",
            ])
        #expect(saved.status == 303, "\(saved.text.prefix(2_000))")
        let now = try await stage.get("/v1/search-rules/\(id)").json
        #expect(now["words"] == [] && now["until"]?.string == nil && now["terms"] == ["lamp", "light"])
    }
}
