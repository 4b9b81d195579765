import FaceFixtures
import Foundation
import Identity
import Kernel
import Platform
import StoreFixtures
import Testing

@Suite struct FormTests {
    private func brands(_ stage: Stage) async throws -> Int {
        try await stage.get("/v1/brands").json["data"]?.array?.count ?? -1
    }

    @Test func sendingAFormTwiceHasOneEffect() async throws {
        let stage = try await Stage.open(.sqlite)
        let page = try await stage.page("/admin/actions/brands.create")
        let token = try #require(PageText.hidden("csrf", in: page))
        #expect(token != stage.owner.csrf, "masked anew for every page")
        let key = try #require(PageText.hidden("idempotency_key", in: page))
        #expect(PageText.hidden("idempotency_key", in: try await stage.page("/admin/actions/brands.create")) != key)
        let fields = ["name": "Kiln", "idempotency_key": key, "csrf": token]
        let first = try await stage.submit("/admin/actions/brands.create", fields)
        let second = try await stage.submit("/admin/actions/brands.create", fields)
        #expect(first.status == 303)
        #expect(second.status == 303)
        #expect(second.header("Location") == first.header("Location"), "both lead to the one record")
        #expect(try await brands(stage) == 1)
        let changed = try await stage.submit("/admin/actions/brands.create", ["name": "Loom", "idempotency_key": key])
        #expect(changed.status == 422)
        #expect(try await brands(stage) == 1)
    }

    @Test func formsOfOtherSitesAreRefused() async throws {
        let stage = try await Stage.open(.sqlite)
        let path = "/admin/actions/brands.create"
        let fields = ["name": "Kiln", "idempotency_key": "k"]
        #expect(try await stage.submit(path, fields, csrf: "").status == 403)
        #expect(try await stage.submit(path, fields, csrf: "guessed").status == 403)
        #expect(try await stage.submit(path, fields, headers: ["Origin": "https://evil.example"]).status == 403)
        #expect(try await stage.submit(path, fields, headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
        #expect(try await stage.submit("/sign-out", [:], csrf: "guessed").status == 403)
        #expect(try await brands(stage) == 0)
        #expect(try await stage.page("/admin").status == 200)
    }

