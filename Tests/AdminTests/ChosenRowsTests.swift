import API
import FaceFixtures
import Identity
import Kernel
import Store
import StoreFixtures
import Testing

/// The rows somebody has chosen, shown by their names before anything is done with them.
@Suite struct ChosenRowsTests {
    private func products(_ count: Int, on stage: Stage) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count {
            let variant: JSON = ["sku": .string("CUP-\(number)")]
            let made = try await stage.write(
                .post, "/v1/products", ["title": .string("Cup no. \(number)"), "variants": [variant]])
            ids.append(try #require(made.json["product"]?["id"]?.string, "\(made.text)"))
        }
        return ids
    }

    private func send(_ stage: Stage, _ what: String, _ ids: [String], _ more: [String: String] = [:]) async throws
        -> Answer
    {
        let pairs: [(String, String)] =
            ids.map { ("id", $0) } + more.map { ($0.key, $0.value) } + [("csrf", stage.owner.csrf)]
        let body = pairs.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return try await stage.send(
            .post, "/admin/lists/products/\(what)",
            headers: [
                "Cookie": "\(Identification.cookie)=\(stage.owner.token)", "Accept": "text/html",
                "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost",
            ], body: Array(body.utf8))
    }

    @Test(arguments: Engine.available)
    func chosenRowsAreShownByNameAndDropped(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let ids = try await products(3, on: stage)
        let list = try await stage.page("/admin/products")
        #expect(list.text.contains("formaction=\"/admin/lists/products/chosen\""))
        let shown = try await send(stage, "chosen", ids, ["query": "published=false"])
        #expect(shown.status == 200, "\(shown.text)")
        #expect(PageText.bareKeys(shown) == [])
        #expect(PageText.rows(shown).count == 3)
        #expect(PageText.rows(shown).allSatisfy { $0.contains("checked") && $0.contains("Cup no. ") })
        #expect(shown.text.contains("data-bulk=\"/admin/products?published=false\""))
        #expect(shown.text.contains("name=\"action\" value=\"products.publish\""), "and can be done with from here")
        let fewer = try await send(stage, "chosen", ids, ["remove": ids[1], "query": "published=false"])
        #expect(PageText.rows(fewer).count == 2)
        #expect(!fewer.text.contains(ids[1]))
        let none = try await send(stage, "chosen", [ids[0]], ["remove": ids[0]])
        #expect(none.status == 200)
        #expect(none.text.contains("No rows are selected"))
    }

    @Test func theListTheyWereChosenInIsOneOfOurs() async throws {
        let stage = try await Stage.open(.sqlite)
        let ids = try await products(1, on: stage)
        let own = try await send(stage, "chosen", ids, ["list": "/admin/products?q=cup"])
        #expect(own.text.contains("href=\"/admin/products?q=cup\""))
        for list in ["https://evil.example/", "//evil.example", "/admin/orders", "/admin/products/../orders"] {
            let page = try await send(stage, "chosen", ids, ["list": list])
            #expect(page.text.contains("data-bulk=\"/admin/products\""), "\(list)")
        }
        let stranger = try await stage.page("/admin/lists/products/chosen")
        #expect(stranger.status != 200, "only a form of ours asks")
    }

    @Test func theQuestionNamesWhatItIsAboutBeforeItStarts() async throws {
        let stage = try await Stage.open(.sqlite)
        let ids = try await products(23, on: stage)
        let asked = try await send(stage, "bulk", ids, ["action": "products.publish"])
        #expect(asked.status == 200)
        #expect(asked.text.contains("about 23 records"))
        #expect(asked.text.contains(">Cup no. 1</a>"))
        #expect(asked.text.contains(">Cup no. 20</a>"))
        #expect(!asked.text.contains(">Cup no. 21</a>"))
        #expect(asked.text.contains("and 3 more"))
    }
}
