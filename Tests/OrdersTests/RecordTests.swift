import Customers
import Inventory
import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders
@testable import Platform

/// Trade of the past comes in as it was: own numbers, dates and prices, and no shelf changes.
@Suite struct RecordTests {
    static let day = Instant.seconds(1_291_191_960)  // 2010-12-01 08:26

    private func order(
        _ shop: TradeShop, _ number: String = "536365", _ lines: [RecordedLine]? = nil, importID: Reference? = nil
    ) throws -> RecordOrder {
        RecordOrder(
            number: number, channel: "file", customer: shop.ada.id, country: "United Kingdom", currency: .gbp,
            placedAt: Self.day, lines: try lines ?? [shop.past("TEA", 6, "2.55")], importID: importID)
    }

    @Test(arguments: Engine.available)
    func anInvoiceOfThePastKeepsItsDirt(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let later = Self.day + .minutes(1)
        let lines = try [
            shop.past(" tea", 6, "2.55"), shop.past("TEA", 6, "2.55"), shop.past("CARD", 2, "0"),
            shop.past("CUP", 3, "0.125", at: later), shop.past("POST", 1, "18.00", movesStock: false),
        ]
        let before = try await shop.level()
        var action = try order(shop, "536365", lines)
        action.customer = nil
        let recorded = try await shop.world.perform(action)
        let order = try await shop.current(try #require(recorded.document.id(Order.self)))
        #expect(order.status == .fulfilled && order.paymentState == .paid && order.source == .imported)
        #expect(order.total == Money(15_30 + 15_30 + 38 + 18_00, .gbp) && order.customer == nil)
        #expect(order.placedAt == Self.day && order.lineCount == 5)
        #expect(try await shop.level() == before)
        let facts = try await shop.facts()
        #expect(facts.map(\.code) == ["TEA", "TEA", "CARD", "CUP", "POST"])
        #expect(facts.map(\.kind) == ["sale", "sale", "free", "sale", "sale"])
        #expect(facts[3].at == later && facts[3].amount == 38 && facts[3].residue == -5_000_000_000)
        let event = try #require(try await shop.world.events(OrderPlaced.self).first)
        #expect(event.status == .fulfilled && event.occurredAt == Self.day)
        #expect(await shop.refusal(action) == "orders.number_taken")
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func creditNotesNeedNoSaleAndAdjustmentsCarryTheirSign(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let back = RecordCreditNote(
            number: "C536379", kind: .return, customer: shop.ada.id, currency: .gbp, issuedAt: Self.day,
            lines: [try shop.past("CUP", 3, "0.125"), try shop.past("D", 1, "27.50", movesStock: false)])
        let debt = RecordCreditNote(
            number: "A563186", kind: .adjustment, currency: .gbp, issuedAt: Self.day,
            lines: [try shop.past("B", 1, "-11062.06", movesStock: false)])
        #expect(try await shop.world.perform(back).total == Money(27_88, .gbp))
        #expect(try await shop.world.perform(debt).total == Money(-11_062_06, .gbp))
        let facts = try await shop.facts()
        #expect(facts.map(\.documentKind) == ["adjustment", "credit_note"] + ["credit_note"])
        #expect(facts.map(\.kind) == ["adjustment", "return", "return"])
        #expect(facts.map(\.amount) == [-11_062_06, 38, 27_50])
        #expect(facts[0].quantity == .one)
        var negative = back
        negative.number = "C2"
        negative.lines[0].unitPrice = try UnitPrice("-1", .gbp)
        negative.lines[1].quantity = .zero
        let problem = await shop.world.refusal { try await shop.world.perform(negative) }
        #expect(problem?.errors.map(\.field) == ["lines[0].unit_price", "lines[1].quantity"])
        #expect(await shop.refusal(back) == "credit_notes.number_taken")
        let note = try await shop.world.fetch(ListCreditNotes()).data.first { $0.kind == .adjustment }
        let id = try #require(note).id
        try await shop.world.perform(DeleteCreditNote(creditNote: id))
        #expect(try await shop.facts().count == 2)
        try await shop.world.perform(RestoreCreditNote(creditNote: id))
        #expect(try await shop.facts().count == 3)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func anInvoiceOfElevenHundredLinesIsOneOrder(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try (1...1_114).map { index in try shop.past("TEA", Int64(index % 7 + 1), "1.2\(index % 10)") }
        let recorded = try await shop.world.perform(order(shop, "573585", lines))
        let id = try #require(recorded.document.id(Order.self))
        let detail = try await shop.world.fetch(GetOrder(order: id))
        #expect(detail.order.lineCount == 1_114 && detail.lines.count == 200 && detail.hasMoreLines)
        var query = ListOrderLines(order: id)
        query.limit = 100
        var seen: [Int] = []
        repeat {
            let page = try await shop.world.fetch(query)
            seen += page.data.map(\.line)
            query.after = page.next
        } while query.after != nil
        #expect(seen == Array(1...1_114))
        #expect(try await shop.world.verify() == [])
    }

    /// The hot path of imports: the statements of a document do not grow with its lines.
    @Test(arguments: Engine.available)
    func aDocumentTakesFewStatementsWhateverItsSize(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let installation = shop.world.installation
        let invocation = shop.world.invocation()
        func statements(_ number: String, _ count: Int) async throws -> Int {
            let action = try order(shop, number, (0..<count).map { _ in try shop.past("TEA", 1, "1.00") })
            return try await installation.store.write { db in
                let tx = Transaction(
                    db: db, tenant: invocation.tenant, caller: invocation.caller, request: invocation.request,
                    now: .epoch, registry: installation.registry, ids: installation.ids)
                let before = db.statementCount
                _ = try tx.perform(action)
                return db.statementCount - before
            }
        }
        #expect(try await statements("A1", 1) == 6)
        #expect(try await statements("A2", 300) == 6)
    }

    @Test(arguments: Engine.available)
    func aBatchKeepsWhatIsRightAndNamesWhatIsNot(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let orders = try [order(shop, "1"), order(shop, "2"), order(shop, "1"), order(shop, "3", [])]
        let keyed: @Sendable (RecordOrder) -> String = { "file:\($0.number):\($0.lines.count)" }
        let results = try await shop.world.installation.runner.performAll(
            Array(orders.prefix(2)), as: shop.world.invocation(), key: keyed)
        #expect(results.allSatisfy { (try? $0.get()) != nil })
        let again = try await shop.world.installation.runner.performAll(orders, as: shop.world.invocation(), key: keyed)
        let codes = again.map { result -> String? in
            if case .failure(let problem) = result { problem.code } else { nil }
        }
        #expect(codes == [nil, nil, nil, "validation_failed"])
        let fresh = try await shop.world.installation.runner.performAll(
            [try order(shop, "2"), try order(shop, "4")], as: shop.world.invocation())
        let fate = fresh.map { result -> String? in if case .failure(let problem) = result { problem.code } else { nil }
        }
        #expect(fate == ["orders.number_taken", nil])
        #expect(try await shop.facts().count == 3)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func customersOfThePastAreOfThisShop(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let other = try await shop.world.anotherShop()
        let stranger = try await shop.world.perform(CreateCustomer(name: "Charles"), in: other)
        var action = try order(shop)
        action.customer = stranger.id
        #expect(await shop.refusal(action) == "not_found")
        let back = RecordCreditNote(
            number: "C1", kind: .return, customer: stranger.id, currency: .gbp, issuedAt: Self.day, lines: action.lines)
        #expect(await shop.refusal(back) == "not_found")
        #expect(try await shop.facts().isEmpty)
    }

    @Test(arguments: Engine.available)
    func withdrawingAnImportKeepsWhatWasTouched(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let file = Reference(kind: "imp", raw: RawID(high: 0x7000, low: 7))
        var ids: [ID<Order>] = []
        for number in 1...5 {
            let recorded = try await shop.world.perform(order(shop, "\(number)", importID: file))
            ids.append(try #require(recorded.document.id(Order.self)))
        }
        let other = try await shop.world.perform(order(shop, "99"))
        let back = RecordCreditNote(
            number: "C1", kind: .return, currency: .gbp, issuedAt: Self.day, lines: [try shop.past("TEA", 1, "1.00")],
            importID: file)
        try await shop.world.perform(back)
        let credited = CreateCreditNote(order: ids[0], lines: [CreditedLine(.one, ofLine: 1)], restock: false)
        try await shop.world.perform(credited)
        try await shop.world.perform(DeleteOrder(order: ids[1]))
        let first = try await shop.world.perform(WithdrawImported(importID: file, limit: 3))
        #expect(first.orders == 2 && first.creditNotes == 1 && !first.isDone && first.kept.isEmpty)
        let second = try await shop.world.perform(WithdrawImported(importID: file, limit: 3))
        #expect(second.orders == 1 && second.creditNotes == 0 && second.isDone && second.keptCount == 2)
        #expect(second.kept == [ids[0].reference, ids[1].reference])
        let left = try await shop.world.fetch(ListOrders()).data.map(\.order.reference)
        #expect(Set(left) == [other.document, ids[0].reference])
        let moves = try await shop.world.read { db in
            let tenant = db.tenant
            return try db.scalar("SELECT count(*) FROM stock_move WHERE tenant = \(tenant) AND from_place = 'history'")
                as Int?
        }
        #expect(moves == 3)
        let events = try await shop.world.events(ImportWithdrawn.self)
        #expect(events.map(\.orders.count) == [2, 1] && events.allSatisfy { $0.from == Self.day })
        #expect(await shop.refusal(WithdrawImported(importID: file, limit: 501)) == "validation_failed")
        #expect(try await shop.world.verify() == [])
    }
}
