import Customers
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Lists are filtered, paged and of one shop; the timeline has two lanes.
@Suite struct OrderQueryTests {
    @Test(arguments: Engine.available)
    func filtersNarrowTheList(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = [try TradeShop.line(1, "TEA")]
        let web = try await shop.world.perform(PlaceOrder(lines: lines, customer: shop.ada.id, channel: "web"))
        shop.world.clock.advance(by: .days(3))
        let paid = try await shop.order(.paid)
        func numbers(_ narrow: (inout ListOrders) -> Void) async throws -> [String] {
            var query = ListOrders()
            narrow(&query)
            return try await shop.world.fetch(query).data.map(\.number)
        }
        #expect(try await numbers { _ in } == [paid.number, web.number])
        #expect(try await numbers { $0.status = [.paid] } == [paid.number])
        #expect(try await numbers { $0.paymentState = [.unpaid] } == [web.number])
        #expect(try await numbers { $0.fulfilmentState = [.fulfilled] } == [])
        #expect(try await numbers { $0.channel = ["web"] } == [web.number])
        #expect(try await numbers { $0.customerID = [shop.ada.id] } == [web.number])
        #expect(try await numbers { $0.q = "lovelace" } == [web.number])
        #expect(try await numbers { $0.q = "so-000002" } == [paid.number])
        #expect(try await numbers { $0.q = "so-" } == [paid.number, web.number])
        #expect(try await numbers { $0.q = "%" } == [])
        let day = try CalendarDate(parsing: "2026-03-02")
        #expect(try await numbers { $0.to = day } == [web.number])
        #expect(try await numbers { $0.from = day.adding(days: 1) } == [paid.number])
        let row = try #require(try await shop.world.fetch(ListOrders()).data.last)
        #expect(row.customer?.name == "Ada Lovelace" && row.total == web.total)
        let other = try await shop.world.anotherShop()
        #expect(try await shop.world.fetch(ListOrders(), in: other).data.isEmpty)
    }

    /// A day is the shop's day: a quarter to midnight in summer London is a quarter to eleven in UTC.
    @Test(arguments: Engine.available)
    func daysAreTheShopsDays(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.world.perform(
            RecordOrder(
                number: "1", channel: "web", currency: .gbp, placedAt: try Instant(parsing: "2025-06-30T23:15:00Z"),
                lines: [try shop.past("TEA", 1, "1.00")]))
        var july = ListOrders()
        july.from = try CalendarDate(parsing: "2025-07-01")
        july.to = july.from
        #expect(try await shop.world.fetch(july).data.count == 1)
        var june = ListOrders()
        june.to = try CalendarDate(parsing: "2025-06-30")
        #expect(try await shop.world.fetch(june).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func pagesMeetWithoutGapOrOverlap(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        var placed: [ID<Order>] = []
        for _ in 0..<7 { placed.append(try await shop.place().id) }
        var query = ListOrders()
        query.limit = 3
        var seen: [ID<Order>] = []
        repeat {
            let page = try await shop.world.fetch(query)
            seen += page.data.map(\.order)
            query.after = page.next
        } while query.after != nil
        #expect(seen == placed.reversed())
    }

    @Test(arguments: Engine.available)
    func theTimelineHasTwoLanes(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled)
        try await shop.world.perform(
            CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        let timeline = try await shop.world.fetch(OrderTimeline(order: order.id))
        #expect(
            timeline.business.map(\.event.rawValue) == [
                "orders.placed.v1", "orders.paid.v1", "credit_notes.issued.v1", "orders.refunded.v1",
            ])
        #expect(timeline.delivery.map(\.event.rawValue).contains("orders.fulfilled.v1"))
        #expect(timeline.delivery.map(\.event.rawValue).first == "inventory.reserved.v1")
        #expect(timeline.business.allSatisfy { $0.principal == "usr_owner" })
    }

    @Test(arguments: Engine.available)
    func theTimelineGoesOnWhenTheClockIsPutBack(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.place()
        shop.world.clock.advance(by: .minutes(-40))
        try await shop.world.perform(MarkOrderPaid(order: order.id))
        let timeline = try await shop.world.fetch(OrderTimeline(order: order.id))
        #expect(timeline.business.map(\.event.rawValue) == ["orders.placed.v1", "orders.paid.v1"])
    }

    @Test(arguments: Engine.available)
    func anOrderShowsWhereItCanGo(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.place(2)
        let detail = try await shop.world.fetch(GetOrder(order: order.id))
        #expect(detail.nextStatuses == [.paid, .cancelled])
        #expect(detail.reservations.map(\.quantity.wholeUnits) == [2])
        #expect(detail.dueAt == order.placedAt + .minutes(1_440))
        let note = try await shop.order(.fulfilled)
        let credit = try await shop.world.perform(
            CreateCreditNote(order: note.id, lines: [CreditedLine(.one, ofLine: 1)], restock: false))
        let shown = try await shop.world.fetch(GetCreditNote(creditNote: credit.id))
        #expect(shown.orderNumber == note.number && shown.lines.map(\.orderLine) == [1])
        var list = ListCreditNotes()
        list.orderID = note.id
        #expect(try await shop.world.fetch(list).data.map(\.id) == [credit.id])
    }

    @Test func theFacesAreDerivedFromTheDeclarations() async throws {
        let shop = try await TradeShop.open(.sqlite)
        let registry = shop.world.installation.registry
        #expect(try registry.action("orders.place").route?.path == "/v1/orders")
        #expect(try registry.action("orders.cancel").route?.path == "/v1/orders/{order}/actions/cancel")
        #expect(try registry.action("credit_notes.create").route?.path == "/v1/credit-notes")
        #expect(try registry.action("orders.record").route == nil)
        #expect(try registry.query("orders.timeline").route.path == "/v1/orders/{order}/timeline")
        #expect(try registry.query("orders.list").isList)
        let filters = try registry.query("orders.list").fields.map(\.name)
        #expect(filters.contains("channel") && filters.contains("customer_id") && filters.contains("status"))
    }
}
