import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Whatever is done to orders, payments and refunds, in whatever order: the money is where the small model beside says it
/// is, no payment gives back more than it brought, and every promise holds (I1, I4, I11, I14).
@Suite struct MoneyProperties {
    @Test(arguments: Engine.available, [1, 2, 3] as [UInt64])
    func moneyIsWhereItWasPut(on engine: Engine, seed: UInt64) async throws {
        var walk = MoneyWalk(shop: try await PaymentShop.open(engine, seed: seed), dice: Dice(seed))
        for step in 1...120 {
            try await walk.step()
            let books = try await walk.shop.books()
            for (purpose, minor) in walk.money { #expect(books[purpose] ?? 0 == minor, "step \(step): \(purpose)") }
            #expect(books.values.reduce(0, +) == 0)
            if step % 40 == 0 { #expect(try await walk.shop.world.verify() == [], "step \(step)") }
        }
        #expect(walk.done.count >= 8, "little was done: \(walk.done)")
    }
}

/// People who do what comes into their heads with money, and what must be in which account after it.
private struct MoneyWalk {
    let shop: PaymentShop
    var dice: Dice
    var money: [AccountPurpose: Int64] = [.bank: 0, .cash: 0, .cheques: 0, .settledElsewhere: 0, .storeCredit: 0]
    var done: [String: Int] = [:]
    private var orders: [ID<Order>] = []
    private var payments: [Payment] = []
    private var refunds: [RefundDetail] = []

    init(shop: PaymentShop, dice: Dice) {
        self.shop = shop
        self.dice = dice
    }

    mutating func step() async throws {
        guard let order = dice.one(of: orders), !dice.once(in: 8) else {
            orders.append(try await shop.place(Int64(dice.number(1...3))))
            return
        }
        switch dice.number(1...11) {
        case 1, 2: try await pay(order)
        case 3: try await settle(order)
        case 4: _ = try await tried(FulfilOrder(order: order))
        case 5: _ = try await tried(CancelOrder(order: order, reason: .other))
        case 6, 7: try await refund(order)
        case 8: try await end()
        case 9: try await reverse()
        case 10: _ = try await tried(WriteOffOrder(order: order, reason: "Lost"))
        case _: try await give()
        }
    }

    /// Answers what came of it; nil where it was refused, which changes nothing.
    private mutating func tried<A: Action>(_ action: A) async throws -> A.Outcome? {
        do {
            let outcome = try await shop.world.perform(action)
            done[A.name.rawValue, default: 0] += 1
            return outcome
        } catch let problem as Problem where problem.kind != .internal {
            return nil
        }
    }

    private mutating func pay(_ order: ID<Order>) async throws {
        let tender = dice.one(of: [Tender.bank, .cash, .cheque, .storeCredit]) ?? .bank
        let amount = dice.once(in: 2) ? nil : Money(Int64(dice.number(1...3_000)), .gbp)
        guard let payment = try await tried(RecordPayment(order: order, tender: tender, amount: amount)) else { return }
        payments.append(payment)
        move(tender, payment.amount.minorUnits)
    }

    private mutating func settle(_ order: ID<Order>) async throws {
        let owed = try await shop.current(order).owed
        if try await tried(MarkOrderPaid(order: order)) != nil {
            money[.settledElsewhere, default: 0] += owed.minorUnits
        }
    }

    private mutating func refund(_ order: ID<Order>) async throws {
        let lines = dice.once(in: 3) ? [CreditedLine(.one, ofLine: 1)] : nil
        let amount = lines == nil && dice.once(in: 2) ? Money(Int64(dice.number(1...2_000)), .gbp) : nil
        let asked = try await tried(
            RequestRefund(
                order: order, lines: lines, amount: amount, reason: "Why not", isPaidOut: dice.once(in: 2)))
        guard let asked else { return }
        for part in asked.parts where part.state == .paid { goesBack(part) }
        if asked.refund.state == .pending { refunds.append(asked) }
    }

    private mutating func end() async throws {
        guard let refund = refunds.popLast() else { return }
        if dice.once(in: 3) {
            _ = try await tried(CancelRefund(refund: refund.refund.id))
        } else if try await tried(ConfirmRefund(refund: refund.refund.id)) != nil {
            for part in refund.parts where part.state == .pending { goesBack(part) }
        }
    }

    private mutating func reverse() async throws {
        guard let payment = dice.one(of: payments) else { return }
        let reversed = try await tried(ReversePayment(payment: payment.id, reason: "Bounced"))
        if reversed != nil { move(payment.tender, -payment.amount.minorUnits) }
    }

    private mutating func give() async throws {
        let amount = Money(Int64(dice.number(1...3_000)), .gbp)
        let given = try await tried(IssueStoreCredit(customer: shop.ada.id, amount: amount, reason: "Here"))
        if given != nil { money[.storeCredit, default: 0] -= amount.minorUnits }
    }

    private mutating func goesBack(_ part: RefundPart) {
        // A cheque is drawn on the bank.
        move(part.tender == .cheque ? .bank : part.tender, -part.amount.minorUnits)
    }

    private mutating func move(_ tender: Tender, _ minor: Int64) {
        let purposes: [Tender: AccountPurpose] = [
            .bank: .bank, .cash: .cash, .cheque: .cheques, .storeCredit: .storeCredit, .elsewhere: .settledElsewhere,
        ]
        if let purpose = purposes[tender] { money[purpose, default: 0] += minor }
    }
}
