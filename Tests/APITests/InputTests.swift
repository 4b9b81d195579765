import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@Suite struct InputTests {
    private func stage() async throws -> Stage {
        try await Stage.open(.sqlite, modules: FaceModules.all + [ProbeModule.module])
    }

    @Test func everyWrongFieldIsNamedAtOnce() async throws {
        let stage = try await stage()
        let answer = try await stage.write(
            .post, "/v1/probe/actions/remember",
            ["text": 7, "price": ["amount": "12.345", "currency": "GBP"], "is_on": "maybe", "colour": "red"])
        #expect(answer.status == 422)
        #expect(answer.code == "validation_failed")
        #expect(answer.header("Content-Type") == "application/problem+json")
        let fields = Set(answer.errors.keys)
        #expect(fields.isSuperset(of: ["text", "count", "is_on", "colour"]))
        #expect(fields.contains { $0.hasPrefix("price") })
        #expect(answer.errors["colour"] == "unknown_field")
        #expect(answer.json["remedy"]?.string?.isEmpty == false)
    }

    @Test func whatIsNoJSONIsRefused() async throws {
        let stage = try await stage()
        let headers = [
            "Authorization": "Bearer \(stage.key)", "Idempotency-Key": "k", "Content-Type": "application/json",
        ]
        for text in ["{\"name\":", "not json", "{\"name\":\"a\"}x", "\u{0}", "{\"name\": \"\\ud800\"}"] {
            let answer = try await stage.send(.post, "/v1/brands", headers: headers, body: Array(text.utf8))
            #expect(answer.status == 400, "\(text): \(answer.text)")
            #expect(answer.code != nil)
        }
        for text in ["[]", "7", "null", "\"text\""] {
            let answer = try await stage.send(.post, "/v1/brands", headers: headers, body: Array(text.utf8))
            #expect((400..<500).contains(answer.status), "\(text)")
        }
        let deep = Array(String(repeating: "[", count: 10_000).utf8)
        #expect((400..<500).contains(try await stage.send(.post, "/v1/brands", headers: headers, body: deep).status))
        let form = try await stage.write(.post, "/v1/brands", ["name": "Kiln"], headers: ["Content-Type": "text/plain"])
        #expect(form.code == "unsupported_media_type")
    }

    @Test func pathAndBodyMustAgree() async throws {
        let stage = try await stage()
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        let other = try #require(goods.ids["cus"]?.replacing("cus_", with: "ord_"))
        let answer = try await stage.write(
            .post, "/v1/orders/\(order)/actions/cancel", ["order": .string(other), "reason": "customer"])
        #expect(answer.status == 422)
        #expect(answer.code == "path_and_body_differ")
        let same = try await stage.write(
            .post, "/v1/orders/\(order)/actions/cancel?preview=true", ["order": .string(order), "reason": "customer"])
        #expect(same.status == 200)
        let query = try await stage.get("/v1/orders/\(order)?order=\(other)")
        #expect(query.status == 422)
    }

    @Test func idsOfAnotherKindSayWhatWasExpected() async throws {
        let stage = try await stage()
        let goods = try await stage.stock(stage.key)
        let customer = try #require(goods.ids["cus"])
        for id in [customer, "garbage", "ord_", "ord_!!!!!!!!!!!!!!!!!!!!!!!!!!", "%F0%9F%A7%B5"] {
            let answer = try await stage.get("/v1/orders/\(id)")
            #expect(answer.status == 422, "\(id): \(answer.text)")
            #expect(answer.errors["order"] != nil, "\(id)")
        }
    }

    @Test func emptyBodiesStandForNoFields() async throws {
        let stage = try await stage()
        let answer = try await stage.write(.post, "/v1/probe/actions/remember")
        #expect(Set(answer.errors.keys) == ["text", "count", "price"])
        #expect(Set(answer.errors.values).count == 1)
    }
}
