import FaceFixtures
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct KeyTests {
    @Test func nobodyGetsIn() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.send(.get, "/v1/orders", headers: ["Request-Id": "r3"])
        #expect(answer.status == 401)
        #expect(answer.code == "unauthorized")
        #expect(answer.header("WWW-Authenticate") == "Bearer")
        #expect(answer.json["request_id"]?.string == "r3")
        for header in [
            "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "bearer \(stage.key)x", "Bearer \(stage.key)x",
        ] {
            let answer = try await stage.send(.get, "/v1/orders", headers: ["Authorization": header])
            #expect(answer.status == 401, "\(header)")
        }
        let write = try await stage.send(.post, "/v1/brands", body: Array("nonsense".utf8))
        #expect(write.status == 401)
    }

    @Test(arguments: Engine.available) func scopesDecide(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let key = try await stage.key(["orders.read"])
        #expect(try await stage.get("/v1/orders", key: key).status == 200)
        let refused = try await stage.get("/v1/customers", key: key)
        #expect(refused.status == 403)
        #expect(refused.code == "forbidden")
        #expect(refused.json["details"]?["permission"]?.string == "customers.read")
        #expect(refused.json["remedy"]?.string?.isEmpty == false)
        let write = try await stage.write(.post, "/v1/brands", ["colour": "red"], key: key)
        #expect(write.status == 403, "what is wrong with the input is told to those who may write")
    }

    @Test func expiredAndRevokedKeysEnd() async throws {
        let stage = try await Stage.open(.sqlite)
        let soon = stage.world.clock.now + .hours(1)
        let made = try await stage.authenticator.createAPIKey(
            name: "short", scopes: ["orders.read"], expires: soon, as: stage.world.invocation(as: stage.owner.caller))
        #expect(try await stage.get("/v1/orders", key: made.text).status == 200)
        stage.world.clock.advance(by: .hours(2))
        #expect(try await stage.get("/v1/orders", key: made.text).status == 401)
        let other = try await stage.authenticator.createAPIKey(
            name: "revoked", scopes: ["orders.read"], as: stage.world.invocation(as: stage.owner.caller))
        let revoked = try await stage.write(.post, "/v1/api-keys/\(other.key.id)/actions/revoke")
        #expect(revoked.status == 200, "\(revoked.text)")
        #expect(try await stage.get("/v1/orders", key: other.text).status == 401)
    }

    @Test(arguments: Engine.available) func foreignAndAbsentLookTheSame(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        let absent = String(order.dropLast()) + (order.hasSuffix("0") ? "1" : "0")
        let elsewhere = try await stage.world.anotherShop()
        let key = try await stage.key(["*"], in: elsewhere)
        let foreign = try await stage.get("/v1/orders/\(order)", key: key, headers: ["Request-Id": "same"])
        let nothing = try await stage.get("/v1/orders/\(absent)", key: key, headers: ["Request-Id": "same"])
        #expect(foreign.status == 404)
        #expect(foreign.text.replacing(order, with: "ID") == nothing.text.replacing(absent, with: "ID"))
    }
}
