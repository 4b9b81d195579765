import Customers
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders
@testable import Platform

/// What comes back is never more than what was sold, and what is given back never more than what was paid.
@Suite struct CreditNoteTests {
    @Test(arguments: Engine.available)
    func piecesAddUpToTheLineAndTheOrderIsRefundedWithTheLast(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try [TradeShop.line(3, "CUP"), TradeShop.line(1, "TEA")]
        let placed = try await shop.world.perform(
            PlaceOrder(lines: lines, shipping: Money(3_00, .gbp), discount: Money(1_00, .gbp)))
        try await shop.world.perform(MarkOrderPaid(order: placed.id))
        try await shop.world.perform(FulfilOrder(order: placed.id))
        var given: Int64 = 0
        for _ in 0..<3 {
            let note = try await shop.world.perform(
                CreateCreditNote(
                    order: placed.id, lines: [CreditedLine(.one, ofLine: 1)], reason: "chipped", restock: true))
            given += note.total.minorUnits
        }
        let cups = try await shop.lines(of: placed.id)[0]
        #expect(given == cups.net.minorUnits && cups.credited.minorUnits == given)
        #expect(try await shop.current(placed.id).paymentState == .partRefunded)
        #expect(try await shop.current(placed.id).status == .fulfilled)
        #expect(try await shop.level("CUP") == [100, 0])
        let last = try await shop.world.perform(
            CreateCreditNote(
                order: placed.id, lines: [CreditedLine(.one, ofLine: 2)], shipping: Money(3_00, .gbp), restock: false))
        #expect(given + last.total.minorUnits == placed.total.minorUnits)
        let end = try await shop.current(placed.id)
        #expect(end.status == .refunded && end.paymentState == .refunded && end.credited == end.total)
        #expect(try await shop.level("TEA") == [99, 0])
        #expect(try await shop.world.events(OrderRefunded.self).count == 4)
        #expect(try await shop.world.verify() == [])
    }

