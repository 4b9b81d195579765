import FaceFixtures
import Identity
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Admin

/// Asking for approval, deciding, and the inbox of what did not finish, as people see them.
@Suite struct ApprovalPageTests {
    private func held(_ stage: Stage) async throws -> String {
        let goods = try await stage.stock(stage.key)
        let set: JSON = ["key": "approvals.required_actions", "value": ["orders.cancel"]]
        _ = try await stage.write(.post, "/v1/settings/actions/set", set)
        return try #require(goods.ids["ord"])
    }

    @Test("A form that will wait says so, shows what will happen, and then asks", arguments: Engine.available)
    func asking(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let order = try await held(stage)
        let form = try await stage.page("/admin/actions/orders.cancel?order=\(order)")
        #expect(form.text.contains("Request approval") && form.text.contains("somebody else has to say yes"))
        let fields = ["order": order, "reason": "customer", "idempotency_key": "k"]
        let shown = try await stage.submit("/admin/actions/orders.cancel", fields)
        #expect(shown.status == 200 && shown.text.contains("What will happen"))
        #expect(shown.text.contains("Request approval") && shown.text.contains("name=\"request_approval\""))
        let none = try await stage.get("/v1/approvals").json["data"]?.array
        #expect(none?.isEmpty == true, "nobody has asked yet")
        var confirmed = fields
        confirmed["request_approval"] = "1"
        let asked = try await stage.submit("/admin/actions/orders.cancel", confirmed)
        let address = try #require(asked.header("Location"))
        #expect(asked.status == 303 && address.hasPrefix("/admin/approvals/apr_"))
        let page = try await stage.page(address)
        #expect(page.text.contains("What it does") && page.text.contains("Who said what"))
        #expect(PageText.bareKeys(page) == [])

        let admin = try await stage.hire("admin")
        let path = String(address.prefix { $0 != "?" })
        let theirs = try await stage.page(path, session: admin)
        #expect(theirs.text.contains("It would still do exactly what was asked."))
        let inbox = try await stage.page("/admin/inbox?show=approvals", session: admin)
        #expect(inbox.text.contains("approvals.approve") && PageText.bareKeys(inbox) == [])
        let own = try await stage.page("/admin/inbox")
        #expect(own.text.contains("What you asked for"))
        let id = String(path.dropFirst("/admin/approvals/".count))
        let approve = ["approval": id, "idempotency_key": "a", "back": "/admin/inbox"]
        let done = try await stage.submit("/admin/actions/approvals.approve", approve, session: admin)
        #expect(done.status == 303 && done.header("Location")?.contains("done.state=approved") == true)
        let told = try await stage.page(done.header("Location") ?? "", session: admin)
        #expect(told.text.contains("Approved, and done"))
    }

    @Test("The seeds' address answers too, with a key as the API does", arguments: Engine.available)
    func seedAddress(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let order = try await held(stage)
        let asked = try await stage.write(.post, "/v1/orders/\(order)/actions/cancel", ["reason": "customer"])
        #expect(asked.status == 202)
        let id = try #require(asked.json["id"]?.string)
        let own = try await stage.write(.post, "/admin/approvals/\(id)/actions/approve", [:])
        #expect(own.status == 403 && own.json["code"]?.string == "approvals.own_request")
        let other = try await stage.key(["*"])
        let done = try await stage.write(.post, "/admin/approvals/\(id)/actions/reject", ["notes": "No."], key: other)
        #expect(done.status == 200 && done.json["approval"]?["status"]?.string == "rejected")
        let short = try await stage.page("/refund-approvals")
        #expect(short.header("Location") == "/admin/refund-approvals")
    }

    @Test("What went wrong stands in the inbox with its cause, and its reason has a page", arguments: Engine.available)
    func exceptions(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let order = try #require(try await stage.stock(stage.key).ids["ord"])
        let about = try #require(Reference(order))
        _ = try await stage.world.installation.runner.batch(as: stage.world.invocation(as: .system("test"))) { batch in
            try batch.tx.raise("events.dead_letter", about: about, details: ["message": "the line was busy"])
        }
        let inbox = try await stage.page("/admin/inbox")
        for words in ["A consequence was missed", "the line was busy", "Try again", "Take it on", "Settled"] {
            #expect(inbox.text.contains(words), "\(words)")
        }
        #expect(PageText.bareKeys(inbox) == [])
        let reason = try await stage.page("/admin/inbox/reasons/events.dead_letter")
        #expect(reason.text.contains("Nothing is done twice.") && reason.text.contains("Show the one that is open"))
        #expect(PageText.bareKeys(reason) == [])
        #expect(try await stage.page("/admin/inbox/reasons/no.such").status == 404)
        let list = try await stage.page("/admin/exceptions")
        #expect(list.text.contains("A consequence was missed"))
        let id = try #require(try await stage.get("/v1/exceptions").json["data"]?[0]?["id"]?.string)
        let record = try await stage.page("/admin/exceptions/\(id)")
        #expect(record.text.contains("the line was busy") && PageText.bareKeys(record) == [])
        let retry = ["exception": id, "idempotency_key": "r", "back": "/admin/inbox"]
        #expect(try await stage.submit("/admin/actions/exceptions.retry", retry).status == 303)
        #expect(try await stage.page("/admin/inbox").text.contains("Everything is done"))
        let packer = try await stage.hire("packer")
        #expect(try await stage.page("/admin/inbox/reasons/events.dead_letter", session: packer).status == 403)
        for language in ["es", "fr"] {
            let page = try await stage.page(
                "/admin/inbox/reasons/approvals.refused", headers: ["Accept-Language": language])
            #expect(PageText.bareKeys(page) == [] && !page.text.contains("Enough people said yes"))
        }
    }

    @Test("Policies read as sentences, and their forms offer what there is", arguments: Engine.available)
    func policies(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let policy: JSON = ["action": "orders.cancel", "quorum": 2, "role": "staff", "expires_after_hours": 24]
        let made = try await stage.write(.post, "/v1/approval-policies", policy)
        #expect(made.status == 201)
        let list = try await stage.page("/admin/approval-policies")
        #expect(list.text.contains("Cancel order, asked for by Staff"))
        #expect(list.text.contains("2 people decide, within 24 hours"))
        let form = try await stage.page("/admin/actions/approval_policies.create")
        #expect(form.status == 200 && form.text.contains("Cancel order") && PageText.bareKeys(form) == [])
        let settings = try await stage.page("/admin/settings")
        #expect(settings.text.contains("href=\"/admin/approval-policies\""))
    }

    @Test("A policy that does not apply costs an action no statement", arguments: Engine.available)
    func costs(_ engine: Engine) async throws {
        let counter = StatementCounter()
        let stage = try await Stage.open(engine, options: counter.options)
        let order = try #require(try await stage.stock(stage.key).ids["ord"])
        func cost() async throws -> Int {
            let path = "/v1/orders/\(order)/actions/cancel?preview=true"
            _ = try await stage.write(.post, path, ["reason": "customer"])
            return try await counter.statements {
                let tried = try await stage.write(.post, path, ["reason": "customer"])
                #expect(tried.json["effects"]?["would_need_approval"]?.bool == false)
            }
        }
        let before = try await cost()
        for number in 1...20 {
            let policy: JSON = ["action": "orders.cancel", "role": .string("role_\(number)"), "quorum": 2]
            #expect(try await stage.write(.post, "/v1/approval-policies", policy).status == 201)
        }
        #expect(try await cost() == before && before > 0)
    }
}
