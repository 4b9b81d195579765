import FaceFixtures
import Identity
import Kernel
import Platform
import StoreFixtures
import Testing
import Web

/// Two people at one form, one form sent twice, and what forms say of the record they are about.
@Suite struct ConflictTests {
    /// The fields of a form as a browser would send them: what is typed in inputs, hidden ones and areas.
    private func fields(_ page: Answer) -> [String: String] {
        var fields: [String: String] = [:]
        guard
            let form = page.text.components(separatedBy: "data-form").dropFirst().first?.components(
                separatedBy: "</form>"
            ).first
        else { return [:] }
        for match in form.matches(of: /<input [^>]*name="([^"]+)"[^>]*value="([^"]*)"/)
        where fields[String(match.1)] == nil {
            fields[String(match.1)] = PageText.unescaped(String(match.2))
        }
        for match in form.matches(of: /<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/) {
            fields[String(match.1)] = PageText.unescaped(String(match.2))
        }
        return fields.filter { !$0.key.contains("__row__") && $0.key != "csrf" }
    }

    private func customer(_ stage: Stage) async throws -> String {
        let made = try await stage.write(
            .post, "/v1/customers", ["name": "Nora Quill", "phone": "+44 20 7946 0001", "email": "nora@example.org"])
        return try #require(made.json["id"]?.string, "\(made.text)")
    }

