import FaceFixtures
import HTTPTypes
import Kernel
import Store
import StoreFixtures
import Testing

@testable import API

@Suite struct DoorTests {
    @Test func everyAnswerCarriesTheRequestIDAndTheHeaders() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in [
            "/health", "/ready", "/openapi.json", "/reference", "/v1/orders", "/nowhere", "/sign-in", "/admin",
            "/assets/martlet.css",
        ] {
            let answer = try await stage.send(.get, path, headers: ["Request-Id": "trace-\(path.utf8.count)"])
            #expect(answer.header("Request-Id") == "trace-\(path.utf8.count)", "\(path)")
            #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
            #expect(answer.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true, "\(path)")
            #expect(answer.header("Referrer-Policy") == "same-origin", "\(path)")
            #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin", "\(path)")
            #expect(answer.header("Cache-Control") != nil, "\(path)")
        }
    }

    @Test func headIsAnsweredLikeGetWithoutTheBody() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in ["/health", "/reference", "/sign-in", "/assets/martlet.css"] {
            let asked = try await stage.send(.get, path)
            let answer = try await stage.send(.head, path)
            #expect(answer.status == asked.status, "\(path)")
            #expect(answer.header("Content-Type") == asked.header("Content-Type"), "\(path)")
            #expect(answer.text.isEmpty, "\(path)")
        }
        #expect(try await stage.send(.head, "/nowhere").status == 404)
    }

    @Test func requestIDsThatCouldForgeLogLinesAreReplaced() async throws {
        let stage = try await Stage.open(.sqlite)
        for given in ["two words", String(repeating: "x", count: 101), ""] {
            let id = try await stage.send(.get, "/health", headers: ["Request-Id": given]).header("Request-Id")
            #expect(id?.hasPrefix("req_") == true)
        }
    }

    @Test func unknownAddressesAreProblems() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.get("/v1/no-such-thing", headers: ["Request-Id": "r1"])
        #expect(answer.status == 404)
        #expect(answer.header("Content-Type") == "application/problem+json")
        #expect(answer.code == "no_such_route")
        #expect(answer.json["type"]?.string == "/problems/no_such_route")
        #expect(answer.json["status"]?.int == 404)
        #expect(answer.json["request_id"]?.string == "r1")
        let page = try await stage.send(.get, "/no-such-page", headers: ["Accept": "text/html"])
        #expect(page.status == 404)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
    }

    @Test func aWrongMethodIsToldWhichThereAre() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.write(.delete, "/v1/orders")
        #expect(answer.status == 405)
        #expect(answer.code == "method_not_allowed")
        #expect(answer.header("Allow") == "GET, HEAD, POST")
        let order = "/v1/orders/ord_1"
        let allowed = [
            (HTTPRequest.Method.put, "/v1/orders", "GET, HEAD, POST"), (.post, order, "GET, HEAD"),
            (.get, "\(order)/actions/cancel", "POST"), (.head, "\(order)/actions/cancel", "POST"),
            (.post, "/health", "GET, HEAD"), (.trace, "/admin", "GET, HEAD"),
        ]
        for (method, path, list) in allowed {
            let answer = try await stage.send(method, path)
            #expect(answer.status == 405, "\(method) \(path)")
            #expect(answer.header("Allow") == list, "\(method) \(path)")
        }
    }

    @Test func whatNobodyExpectedIsToldWithoutDetails() async throws {
        let stage = try await Stage.open(.sqlite, modules: FaceModules.all + [ProbeModule.module])
        let answer = try await stage.get("/v1/probe/broken", headers: ["Request-Id": "r2"])
        #expect(answer.status == 500)
        #expect(answer.json["request_id"]?.string == "r2")
        #expect(!answer.text.contains("secret_column"))
        #expect(!answer.text.contains("no_such_table"))
    }

    @Test func bodiesHaveALimit() async throws {
        let stage = try await Stage.open(.sqlite)
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 2 * 1024 * 1024 + 1)
        let headers = [
            "Authorization": "Bearer \(stage.key)", "Idempotency-Key": "k", "Content-Type": "application/json",
        ]
        let answer = try await stage.send(.post, "/v1/brands", headers: headers, body: bytes)
        #expect(answer.status == 413)
        #expect(answer.code == "body_too_large")
        let form = try await stage.send(.post, "/sign-in", body: bytes)
        #expect(form.status == 413)
    }

    @Test func forwardedAddressesAreBelievedOnlyBehindTrustedProxies() {
        func client(_ forwarded: String, _ hops: Int) -> String? {
            ClientAddress.client(peer: "10.0.0.1", forwardedFor: forwarded, trustedHops: hops)
        }
        #expect(client("203.0.113.9", 0) == "10.0.0.1")
        #expect(client("203.0.113.9", 1) == "203.0.113.9")
        #expect(client("6.6.6.6, 203.0.113.9", 1) == "203.0.113.9")
        #expect(client("6.6.6.6, 203.0.113.9, 10.0.0.2", 2) == "203.0.113.9")
        #expect(client("6.6.6.6", 2) == "10.0.0.1")
        #expect(client("", 1) == "10.0.0.1")
        #expect(client("<script>", 1) == "10.0.0.1")
        #expect(client("2001:db8::7", 1) == "2001:db8::7")
        #expect(client(String(repeating: "1", count: 60), 1) == "10.0.0.1")
    }

    @Test func theContextOfARequestReachesInsideAndTheAuditLog() async throws {
        let modules = FaceModules.all + [ProbeModule.module]
        let stage = try await Stage.open(.sqlite, modules: modules, trustedHops: 1)
        let headers = [
            "Request-Id": "trace-7", "X-Channel-Slug": "webshop", "X-Currency": "EUR", "X-Client-Country": "DE",
            "Accept-Language": "de-AT, en;q=0.5", "X-Forwarded-For": "6.6.6.6, 203.0.113.9",
        ]
        let seen = try await stage.get("/v1/probe/seen", headers: headers).json
        #expect(seen["request_id"]?.string == "trace-7")
        #expect(seen["channel"]?.string == "webshop")
        #expect(seen["currency"]?.string == "EUR")
        #expect(seen["locale"]?.string == "de-AT")
        #expect(seen["country"]?.string == "DE")
        #expect(seen["ip"]?.string == "203.0.113.9")
        #expect(try await stage.write(.post, "/v1/brands", ["name": "Kiln"], headers: headers).status == 201)
        let entry = try await stage.get("/audit-logs?action=brands.create").json["data"]?.array?.first
        #expect(entry?["request_id"]?.string == "trace-7")
        #expect(entry?["channel"]?.string == "webshop")
        #expect(entry?["ip"]?.string == "203.0.113.9")
        #expect(entry?["principal"]?.string?.hasPrefix("key_") == true)
    }

    @Test func contextThatMakesNoSenseIsLeftOut() async throws {
        let stage = try await Stage.open(.sqlite, modules: FaceModules.all + [ProbeModule.module])
        let headers = [
            "X-Currency": "GOLD", "X-Client-Country": "DE", "Accept-Language": "<b>", "X-Channel-Slug": "two words",
            "X-Forwarded-For": "203.0.113.9",
        ]
        let seen = try await stage.get("/v1/probe/seen", headers: headers).json
        #expect(seen["currency"]?.string == nil)
        #expect(seen["country"]?.string == nil)
        #expect(seen["locale"]?.string == nil)
        #expect(seen["channel"]?.string == nil)
        #expect(seen["ip"]?.string != "203.0.113.9")
    }
}
