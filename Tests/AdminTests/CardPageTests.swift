import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@testable import Admin

/// Money by card as people see it: what is tried in test mode, what came of it, and what can be done about it.
@Suite struct CardPageTests {
    private func order(_ stage: Stage) async throws -> String {
        let variant: JSON = ["sku": "TEA-1", "price": ["amount": "4.50", "currency": "GBP"]]
        _ = try await stage.write(.post, "/v1/products", ["title": "Tea", "variants": [variant]])
        let place = try await stage.write(.post, "/v1/locations", ["code": "MAIN", "name": "Barn"])
        let lines: JSON = [["sku": "TEA-1", "quantity": "50"]]
        _ = try await stage.write(
            .post, "/v1/inventory/actions/stock-in", ["location": place.json["id"] ?? .null, "lines": lines])
        let order = try await stage.write(.post, "/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "3"]]])
        return try #require(order.json["id"]?.string)
    }

    @Test("From the form in test mode to a refund that is declined, tried again and gone", arguments: Engine.available)
    func cardPages(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let order = try await order(stage)
        let form = try await stage.page("/admin/actions/payments.capture?order=\(order)")
        #expect(form.status == 200 && form.text.contains("Test mode: no money moves"))
        #expect(PageText.bareKeys(form) == [])
        let fields = ["order": order, "source": "test_refund_declined_once", "idempotency_key": "c", "confirm": "1"]
        let taken = try await stage.submit("/admin/actions/payments.capture", fields)
        #expect(taken.status == 303, "\(taken.text.prefix(400))")
        try await stage.world.installation.work(stage.world.shop)
        let attempts = try await stage.page("/admin/payment-attempts")
        #expect(attempts.text.contains("Test mode") && attempts.text.contains("Taken"))
        #expect(PageText.bareKeys(attempts) == [])

        _ = try await stage.write(.post, "/v1/orders/\(order)/actions/cancel", ["reason": "customer"])
        let refund = try await stage.write(.post, "/v1/refunds", ["order": .string(order), "reason": "Cancelled"])
        let id = try #require(refund.json["refund"]?["id"]?.string, "\(refund.text)")
        try await stage.world.installation.work(stage.world.shop)
        let failed = try await stage.page("/admin/refunds/\(id)")
        #expect(failed.text.contains("Declined") && failed.text.contains("try_again"))
        #expect(failed.text.contains("/admin/actions/refunds.retry_execution?refund="))
        #expect(PageText.bareKeys(failed) == [])
        let inbox = try await stage.page("/admin/inbox?show=exceptions")
        #expect(inbox.text.contains("A refund was declined"))
        let desk = try await stage.page("/admin/refund-approvals")
        #expect(desk.text.contains("Under way") && desk.text.contains("Try again") && desk.text.contains("13.50"))
        #expect(PageText.bareKeys(desk) == [])

        let retry = ["refund": id, "idempotency_key": "r", "back": "/admin/refund-approvals"]
        #expect(try await stage.submit("/admin/actions/refunds.retry_execution", retry).status == 303)
        try await stage.world.installation.work(stage.world.shop)
        #expect(try await stage.page("/admin/refund-approvals").text.contains("No refund is under way"))
        let done = try await stage.get("/v1/refunds/\(id)")
        #expect(done.json["refund"]?["state"] == "completed")
        #expect(done.json["attempts"]?.array?.map { $0["state"] } == ["declined", "succeeded"])
        #expect(try await stage.world.verify() == [])
    }
}
