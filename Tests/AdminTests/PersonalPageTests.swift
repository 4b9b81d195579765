import FaceFixtures
import Identity
import Kernel
import Store
import StoreFixtures
import Testing

/// What is one's own: the password, and the comments that name one.
@Suite struct PersonalPageTests {
    @Test(arguments: Engine.available)
    func thePasswordIsChangedWithThePresentOneAndOtherSessionsEnd(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let page = try await stage.page("/admin/me")
        #expect(page.text.contains("autocomplete=\"current-password\""))
        let other = try await stage.authenticator.signIn(
            email: Stage.email, password: Stage.password, shop: nil, replacing: nil,
            request: .init(requestID: "req-other"))
        let path = "/admin/me/password"
        let new = "seven wooden boats"
        let wrong = try await stage.submit(path, ["current": "not it at all", "password": new])
        #expect(wrong.status == 403)
        #expect(wrong.text.contains("id=\"me-current-error\""))
        #expect(!wrong.text.contains("id=\"me-password-error\"") && !wrong.text.contains(new))
        let weak = try await stage.submit(path, ["current": Stage.password, "password": "short"])
        #expect(weak.status == 422)
        #expect(weak.text.contains("id=\"me-password-error\"") && !weak.text.contains("id=\"me-current-error\""))
        #expect(try await stage.submit(path, ["current": Stage.password, "password": new], csrf: "x").status == 403)
        #expect(try await stage.page("/admin").status == 200, "nothing has happened so far")
        let done = try await stage.submit(path, ["current": Stage.password, "password": new])
        #expect(done.status == 303)
        #expect(done.header("Location") == "/admin/me?done=users.set_password")
        let cookie = try #require(done.header("Set-Cookie")?.prefix { $0 != ";" })
        for session in [stage.owner, other] {
            #expect(try await stage.page("/admin", session: session).status == 303, "ended everywhere")
        }
        let next = try await stage.send(
            .get, "/admin/me?done=users.set_password", headers: ["Cookie": String(cookie), "Accept": "text/html"])
        #expect(next.status == 200)
        #expect(next.text.contains("Your password was changed"))
        _ = try await stage.authenticator.signIn(
            email: Stage.email, password: new, shop: nil, replacing: nil, request: .init(requestID: "req-new"))
    }

    @Test func whoHasNoPasswordIsLedToSettingOne() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.stock(stage.key)
        let packer = try await stage.hire("packer")
        let page = try await stage.page("/admin/me", session: packer)
        #expect(page.text.contains("href=\"/set-up\"") && !page.text.contains("action=\"/admin/me/password\""))
        let setUp = try await stage.page("/set-up", session: packer)
        #expect(setUp.text.contains("value=\"packer@example.org\""), "what is known stands there")
        let refused = try await stage.submit(
            "/admin/me/password", ["current": "", "password": "seven wooden boats"], session: packer)
        #expect(refused.status == 403)
    }

    @Test(arguments: Engine.available)
    func whoIsNamedInACommentFindsItUntilTheyOpenIt(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        let packer = try await stage.hire("packer")
        let text = "@Ada, the box is <wet>. @nobody ada@example.org"
        let sent = try await stage.submit(
            "/admin/actions/comments.add", ["record": order, "text": text, "idempotency_key": "k"], session: packer)
        #expect(sent.status == 303, "\(sent.text)")
        let record = try await stage.page("/admin/orders/\(order)")
        #expect(record.text.contains("<b class=\"mention\">@Ada</b>, the box is &lt;wet&gt;. @nobody"))
        let home = try await stage.page("/admin")
        #expect(home.text.contains("Comments for you"))
        let inbox = try await stage.page("/admin/inbox")
        #expect(inbox.text.contains("mentioned you") && inbox.text.contains("the box is &lt;wet&gt;"))
        #expect(PageText.bareKeys(inbox) == [])
        let mention = try #require(PageText.hidden("mention", in: inbox))
        let foreign = try await stage.submit("/admin/inbox/mentions", ["mention": mention], session: packer)
        #expect(foreign.status == 404, "it is nobody else's")
        let own = try await stage.page("/admin/inbox", session: packer)
        #expect(own.status == 200 && !own.text.contains("the box is"))
        let opened = try await stage.submit("/admin/inbox/mentions", ["mention": mention])
        #expect(opened.header("Location") == "/admin/orders/\(order)#timeline")
        let after = try await stage.page("/admin/inbox")
        #expect(!after.text.contains("the box is") && after.text.contains("Everything is done"))
    }
}
