import API
import FaceFixtures
import Identity
import Kernel
import PlatformFixtures
import StoreFixtures
import Testing

@Suite struct FirstStepsTests {
    /// A shop whose owner has not come in yet: the link of the first run, unused.
    private func fresh() async throws -> (Stage, ShopLink) {
        let stage = try await Stage.open(.sqlite)
        let shop = try await stage.world.anotherShop("second-shop")
        let link = try #require(await Firstrun.prepare(shop: shop, in: stage.world.installation))
        return (stage, ShopLink(path: "/link/\(link.token)"))
    }

    private struct ShopLink { let path: String }

    @Test func aLinkLeadsThroughSetUpToTheAdmin() async throws {
        let (stage, link) = try await fresh()
        for _ in 0..<3 { #expect(try await stage.send(.get, link.path).status == 200, "looking does not use it up") }
        let entered = try await stage.send(.post, link.path, headers: ["Origin": "http://localhost"])
        #expect(entered.status == 303)
        #expect(entered.header("Location") == "/set-up")
        let session = try #require(entered.cookie?.value)
        let who = try await stage.authenticator.session(token: session)
        let cookie = ["Cookie": "\(Identification.cookie)=\(session)"]
        let form = try await stage.send(.get, "/set-up", headers: cookie)
        #expect(form.status == 200)
        let token = try #require(PageText.hidden("csrf", in: form))
        #expect(who.accepts(csrf: token))
        var fields = ["csrf": token, "name": "Grace", "email": "not an address", "password": "short"]
        let refused = try await stage.send(.post, "/set-up", headers: cookie, body: Stage.form(fields))
        #expect(refused.status == 422)
        #expect(refused.text.contains("value=\"Grace\""))
        #expect(refused.text.contains("value=\"not an address\""))
        #expect(!refused.text.contains("value=\"short\""), "passwords are never sent back")
        #expect(refused.text.contains("aria-invalid"))
        fields["email"] = "grace@example.org"
        fields["password"] = "a much longer password"
        let done = try await stage.send(.post, "/set-up", headers: cookie, body: Stage.form(fields))
        #expect(done.status == 303)
        let renewed = try #require(done.cookie?.value)
        #expect(renewed != session, "a new standing gets a new token")
        let admin = try await stage.send(.get, "/admin", headers: ["Cookie": "\(Identification.cookie)=\(renewed)"])
        #expect(admin.status == 200)
        #expect(admin.text.contains("Grace"))
        #expect(try await stage.send(.get, "/admin", headers: cookie).status == 303)
    }

    @Test func aLinkWorksOnce() async throws {
        let (stage, link) = try await fresh()
        #expect(try await stage.send(.post, link.path).status == 303)
        let again = try await stage.send(.post, link.path)
        #expect(again.status == 401)
        #expect(again.cookie == nil)
        #expect(again.text.contains("/sign-in"))
        let invented = try await stage.send(.post, "/link/invented")
        #expect(invented.status == 401)
        #expect(invented.text.replacing("invented", with: "") == again.text.replacing(link.path.dropFirst(6), with: ""))
    }

    @Test func settingUpNeedsTheSessionsToken() async throws {
        let (stage, link) = try await fresh()
        let token = try #require(try await stage.send(.post, link.path).cookie?.value)
        let fields = ["name": "Eve", "email": "eve@example.org", "password": "a much longer password"]
        let cookie = ["Cookie": "\(Identification.cookie)=\(token)"]
        for csrf in [nil, "", "guessed"] {
            let sent = csrf.map { fields.merging(["csrf": $0]) { given, _ in given } } ?? fields
            let answer = try await stage.send(.post, "/set-up", headers: cookie, body: Stage.form(sent))
            #expect(answer.status == 403)
        }
    }

    @Test func withoutASessionEveryPageLeadsToSignIn() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in [
            "/admin", "/admin/orders", "/admin/orders/ord_x", "/admin/actions/orders.place",
            "/admin/views/settings.all", "/set-up",
        ] {
            let answer = try await stage.send(.get, path)
            #expect(answer.status == 303, "\(path)")
            #expect(answer.header("Location")?.hasPrefix("/sign-in") == true, "\(path)")
        }
        let write = try await stage.send(.post, "/admin/actions/brands.create", body: Stage.form(["name": "Kiln"]))
        #expect(write.status == 303)
        #expect(try await stage.get("/v1/brands").json["data"]?.array?.isEmpty == true)
    }
}
