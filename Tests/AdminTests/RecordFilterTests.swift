import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// Filters and fields that name a record, without scripts: people type what they know.
@Suite struct RecordFilterTests {
    private func customer(_ name: String, number: String? = nil, on stage: Stage) async throws -> String {
        var input: JSON = ["name": .string(name)]
        if let number { input = ["name": .string(name), "number": .string(number)] }
        let made = try await stage.write(.post, "/v1/customers", input)
        return try #require(made.json["id"]?.string, "\(made.text)")
    }

    /// Follows an answer to where it leads.
    private func follow(_ answer: Answer, on stage: Stage) async throws -> Answer {
        try await stage.page(try #require(answer.header("Location"), "\(answer.text)"))
    }

    @Test(arguments: Engine.available)
    func aFilterTakesWhatPeopleCallARecord(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        _ = try await stage.stock(stage.key)
        let bea = try await customer("Smith, Bea", number: "C-77", on: stage)
        let carl = try await customer("Carl", on: stage)
        let order: JSON = ["lines": [["sku": "TEA-1", "quantity": "1"]], "customer": .string(bea)]
        #expect(try await stage.write(.post, "/v1/orders", order).status == 201)
        let sent = try await stage.page("/admin/lists/orders/filter?customer_id=Smith%2C+Bea&status=pending")
        let found = try await follow(sent, on: stage)
        #expect(found.status == 303)
        let address = try #require(found.header("Location"))
        #expect(address.contains("customer_id=\(bea)") && address.contains("status=pending"))
        let list = try await stage.page(address)
        #expect(list.status == 200)
        #expect(PageText.rows(list).count == 1)
        #expect(list.text.contains("name=\"customer_id\" value=\"Smith, Bea\""), "the field says the name, not the id")
        for (typed, ids) in [
            ("c-77", bea), ("!carl", "!\(carl)"), ("carl,C-77", "\(carl),\(bea)"), ("\(carl),c-77", "\(carl),\(bea)"),
        ] {
            let answer = try await stage.page("/admin/orders?customer_id=\(typed)")
            let encoded = ids.replacing("!", with: "%21").replacing(",", with: "%2C")
            #expect(answer.header("Location") == "/admin/orders?customer_id=\(encoded)", "\(typed)")
        }
        let guests = try await stage.page("/admin/orders?customer_id=empty")
        #expect(guests.status == 200, "a word of the filter is no name")
        let number = try #require(try await stage.get("/v1/orders?limit=1").json["data"]?[0]?["number"]?.string)
        let lines = try await stage.page("/admin/views/orders.lines?order=\(number)")
        #expect(lines.header("Location")?.contains("order=ord_") == true, "so do the filters of other pages")
        let anyKind = try await stage.page("/admin/audit-entries?resource=carl")
        #expect(anyKind.header("Location")?.contains("resource=\(carl)") == true)
    }

    @Test func whatSeveralAreCalledIsAChoiceAndWhatNothingIsCalledIsSaidAtTheField() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.stock(stage.key)
        let one = try await customer("Ann Reed", number: "C-1", on: stage)
        let two = try await customer("Ann Reed", number: "C-2", on: stage)
        let several = try await stage.page("/admin/orders?customer_id=ann%20reed&status=paid")
        #expect(several.status == 422)
        #expect(several.text.contains("href=\"/admin/orders?status=paid&amp;customer_id=\(one)\""))
        #expect(several.text.contains("customer_id=\(two)"))
        #expect(PageText.bareKeys(several) == [])
        #expect(try await stage.page("/admin/orders?status=paid&customer_id=\(one)").status == 200)
        let nothing = try await stage.page("/admin/orders?customer_id=Nobody%20Known%3Cb%3E")
        #expect(nothing.status == 422)
        #expect(nothing.text.contains("aria-describedby=\"in-customer_id-error\""))
        #expect(nothing.text.contains("Nothing is called “Nobody Known&lt;b&gt;”"))
        #expect(nothing.text.contains("href=\"/admin/orders\""), "and the way on without the filter")
    }

    @Test func whoMayNotSeeTheRecordsLearnsNothingOfThem() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.stock(stage.key)
        let ann = try await customer("Ann Reed", on: stage)
        _ = try await stage.write(
            .post, "/v1/roles", ["key": "clerk", "title": "Clerk", "permissions": ["orders.read"]])
        let clerk = try await stage.hire("clerk")
        let answer = try await stage.page("/admin/orders?customer_id=Ann%20Reed", session: clerk)
        #expect(answer.status == 422)
        #expect(!answer.text.contains(ann))
    }

    @Test func aFieldOffersTheRecordsItsTextMayMean() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        _ = try await customer("Ann Reed", number: "C-1", on: stage)
        let two = try await customer("Ann Reed", number: "C-2", on: stage)
        let path = "/admin/actions/orders.assign_customer"
        let fields = ["order": order, "customer": "Ann Reed", "idempotency_key": "k1"]
        let asked = try await stage.submit(path, fields)
        #expect(asked.status == 422)
        #expect(asked.text.contains("id=\"f-customer-error\""))
        #expect(asked.text.contains("type=\"radio\" name=\"customer.pick\" value=\"\(two)\""))
        #expect(asked.text.contains("name=\"customer.near\" value=\"Ann Reed\""))
        let picked = fields.merging(["customer.near": "Ann Reed", "customer.pick": two]) { $1 }
        #expect(try await stage.submit(path, picked).status == 303)
        #expect(try await stage.get("/v1/orders/\(order)").json["customer"]?["id"]?.string == two)
        // What was typed anew counts, whatever is still chosen below.
        let typed = picked.merging(["customer": "Somebody Else", "idempotency_key": "k2"]) { $1 }
        let refused = try await stage.submit(path, typed)
        #expect(refused.status == 422)
        #expect(refused.text.contains("Nothing is called “Somebody Else”"))
    }
}
