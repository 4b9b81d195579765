import FaceFixtures
import Kernel
import StoreFixtures
import Testing

@testable import Admin

/// Values as people read and write them, where the wire says them otherwise.
@Suite struct ShownValueTests {
    @Test func momentsAreReadAndShownByTheShopsClocks() async throws {
        let stage = try await Stage.open(.sqlite)
        let customer = try #require(try await stage.stock(stage.key).ids["cus"])
        let form = try await stage.page("/admin/actions/store_credit.issue?customer=\(customer)")
        #expect(form.text.contains("type=\"datetime-local\""))
        let given = try await stage.submit(
            "/admin/actions/store_credit.issue",
            [
                "customer": customer, "amount": "12.00", "reason": "Rain", "expires_at": "2031-07-01T12:30",
                "idempotency_key": "k",
            ])
        #expect(given.status == 303)
        let credit = try #require(try await stage.get("/v1/store-credit").json["data"]?[0])
        let expires = try Instant(parsing: try #require(credit["expires_at"]?.string))
        let shop = try await stage.get("/v1/shops/current", key: stage.key).json
        let zone = try TimeZoneID(parsing: try #require(shop["time_zone"]?.string))
        let local = ZonedCalendar(zone).local(expires)
        #expect(local.date == CalendarDate("2031-07-01") && local.hour == 12 && local.minute == 30)
    }

    @Test func aRefundChoosesFromTheOrdersLines() async throws {
        let stage = try await Stage.open(.sqlite)
        let order = try #require(try await stage.stock(stage.key).ids["ord"])
        let form = try await stage.page("/admin/actions/refunds.request?order=\(order)")
        #expect(form.text.contains("<select class=\"input\" id=\"f-lines.0.line\""))
        let blank = try await stage.page("/admin/actions/refunds.request")
        #expect(!blank.text.contains("<select class=\"input\" id=\"f-lines.0.line\""))
        // What is wrong is said beside the same choice.
        let refused = try await stage.submit(
            "/admin/actions/refunds.request", ["order": order, "lines.0.line": "1", "idempotency_key": "k"])
        #expect(refused.status == 422)
        #expect(refused.text.contains("<option value=\"1\" selected>"))
    }

    @Test func whatChangedInsideAMemberIsARowOfItsOwn() {
        let before: JSON = ["money": ["paid": ["amount": "1.00", "currency": "GBP"], "note": "a"], "status": "open"]
        let after: JSON = ["money": ["paid": ["amount": "2.00", "currency": "GBP"], "note": "a"], "status": "open"]
        let rows = ChangeTable.rows(before, after)
        #expect(rows.map { $0["member"]?.string } == ["paid"])
        #expect(rows.first?["after"]?["amount"] == "2.00")
        #expect(ChangeTable.rows(["money": .null], ["money": ["note": "a"]]).map { $0["member"]?.string } == ["money"])
    }

    @Test func schedulesSayTheirTimesInWords() async throws {
        let stage = try await Stage.open(.sqlite)
        try await stage.world.installation.tick()
        let list = try await stage.page("/admin/schedules")
        #expect(list.text.contains("Every day at 02:00") && list.text.contains("title=\"0 2 * * *\""))
        #expect(PageText.bareKeys(list) == [])
    }
}
