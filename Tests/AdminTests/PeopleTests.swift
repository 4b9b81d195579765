import API
import FaceFixtures
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// Customers, the team and their rights, settings, and what was done, as pages.
@Suite struct PeopleTests {
    // MARK: team

    @Test func whoIsInvitedGetsALinkThatIsShownOnce() async throws {
        let stage = try await Stage.open(.sqlite)
        let form = try await stage.page("/admin/actions/team.invite")
        #expect(form.text.contains("type=\"radio\" name=\"role\" value=\"staff\""))
        let sent = ["email": "grace@example.org", "name": "Grace", "role": "staff", "idempotency_key": "k1"]
        let shown = try await stage.submit("/admin/actions/team.invite", sent)
        #expect(shown.status == 200)
        let path = try #require(shown.text.firstMatch(of: /data-copy-link="(\/link\/[^"]+)"/)?.1)
        let entered = try await stage.send(.post, String(path))
        #expect(entered.header("Location") == "/set-up")
        let list = try await stage.page("/admin/team")
        #expect(list.text.contains("Grace") && !list.text.contains("/link/"))
    }

    @Test func theRoleOfAMemberIsChangedWhereItStands() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        _ = try await stage.hire("packer")
        let team = try await stage.get("/v1/team?q=packer").json["data"]?[0]
        let member = try #require(team?["id"]?.string)
        #expect(team?["role_title"] == "Tea", "a role of the shop's own is called by its title")
        let form = try await stage.page("/admin/actions/team.change_role?member=\(member)")
        #expect(form.text.contains("value=\"packer\" checked"))
        let place = try #require(goods.ids["loc"])
        let changed = try await stage.submit(
            "/admin/actions/team.change_role",
            ["member": member, "role": "staff", "locations": place, "idempotency_key": "k2"])
        #expect(changed.status == 303)
        let page = try await stage.page("/admin/team/\(member)")
        #expect(page.text.contains("Daily work"))
        let kept = try await stage.get("/v1/team/\(member)").json
        #expect(kept["role"] == "staff" && kept["locations"] == [.string(place)])
    }

    @Test func nobodyIsOfferedMoreThanTheyHold() async throws {
        let stage = try await Stage.open(.sqlite)
        let foreman: JSON = [
            "key": "foreman", "title": "Foreman",
            "permissions": ["team.*", "roles.*", "orders.read", "locations.read"],
        ]
        _ = try await stage.write(.post, "/v1/roles", foreman)
        let session = try await stage.hire("foreman")
        let invite = try await stage.page("/admin/actions/team.invite", session: session)
        #expect(invite.text.contains(/value="owner"\s+disabled/))
        #expect(!invite.text.contains(/value="foreman"\s+disabled/))
        let make = try await stage.page("/admin/actions/roles.create", session: session)
        #expect(make.text.contains(/value="orders.cancel"\s+disabled/))
        let fields = [
            "title": "More", "key": "more", "permissions": "orders.read, orders.cancel", "idempotency_key": "k",
        ]
        let refused = try await stage.submit("/admin/actions/roles.create", fields, session: session)
        #expect(refused.status == 403 && refused.text.contains("orders.cancel"))
    }

    @Test func rolesAreBoxesAndAMatrix() async throws {
        let stage = try await Stage.open(.sqlite)
        let body =
            "csrf=\(stage.owner.csrf)&title=Returns&key=returns&permissions.asked=1&permissions=orders.read&permissions=orders.refund&idempotency_key=k"
        let cookie = "\(Identification.cookie)=\(stage.owner.token)"
        let made = try await stage.send(
            .post, "/admin/actions/roles.create", headers: ["Cookie": cookie], body: Array(body.utf8))
        #expect(made.status == 303, "\(made.text)")
        let role = try #require(try await stage.get("/v1/roles").json["data"]?[0])
        #expect(role["permissions"] == ["orders.read", "orders.refund"])
        let edit = try await stage.page("/admin/actions/roles.update?role=\(role["id"]?.string ?? "")")
        #expect(edit.text.contains("value=\"orders.refund\" checked"))
        #expect(!edit.text.contains("value=\"orders.cancel\" checked"))
        let matrix = try await stage.page("/admin/roles-matrix")
        #expect(matrix.text.contains("Refund orders") && matrix.text.contains("Returns"))
    }

    @Test func whoLacksARightIsToldWhoCanGiveIt() async throws {
        let stage = try await Stage.open(.sqlite)
        let clerk = try await stage.hire("staff")
        let page = try await stage.page("/admin/settings", session: clerk)
        #expect(page.status == 403)
        #expect(page.text.contains("See settings") && page.text.contains("Ada can give it to you."))
    }

    @Test func aKeyIsMadeOfBoxesAndEndsOnADay() async throws {
        let stage = try await Stage.open(.sqlite)
        let form = try await stage.page("/admin/new/api-key")
        #expect(form.text.contains("name=\"scopes\" value=\"orders.read\""))
        let wrong = try await stage.submit(
            "/admin/new/api-key", ["name": "Till", "scopes": "orders.read", "expires": "soon"])
        #expect(wrong.status == 422 && wrong.text.contains("f-expires-error"))
        let made = try await stage.submit(
            "/admin/new/api-key", ["name": "Till", "scopes": "orders.read", "expires": "2099-01-31"])
        let text = try #require(made.text.firstMatch(of: /data-copy="(mk_live_[^"]+)"/)?.1)
        #expect(try await stage.get("/v1/orders", key: String(text)).status == 200)
        let list = try await stage.page("/admin/api-keys")
        #expect(list.text.contains("Till") && !list.text.contains(String(text)))
        #expect(list.text.contains("/admin/actions/api_keys.revoke?key=key_"))
    }

    // MARK: customers

    @Test func aCustomersPageShowsWhatTheyBoughtAndTheirTags() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let customer = try #require(goods.ids["cus"])
        let order: JSON = ["customer": .string(customer), "lines": [["sku": "TEA-1", "quantity": "2"]]]
        _ = try await stage.write(.post, "/v1/orders", order)
        let tagged = try await stage.submit(
            "/admin/actions/customers.tag",
            ["customer": customer, "tag": "Loyal", "back": "/admin/customers/\(customer)"])
        #expect(tagged.header("Location")?.hasPrefix("/admin/customers/\(customer)?") == true)
        let page = try await stage.page("/admin/customers/\(customer)")
        for part in [
            "<h1><span>Tea", "SO-", "Take the tag Loyal away", "/admin/actions/orders.place?customer=\(customer)",
        ] {
            #expect(page.text.contains(part), "\(part)")
        }
        let row = try await stage.get("/v1/customers?q=tea").json["data"]?[0]
        #expect(row?["tags"] == ["Loyal"])
        let tag = try #require(
            goods.ids["ctag"] ?? page.text.firstMatch(of: /tag_id=(ctag_[a-z0-9]+)/).map { String($0.1) })
        let narrowed = try await stage.page("/admin/customers?tag_id=\(tag)")
        #expect(narrowed.text.contains("<b>Loyal</b>"), "a filter is called by its name")
    }

    // MARK: what was done

    @Test func theAuditLogShowsBeforeAndAfterAndItsChainHolds() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let customer = try #require(goods.ids["cus"])
        let update = ["customer": customer, "name": "Grace Hopper", "idempotency_key": "k"]
        _ = try await stage.submit("/admin/actions/customers.update", update)
        let log = try await stage.page("/admin/audit-entries?action=customers.update")
        #expect(log.text.contains("<td class=\"was\">Tea</td><td class=\"now\">Grace Hopper</td>"))
        #expect(log.text.contains("actor=\(stage.owner.user.id)"), "a name leads to what they did")
        #expect(try await stage.page("/admin/audit-entries?actor=\(stage.owner.user.id)").text.contains("<b>Ada</b>"))
        let check = try await stage.page("/admin/audit-check?run=1")
        #expect(check.text.contains("Every entry is there and unaltered."))
        #expect(try await stage.page("/admin/audit-check").text.contains("Check now"))
    }

    // MARK: settings and first steps

    @Test func settingsAreKeptRefusedAndPutBack() async throws {
        let stage = try await Stage.open(.sqlite)
        let key = "sessions.idle_minutes"
        func value() async throws -> JSON? {
            try await stage.get("/v1/settings/all").json.array?.first { $0["key"]?.string == key }?["value"]
        }
        #expect(try await stage.submit("/admin/settings", ["key": key, "value": "45"]).status == 303)
        #expect(try await value() == 45)
        let refused = try await stage.submit("/admin/settings", ["key": key, "value": "2"])
        #expect(refused.status == 422 && refused.text.contains("Choose from 5 to 720 minutes."))
        #expect(refused.text.contains("value=\"2\""), "what was typed stays")
        #expect(try await stage.submit("/admin/settings", ["key": key, "default": "1"]).status == 303)
        #expect(try await value() == 30)
        let named = try await stage.submit("/admin/settings", ["name": "Corner Shop", "time_zone": "Europe/Paris"])
        #expect(named.status == 303)
        let shop = try await stage.get("/v1/shops/current").json
        #expect(shop["name"] == "Corner Shop" && shop["time_zone"] == "Europe/Paris")
    }

    @Test(arguments: Engine.available)
    func theCurrencyStaysOnceThereIsAPrice(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let path = "/admin/actions/shops.update"
        #expect(try await stage.submit(path, ["currency": "CHF", "idempotency_key": "k1"]).status == 303)
        #expect(try await stage.get("/v1/shops/current").json["currency"] == "CHF")
        _ = try await stage.stock(stage.key)
        #expect(try await stage.submit(path, ["currency": "CHF", "idempotency_key": "k2"]).status == 303)
        let refused = try await stage.submit(path, ["currency": "EUR", "idempotency_key": "k3"])
        #expect(refused.status == 409)
        #expect(try await stage.get("/v1/shops/current").json["currency"] == "CHF")
    }

    @Test func theFirstOwnerNamesTheShop() async throws {
        let stage = try await Stage.open(.sqlite)
        let shop = try await stage.world.anotherShop("second-shop")
        let link = try #require(await Firstrun.prepare(shop: shop, in: stage.world.installation))
        let token = try #require(try await stage.send(.post, "/link/\(link.token)").cookie?.value)
        let who = try await stage.authenticator.session(token: token)
        let headers = ["Cookie": "\(Identification.cookie)=\(token)", "Accept-Language": "es-ES"]
        let form = try await stage.send(.get, "/set-up", headers: headers)
        #expect(form.text.contains("<html lang=\"es\"") && form.text.contains("Prepara tu tienda"))
        let fields = [
            "csrf": who.csrf, "name": "Grace", "email": "grace@example.org", "password": "a much longer password",
            "shop_name": "La Tienda", "currency": "EUR", "time_zone": "Europe/Madrid",
        ]
        let done = try await stage.send(.post, "/set-up", headers: headers, body: Stage.form(fields))
        #expect(done.status == 303, "\(done.text)")
        let kept = try await stage.world.installation.shop(named: "second-shop").shop
        #expect(kept.name == "La Tienda" && kept.currency == .eur && kept.timeZone.rawValue == "Europe/Madrid")
    }

    @Test func everyPageOfTheNavigationHasItsHelp() async throws {
        let stage = try await Stage.open(.sqlite)
        let menu = try await stage.page("/admin/menu")
        let start = try #require(menu.text.firstRange(of: "<main"))
        let main = String(menu.text[start.lowerBound...])
        let paths: Set<String> = Set(main.matches(of: /href="(\/(?:admin\/|reference)[^"?#]*)"/).map { String($0.1) })
        #expect(paths.count > 25)
        for path in paths.sorted() {
            let help = try await stage.page("/admin/help?page=\(path)")
            #expect(help.text.contains("id=\"topic\""), "no help about \(path)")
        }
        let found = try await stage.page("/admin/help?q=archiv")
        #expect(found.text.contains("Archive"))
    }
}
