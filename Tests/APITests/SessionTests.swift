import API
import FaceFixtures
import Identity
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct SessionTests {
    private func signIn(
        _ stage: Stage, _ fields: [String: String] = [:], headers: [String: String] = [:]
    ) async throws -> Answer {
        let form = ["email": Stage.email, "password": Stage.password].merging(fields) { _, given in given }
        return try await stage.send(.post, "/sign-in", headers: headers, body: Stage.form(form))
    }

    @Test func theCookieIsOutOfReachOfScripts() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await signIn(stage)
        #expect(answer.status == 303)
        let cookie = try #require(answer.cookie)
        #expect(cookie.attributes.contains("HttpOnly"))
        #expect(cookie.attributes.contains("SameSite=Lax"))
        #expect(cookie.attributes.contains("Path=/"))
        #expect(!cookie.attributes.contains("Secure"))
        let secure = try await Stage.open(.sqlite, isSecure: true)
        #expect(try await signIn(secure).cookie?.attributes.contains("Secure") == true)
    }

    @Test func everySignInGetsATokenOfItsOwn() async throws {
        let stage = try await Stage.open(.sqlite)
        let planted = "\(Identification.cookie)=planted-by-somebody-else"
        let first = try #require(try await signIn(stage, headers: ["Cookie": planted]).cookie?.value)
        #expect(first != "planted-by-somebody-else")
        let open = try await stage.send(.get, "/admin", headers: ["Cookie": planted])
        #expect(open.status == 303, "a token that nobody issued opens nothing")
        let second = try await signIn(stage, headers: ["Cookie": "\(Identification.cookie)=\(first)"])
        let token = try #require(second.cookie?.value)
        #expect(token != first)
        let old = try await stage.send(.get, "/admin", headers: ["Cookie": "\(Identification.cookie)=\(first)"])
        #expect(old.status == 303, "signing in again ends the session it replaces")
        let new = try await stage.send(.get, "/admin", headers: ["Cookie": "\(Identification.cookie)=\(token)"])
        #expect(new.status == 200)
    }

    @Test func wrongPasswordsAndStrangersGetTheSameAnswer() async throws {
        let stage = try await Stage.open(.sqlite)
        let wrong = try await signIn(stage, ["password": "something else entirely"])
        let stranger = try await signIn(stage, ["email": "eve@example.org"])
        #expect(wrong.status == 401)
        #expect(wrong.cookie == nil)
        #expect(wrong.text.replacing(Stage.email, with: "X") == stranger.text.replacing("eve@example.org", with: "X"))
    }

    @Test func whereToGoAfterwardsStaysInThisSite() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(
            try await signIn(stage, ["next": "/admin/orders?status=paid"]).header("Location")
                == "/admin/orders?status=paid")
        for next in [
            "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "",
        ] {
            #expect(try await signIn(stage, ["next": next]).header("Location") == "/admin", "\(next)")
        }
    }

    @Test func otherSitesCannotSignPeopleIn() async throws {
        let stage = try await Stage.open(.sqlite)
        for headers in [
            ["Origin": "https://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site"],
        ] {
            let answer = try await signIn(stage, headers: headers)
            #expect(answer.status == 403)
            #expect(answer.code == "csrf")
        }
        #expect(try await signIn(stage, headers: ["Origin": "http://localhost"]).status == 303)
    }

    @Test func sessionsReadTheAPIAndWriteOnlyWithTheirToken() async throws {
        let stage = try await Stage.open(.sqlite)
        let cookie = "\(Identification.cookie)=\(stage.owner.token)"
        #expect(try await stage.send(.get, "/v1/orders", headers: ["Cookie": cookie]).status == 200)
        var headers = ["Cookie": cookie, "Content-Type": "application/json", "Idempotency-Key": "k1"]
        let body = (["name": "Kiln"] as JSON).bytes
        #expect(try await stage.send(.post, "/v1/brands", headers: headers, body: body).code == "csrf")
        headers["X-CSRF-Token"] = "guessed"
        #expect(try await stage.send(.post, "/v1/brands", headers: headers, body: body).code == "csrf")
        headers["X-CSRF-Token"] = stage.owner.csrf
        headers["Origin"] = "https://evil.example"
        #expect(try await stage.send(.post, "/v1/brands", headers: headers, body: body).code == "csrf")
        headers["Origin"] = "http://localhost"
        #expect(try await stage.send(.post, "/v1/brands", headers: headers, body: body).status == 201)
    }

    @Test func sessionsEnd() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await stage.page("/admin").status == 200)
        stage.world.clock.advance(by: .hours(13))
        let ended = try await stage.page("/admin/orders")
        #expect(ended.status == 303)
        #expect(ended.header("Location") == "/sign-in?next=%2Fadmin%2Forders")
        let stillOpen = try await signIn(stage)
        let token = try #require(stillOpen.cookie?.value)
        let who = try await stage.authenticator.session(token: token)
        let out = try await stage.send(
            .post, "/sign-out", headers: ["Cookie": "\(Identification.cookie)=\(token)"],
            body: Stage.form(["csrf": who.csrf]))
        #expect(out.status == 303)
        #expect(out.cookie?.value == "")
        let after = try await stage.send(.get, "/admin", headers: ["Cookie": "\(Identification.cookie)=\(token)"])
        #expect(after.status == 303)
    }
}
