import FaceFixtures
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct IdempotencyTests {
    @Test func writesNeedAKey() async throws {
        let stage = try await Stage.open(.sqlite)
        let headers = ["Authorization": "Bearer \(stage.key)", "Content-Type": "application/json"]
        let answer = try await stage.send(.post, "/v1/brands", headers: headers, body: (["name": "Kiln"] as JSON).bytes)
        #expect(answer.status == 400)
        #expect(answer.code == "idempotency_key_missing")
        #expect(answer.json["field"]?.string == "Idempotency-Key")
        for key in ["two words", String(repeating: "k", count: 256)] {
            let answer = try await stage.write(.post, "/v1/brands", ["name": "Kiln"], idempotencyKey: key)
            #expect(answer.code == "bad_idempotency_key")
        }
    }

    @Test(arguments: Engine.available) func aRepetitionIsAnsweredFromTheStore(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let first = try await stage.write(.post, "/v1/brands", ["name": "Kiln"], idempotencyKey: "once")
        let again = try await stage.write(.post, "/v1/brands", ["name": "Kiln"], idempotencyKey: "once")
        #expect(first.status == 201)
        #expect(first.header("Idempotent-Replayed") == nil)
        #expect(again.status == 201)
        #expect(again.header("Idempotent-Replayed") == "true")
        #expect(again.bytes == first.bytes)
        let other = try await stage.write(.post, "/v1/brands", ["name": "Loom"], idempotencyKey: "once")
        #expect(other.status == 422)
        #expect(other.code == "idempotency_key_reused")
        #expect(try await stage.get("/v1/brands").json["data"]?.array?.count == 1)
    }

    @Test(arguments: Engine.available) func fiftyAtOnceHaveOneEffect(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await stage.write(.post, "/v1/brands", ["name": "Kiln"], idempotencyKey: "stampede")
                }
            }
            return try await group.reduce(into: [Answer]()) { all, answer in all.append(answer) }
        }
        let done = answers.filter { $0.status == 201 }
        #expect(done.count == 50, "\(Set(answers.map(\.text)))")
        #expect(Set(done.map(\.text)).count == 1)
        #expect(done.filter { $0.header("Idempotent-Replayed") == nil }.count == 1)
        #expect(try await stage.get("/v1/brands").json["data"]?.array?.count == 1)
        #expect(try await stage.get("/v1/audit-entries?action=brands.create").json["data"]?.array?.count == 1)
        #expect(try await stage.world.verify() == [])
    }

    @Test func aRefusedWriteLeavesItsKeyFree() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await stage.write(.post, "/v1/brands", ["name": ""], idempotencyKey: "k").status == 422)
        #expect(try await stage.write(.post, "/v1/brands", ["name": "Kiln"], idempotencyKey: "k").status == 201)
    }

    @Test func keysOfDifferentCallersAndActionsDoNotMeet() async throws {
        let stage = try await Stage.open(.sqlite)
        let other = try await stage.key(["*"])
        #expect(try await stage.write(.post, "/v1/brands", ["name": "A"], idempotencyKey: "k").status == 201)
        #expect(
            try await stage.write(.post, "/v1/brands", ["name": "B"], key: other, idempotencyKey: "k").status == 201)
        #expect(try await stage.write(.post, "/v1/categories", ["name": "C"], idempotencyKey: "k").status == 201)
    }

    @Test(arguments: Engine.available) func previewsTellAndChangeNothing(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let headers = ["Authorization": "Bearer \(stage.key)", "Content-Type": "application/json"]
        let body = (["title": "Tea"] as JSON).bytes
        let answer = try await stage.send(.post, "/v1/products?preview=true", headers: headers, body: body)
        #expect(answer.status == 200)
        #expect(answer.json["state"]?.string == "previewed")
        #expect(answer.json["outcome"]?["product"]?["title"]?.string == "Tea")
        let events = answer.json["effects"]?["events"]?.array?.compactMap { $0["name"]?.string }
        #expect(events == ["products.created.v1"])
        #expect(answer.json["effects"]?["changes"]?.array?.isEmpty == false)
        #expect(try await stage.get("/v1/products").json["data"]?.array?.isEmpty == true)
        #expect(try await stage.get("/v1/audit-entries?action=products.create").json["data"]?.array?.isEmpty == true)
        let refused = try await stage.send(
            .post, "/v1/products?preview=true", headers: headers, body: (["title": ""] as JSON).bytes)
        #expect(refused.status == 422)
        let badKey = headers.merging(["Idempotency-Key": "two words"]) { $1 }
        let malformed = try await stage.send(.post, "/v1/products?preview=true", headers: badKey, body: body)
        #expect(malformed.status == 400)
    }

    @Test func aRecordChangedMeanwhileIsNotOverwritten() async throws {
        let stage = try await Stage.open(.sqlite)
        let made = try await stage.write(.post, "/v1/customers", ["name": "Ada"])
        let path = "/v1/customers/\(try #require(made.json["id"]?.string))"
        let tag = try #require(try await stage.get(path).header("ETag"))
        let first = try await stage.write(.patch, path, ["name": "Ada L."], headers: ["If-Match": tag])
        #expect(first.status == 200)
        #expect(first.header("ETag") != tag)
        let late = try await stage.write(.patch, path, ["name": "Adele"], headers: ["If-Match": tag])
        #expect(late.status == 412)
        #expect(late.code == "version_mismatch")
        #expect(try await stage.get(path).json["customer"]?["name"]?.string == "Ada L.")
        let unreadable = try await stage.write(.patch, path, ["name": "X"], headers: ["If-Match": "yesterday"])
        #expect(unreadable.status == 400)
        #expect(try await stage.write(.patch, path, ["name": "Any"], headers: ["If-Match": "*"]).status == 200)
    }
}