    @Test func previewsTellAndChangeNothing() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.submit(
            "/admin/actions/products.create", ["title": "Tea", "idempotency_key": "k", "preview": "true"])
        #expect(answer.status == 200)
        #expect(answer.text.contains("What will happen"))
        #expect(answer.text.contains("Product added"))
        #expect(answer.text.contains("value=\"Tea\""), "what was typed stays")
        #expect(try await stage.get("/v1/products").json["data"]?.array?.isEmpty == true)
    }

    @Test func refusalsStandAtTheirFields() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.submit(
            "/admin/actions/orders.place",
            ["lines.0.quantity": "x", "note": "ring twice", "shipping": "much", "idempotency_key": "k"])
        #expect(answer.status == 422)
        #expect(answer.text.contains("id=\"f-lines.0.quantity-error\""))
        #expect(answer.text.contains("id=\"f-shipping-error\""))
        #expect(answer.text.contains("ring twice"))
        #expect(answer.text.components(separatedBy: "autofocus").count == 2, "the first wrong field has focus")
    }

    @Test func whatOneFieldIsAtFaultForStandsAtTheField() async throws {
        let stage = try await Stage.open(.sqlite)
        let path = "/admin/actions/products.create"
        _ = try await stage.submit(path, ["title": "Tea", "handle": "tea", "idempotency_key": "one"])
        let taken = try await stage.submit(path, ["title": "Tea again", "handle": "tea", "idempotency_key": "two"])
        #expect(taken.status == 409)
        #expect(taken.text.contains("id=\"f-handle-error\""))
        #expect(taken.text.contains("href=\"#f-handle\""))
        let chosen = try await stage.submit(
            "/admin/actions/team.invite", ["email": "tess@example.com", "idempotency_key": "three", "preview": "1"])
        #expect(chosen.status == 422)
        #expect(chosen.text.contains("aria-invalid=\"true\" aria-describedby=\"f-role-error\""))
    }

    @Test func nothingIsChosenBeforeSomebodyChooses() async throws {
        let stage = try await Stage.open(.sqlite)
        let form = try await stage.page("/admin/actions/products.create").text
        #expect(form.contains("<option value=\"\">–</option><option value=\"true\" >"))
        #expect(!form.contains("&lt;option"))
    }

    @Test func moneyAndListsAreTypedAsPeopleDo() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let placed = try await stage.submit(
            "/admin/actions/orders.place",
            [
                "lines.0.sku": "TEA-1", "lines.0.quantity": "2", "lines.3.sku": "TEA-1", "lines.3.quantity": "1",
                "shipping": "3.50", "idempotency_key": "k1",
            ])
        #expect(placed.status == 303, "\(placed.text)")
        let order = try #require(placed.header("Location")?.firstMatch(of: /ord_[0-9a-z]+/)?.0)
        let made = try await stage.get("/v1/orders/\(order)").json
        #expect(made["lines"]?.array?.count == 2, "rows may have gaps")
        #expect(made["order"]?["shipping"]?["amount"] == "3.50", "\(made)")
        let role = try await stage.submit(
            "/admin/actions/roles.update",
            ["role": goods.ids["role"] ?? "", "permissions": "orders.read, products.read", "idempotency_key": "k2"])
        #expect(role.status == 303, "\(role.text)")
        let kept = try await stage.get("/v1/roles/\(goods.ids["role"] ?? "")").json
        #expect(kept["permissions"] == ["orders.read", "products.read"])
    }

    @Test func whatMartletDoesItselfHasNoForm() async throws {
        let stage = try await Stage.open(.sqlite)
        let internals = stage.world.installation.registry.actions.filter { $0.route == nil }
        #expect(internals.count > 10)
        for action in internals {
            #expect(try await stage.page("/admin/actions/\(action.name)").status == 404, "\(action.name)")
            let sent = try await stage.submit("/admin/actions/\(action.name)", ["idempotency_key": "k"])
            #expect(sent.status == 404, "\(action.name)")
        }
    }

    @Test func withoutThePermissionThereIsNoButtonAndNoPage() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.write(
            .post, "/v1/roles", ["key": "reader", "title": "Reader", "permissions": ["products.read"]])
        let reader = try await stage.hire("reader")
        let list = try await stage.page("/admin/products", session: reader)
        #expect(list.status == 200)
        #expect(!list.text.contains("/admin/actions/"))
        #expect(!list.text.contains("href=\"/admin/orders\""))
        for path in [
            "/admin/orders", "/admin/actions/products.create", "/admin/views/settings.all", "/admin/customers",
        ] {
            let page = try await stage.page(path, session: reader)
            #expect(page.status == 403, "\(path)")
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.text.contains("reader"), "names the role")
        }
        let sent = try await stage.submit(
            "/admin/actions/brands.create", ["name": "Kiln", "idempotency_key": "k"], session: reader)
        #expect(sent.status == 403)
        #expect(try await brands(stage) == 0)
        #expect(try await stage.page("/admin/products").text.contains("/admin/actions/products.create"))
    }

    @Test func secretsAreShownOnce() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await stage.page("/admin/api-keys").text.contains("/admin/new/api-key"))
        let refused = try await stage.submit("/admin/new/api-key", ["name": "", "scopes": "nonsense"])
        #expect(refused.status == 422)
        let made = try await stage.submit(
            "/admin/new/api-key", ["name": "till", "scopes": "orders.read products.read"])
        #expect(made.status == 200, "\(made.text)")
        let key = String(try #require(made.text.firstMatch(of: /mk_live_[0-9a-z_]+/)?.0))
        #expect(try await stage.get("/v1/orders", key: key).status == 200)
        #expect(try await stage.get("/v1/customers", key: key).status == 403)
        #expect(!(try await stage.page("/admin/api-keys").text.contains(key)))
        let invited = try await stage.write(
            .post, "/v1/team/actions/invite", ["email": "bob@example.org", "role": "staff"])
        let member = try #require(invited.json["id"]?.string)
        #expect(try await stage.page("/admin/team/\(member)").text.contains("/admin/new/link/\(member)"))
        #expect(try await stage.submit("/admin/new/link/\(member)", [:], csrf: "guessed").status == 403)
        let link = try await stage.submit("/admin/new/link/\(member)", [:])
        let path = String(try #require(link.text.firstMatch(of: /\/link\/[A-Za-z0-9_\-]+/)?.0))
        #expect(try await stage.send(.post, path).header("Location") == "/set-up")
    }
}