    /// However it came about, its timeline tells who issued it and for which order, and what became of the goods.
    @Test(arguments: Engine.available, [true, false])
    func itsTimelineTellsThatItWasIssued(on engine: Engine, restock: Bool) async throws {
        let shop = try await TradeShop.open(engine)
        let bob = World.person("bob", ["*"])
        let order = try await shop.order(.fulfilled, 3)
        shop.world.clock.advance(by: .minutes(1))
        let part = CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: restock)
        let first = try await shop.world.perform(part, as: bob)
        shop.world.clock.advance(by: .minutes(1))
        let rest = try await shop.world.perform(RefundOrder(order: order.id, restock: restock), as: bob)
        for (note, action) in [(first, CreateCreditNote.name), (rest, RefundOrder.name)] {
            let told = try await shop.world.fetch(RecordTimeline(record: note.id.reference)).data
            #expect(told.map(\.action) == (restock ? [action, "inventory.record"] : [action]))
            #expect(told[0].principal == "usr_bob" && told[0].subject == order.id.reference)
            #expect(told[0].events.map(\.name) == ["credit_notes.issued.v1"])
            #expect(told.dropFirst().flatMap(\.events).isEmpty)
        }
        let story = try await shop.world.fetch(RecordTimeline(record: order.id.reference)).data
        #expect(story.map(\.action).prefix(2) == [RefundOrder.name, CreateCreditNote.name])
    }

    @Test(arguments: Engine.available)
    func neverMoreThanWasSold(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled, 3)
        func credit(_ units: Int64, line: Int = 1, shipping: Money? = nil) async throws -> Problem? {
            let action = CreateCreditNote(
                order: order.id, lines: [CreditedLine(try Quantity(units), ofLine: line)], shipping: shipping,
                restock: true)
            return await shop.world.refusal { try await shop.world.perform(action) }
        }
        #expect(try await credit(4)?.code == "credit_notes.too_many")
        #expect(try await credit(2) == nil)
        let problem = try await credit(2)
        #expect(problem?.code == "credit_notes.too_many" && problem?.details["left"] == "1")
        #expect(try await credit(1, line: 2)?.errors.map(\.field) == ["lines[0].line"])
        #expect(try await credit(1, line: Int.max)?.errors.map(\.field) == ["lines[0].line"])
        #expect(try await credit(1, shipping: Money(1, .gbp))?.errors.map(\.field) == ["shipping"])
        #expect(try await credit(0)?.code == "validation_failed")
        let twice = CreateCreditNote(
            order: order.id, lines: [CreditedLine(.one, ofLine: 1), CreditedLine(.one, ofLine: 1)], restock: true)
        #expect(await shop.refusal(twice) == "validation_failed")
        #expect(try await shop.level() == [99, 0])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatWasNotSentCannotComeBack(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        for status in [Order.Status.pending, .paid, .cancelled] {
            let order = try await shop.order(status)
            let action = CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: false)
            #expect(await shop.refusal(action) == "credit_notes.not_a_sale", "\(status)")
        }
    }

    @Test(arguments: Engine.available)
    func refundingAnOrderThatWasNotSentFreesItsStock(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.paid, 5)
        let note = try await shop.world.perform(RefundOrder(order: order.id, restock: true))
        #expect(note.total == order.total && note.units.wholeUnits == 5)
        #expect(try await shop.level() == [100, 0])
        #expect(try await shop.current(order.id).status == .refunded)
        #expect(await shop.refusal(RefundOrder(order: order.id, restock: true)) == "invalid_transition")
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func taxOfARecordedOrderComesBackWithItsLines(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let record = RecordOrder(
            number: "T1", channel: "web", currency: .gbp, placedAt: .epoch,
            lines: [try shop.past("TEA", 3, "1.00"), try shop.past("POT", 1, "7.00")], tax: Money(1_99, .gbp))
        let id = try #require(try await shop.world.perform(record).document.id(Order.self))
        var tax: [Int64] = []
        for line in [
            CreditedLine(.one, ofLine: 1), CreditedLine(try Quantity(2), ofLine: 1), CreditedLine(.one, ofLine: 2),
        ] {
            let note = try await shop.world.perform(CreateCreditNote(order: id, lines: [line], restock: false))
            tax.append(note.tax.minorUnits)
        }
        #expect(tax.reduce(0, +) == 1_99)
        #expect(tax == [20, 40, 139])
        #expect(try await shop.current(id).paymentState == .refunded)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aGuestsOrderAndItsCreditNotesGetTheirCustomer(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled)
        let note = try await shop.world.perform(
            CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: false))
        #expect(note.customer == nil)
        try await shop.world.perform(AssignOrderCustomer(order: order.id, customer: shop.ada.id))
        let shown = try await shop.world.fetch(GetOrder(order: order.id))
        #expect(shown.customer?.number == "17850" && shown.creditNotes.map(\.customer) == [shop.ada.id])
        #expect(try await shop.world.events(OrderCustomerAssigned.self).map(\.before) == [nil])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func deletingHidesAnOrderWithItsCreditNotesAndRestoringBringsThemBack(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        for status in [Order.Status.pending, .paid] {
            let open = try await shop.order(status)
            #expect(await shop.refusal(DeleteOrder(order: open.id)) == "orders.still_open")
        }
        let due = try await shop.order(.paid)
        try await shop.world.perform(CancelOrder(order: due.id, reason: .inventory))
        #expect(await shop.refusal(DeleteOrder(order: due.id)) == "orders.still_open")
        let order = try await shop.order(.fulfilled)
        let note = try await shop.world.perform(
            CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: false))
        #expect(await shop.refusal(DeleteCreditNote(creditNote: note.id)) == "credit_notes.on_order")
        #expect(try await shop.facts().filter { $0.document == order.number || $0.document == note.number }.count == 2)
        #expect(await shop.refusal(DeleteOrder(order: order.id)) == "orders.still_open")
        try await shop.world.perform(MarkOrderRefunded(order: order.id))
        try await shop.world.perform(DeleteOrder(order: order.id))
        #expect(try await shop.facts().filter { $0.document == order.number || $0.document == note.number }.isEmpty)
        #expect(try await shop.world.fetch(ListOrders()).data.allSatisfy { $0.order != order.id })
        #expect(await shop.refusal(MarkOrderPaid(order: order.id)) == "orders.deleted")
        var deleted = ListOrders()
        deleted.deleted = true
        #expect(try await shop.world.fetch(deleted).data.map(\.order) == [order.id])
        try await shop.world.perform(RestoreOrder(order: order.id))
        #expect(try await shop.facts().filter { $0.document == order.number || $0.document == note.number }.count == 2)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aNumberThatWasGivenAwayKeepsAnOrderDeleted(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.cancelled)
        try await shop.world.perform(DeleteOrder(order: order.id))
        try await shop.world.perform(
            RecordOrder(
                number: order.number, channel: "web", currency: .gbp, placedAt: .epoch,
                lines: [try shop.past("TEA", 1, "1.00")]))
        #expect(await shop.refusal(RestoreOrder(order: order.id)) == "orders.number_taken")
        for number in ["SO-000002", "SO-9223372036854775807"] {
            try await shop.world.perform(
                RecordOrder(
                    number: number, channel: "web", currency: .gbp, placedAt: .epoch,
                    lines: [try shop.past("TEA", 1, "1.00")]))
        }
        #expect(try await shop.place().number == "SO-000003")
    }
}

/// A row of `trade_line_fact`.
struct Fact: Sendable, Equatable {
    let kind: String
    let documentKind: String
    let document: String
    let code: String
    let at: Instant
    let quantity: Quantity
    let amount: Int64
    let residue: Int64
    let discount: Int64
}

extension TradeShop {
    /// The facts of trade, by document and line.
    func facts() async throws -> [Fact] {
        try await world.read { db in
            let tenant = db.tenant
            return try db.rows(
                """
                SELECT kind, document_kind, number, code, at, quantity, amount_minor, amount_residue, discount_minor
                FROM trade_line_fact WHERE tenant = \(tenant) ORDER BY document_kind, number, line
                """
            ) { row in
                Fact(
                    kind: try row.next(), documentKind: try row.next(), document: try row.next(), code: try row.next(),
                    at: try row.next(), quantity: try row.next(), amount: try row.next(), residue: try row.next(),
                    discount: try row.next())
            }
        }
    }
}