    @Test func formsBeginWithWhatIsSo() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let opened = fields(try await stage.page("/admin/actions/customers.update?customer=\(id)"))
        #expect(opened["customer"] == id)
        #expect(opened["name"] == "Nora Quill")
        #expect(opened["email"] == "nora@example.org")
        #expect(opened["was.name"] == "Nora Quill")
        #expect(opened["version"] == "1")
        let filled = fields(try await stage.page("/admin/actions/customers.update?customer=\(id)&name=Ann"))
        #expect(filled["name"] == "Ann", "the address fills fields in")
    }

    @Test func whatIsTakenOutOfAFieldIsTakenOut() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let path = "/admin/actions/customers.update"
        var form = fields(try await stage.page("\(path)?customer=\(id)"))
        form["email"] = ""
        #expect(try await stage.submit(path, form).status == 303)
        let kept = try await stage.get("/v1/customers/\(id)").json
        let record = kept["customer"] ?? kept
        #expect(record["email"]?.string == nil, "\(kept)")
        #expect(record["name"] == "Nora Quill")
    }

    @Test func whoComesSecondSeesWhatChangedAndSavesKnowingly() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let path = "/admin/actions/customers.update"
        var mine = fields(try await stage.page("\(path)?customer=\(id)"))
        var theirs = fields(try await stage.page("\(path)?customer=\(id)"))
        theirs["name"] = "Nora Quill-Hart"
        theirs["email"] = "hart@example.org"
        #expect(try await stage.submit(path, theirs).status == 303)
        mine["name"] = "Eleanor Quill"
        let refused = try await stage.submit(path, mine)
        #expect(refused.status == 409 || refused.status == 412, "\(refused.status)")
        #expect(refused.text.contains("Nora Quill-Hart"), "what they wrote is shown")
        #expect(refused.text.contains("class=\"changed\""))
        let again = fields(refused)
        #expect(again["name"] == "Eleanor Quill", "what was typed stays")
        #expect(again["email"] == "hart@example.org", "what was left alone is as it is now")
        #expect(again["version"] == "2")
        #expect(again["idempotency_key"] != mine["idempotency_key"])
        let unseen = try await stage.get("/v1/customers/\(id)").json
        #expect((unseen["customer"] ?? unseen)["name"] == "Nora Quill-Hart", "nothing is overwritten unseen")
        #expect(try await stage.submit(path, again).status == 303)
        let saved = try await stage.get("/v1/customers/\(id)").json
        #expect((saved["customer"] ?? saved)["name"] == "Eleanor Quill")
        #expect((saved["customer"] ?? saved)["email"] == "hart@example.org")
    }

    @Test func anotherRowIsAskedForWithoutScripts() async throws {
        let stage = try await Stage.open(.sqlite)
        let path = "/admin/actions/orders.place"
        let page = try await stage.submit(
            path,
            [
                "lines.0.variant": "TEA-1", "lines.0.quantity": "2", "note": "ring", "add": "lines",
                "idempotency_key": "k",
            ])
        #expect(page.status == 200)
        let form = fields(page)
        #expect(form["lines.0.variant"] == "TEA-1")
        #expect(form["lines.1.variant"] == "")
        #expect(page.text.contains(">ring</textarea>") || form["note"] == "ring")
        #expect(form["idempotency_key"] == "k")
    }

    @Test func previewsOfChangesSayBeforeAndAfter() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let path = "/admin/actions/customers.update"
        var form = fields(try await stage.page("\(path)?customer=\(id)"))
        form["name"] = "Eleanor Quill"
        form["preview"] = "1"
        let page = try await stage.submit(path, form)
        #expect(page.status == 200)
        #expect(page.text.contains(/class="was">Nora Quill</))
        #expect(page.text.contains(/class="now">Eleanor Quill</))
        #expect(fields(page)["name"] == "Eleanor Quill")
        #expect(fields(page)["version"] == "1")
        let kept = try await stage.get("/v1/customers/\(id)").json
        #expect((kept["customer"] ?? kept)["name"] == "Nora Quill")
        form["preview"] = nil
        #expect(try await stage.submit(path, form).status == 303, "its key is not used up by looking")
    }

    @Test func moneyIsTypedAsTheReaderWritesIt() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.stock(stage.key)
        let spanish = ["Accept-Language": "es"]
        let placed = try await stage.submit(
            "/admin/actions/orders.place",
            ["lines.0.variant": "TEA-1", "lines.0.quantity": "1", "shipping": "1.234,50", "idempotency_key": "k"],
            headers: spanish)
        #expect(placed.status == 303, "\(placed.text)")
        let order = try #require(placed.header("Location")?.firstMatch(of: /ord_[0-9a-z]+/)?.0)
        let made = try await stage.get("/v1/orders/\(order)").json
        #expect(made["order"]?["shipping"]?["amount"] == "1234.50")
        let page = try await stage.page("/admin/orders/\(order)", headers: spanish)
        #expect(page.text.contains("1234,50") || page.text.contains("1.234,50"), "\(page.text.count)")
        let variant = try #require(try await stage.get("/v1/variants").json["data"]?[0]?["id"]?.string)
        let form = fields(try await stage.page("/admin/actions/variants.update?variant=\(variant)", headers: spanish))
        #expect(form["price"] == "4,50")
    }

    @Test func whatWasDoneIsSaidOnceAndTakenBack() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let done = try await stage.submit(
            "/admin/actions/customers.archive",
            ["customer": id, "idempotency_key": "k", "back": "/admin/customers?q=nora"])
        let next = try #require(done.header("Location"))
        #expect(next.hasPrefix("/admin/customers?q=nora&done=customers.archive"))
        let page = try await stage.page(next)
        let toast = try #require(
            page.text.components(separatedBy: "data-toast").dropFirst().first?.components(separatedBy: "</div>").first)
        #expect(toast.contains("action=\"/admin/actions/customers.unarchive\""))
        let matches = toast.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/)
        let pairs = matches.map { (String($0.1), PageText.unescaped(String($0.2))) }
        let undone = try await stage.submit(
            "/admin/actions/customers.unarchive", Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        #expect(undone.status == 303, "\(undone.text)")
        #expect(undone.header("Location")?.hasPrefix("/admin/customers?q=nora&done=customers.unarchive") == true)
        #expect(try await stage.page("/admin/customers").text.contains("Nora Quill"), "it is back in the list")
        let quiet = try await stage.page("/admin/customers?done=nothing.known&done.customer=x")
        #expect(quiet.status == 200)
        #expect(!quiet.text.contains("data-toast"), "an address cannot claim what there is not")
    }

    @Test func saidThingsReplaceWhatWasSaidBefore() async throws {
        let stage = try await Stage.open(.sqlite)
        let id = try await customer(stage)
        let back = "/admin/customers/\(id)?done=customers.create&done.customer=\(id)"
        let sent = try await stage.submit(
            "/admin/actions/comments.add", ["record": id, "text": "Rings twice", "back": back, "idempotency_key": "k"])
        let next = try #require(sent.header("Location"))
        #expect(next.components(separatedBy: "done=").count == 2, "\(next)")
        #expect(next.contains("done=comments.add"))
        #expect(try await stage.page(next).text.contains("Rings twice"))
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
        "admin", "",
    ])
    func theWayBackStaysInTheShop(_ back: String) async throws {
        let stage = try await Stage.open(.sqlite)
        let sent = try await stage.submit(
            "/admin/actions/brands.create", ["name": "Kiln", "back": back, "idempotency_key": "k"])
        #expect(sent.status == 303)
        let next = try #require(sent.header("Location"))
        #expect(next.hasPrefix("/admin/brands"), "\(next)")
        let form = try await stage.page("/admin/actions/brands.create?back=\(FormFields.encoded(back))")
        #expect(!form.text.contains("href=\"\(back)\"") || back.isEmpty)
    }
}
