import Catalog
import Customers
import Inventory
import Kernel
import Orders
import Platform

/// The days the shop has traded here: what was planned happens, as far as the business allows it.
struct DemoLiveDays {
    private let cast: DemoCast
    private let plan: DemoPlan
    private var orders: [Int: Order] = [:]
    private var approvals: [Int: ID<Approval>] = [:]
    private var accounts: DemoAccounts
    private var tickets: DemoTickets
    /// How many orders were placed.
    private(set) var placed = 0
    /// How many credit notes were issued.
    private(set) var credited = 0

    init(_ cast: DemoCast, _ plan: DemoPlan) {
        self.cast = cast
        self.plan = plan
        accounts = DemoAccounts(cast.team)
        tickets = DemoTickets(cast.team)
    }

    /// Lives through them.
    mutating func play(on stage: DemoStage, _ book: inout DemoBook) async throws {
        for moment in plan.moments {
            stage.clock.set(moment.at)
            switch moment.deed {
            case .place(let wish): try await place(wish, on: stage, &book)
            case .errand(let errand): try await errand.run(cast, on: stage)
            case .tidy: try await stage.settle()
            case .ticket(let deed, let wish):
                try await tickets.play(deed, about: wish.flatMap { orders[$0] }, on: stage)
            case .pay, .send, .cancel, .giveBack, .credit, .delete, .askRefund, .approve, .reject, .remark, .money:
                try await work(moment.deed, on: stage)
            }
        }
    }

    /// Works on an order, if it came to one.
    private mutating func work(_ deed: DemoPlan.Deed, on stage: DemoStage) async throws {
        let team = cast.team
        switch deed {
        case .pay(let wish):
            guard let order = orders[wish] else { return }
            if plan.wishes[wish].isInvoiced {
                return try await accounts.pay(order, wish, byCheque: plan.cheques.contains(wish), on: stage)
            }
            let till = plan.wishes[wish].isInShop ? team.counter : nil
            _ = try await stage.attempt(MarkOrderPaid(order: order.id), as: till)
        case .send(let wish):
            guard let order = orders[wish] else { return }
            let colleague = plan.wishes[wish].isInShop ? team.counter : team.warehouse
            _ = try await stage.attempt(FulfilOrder(order: order.id), as: colleague)
        case .cancel(let wish, let reason):
            guard let order = orders[wish] else { return }
            let colleague = reason == .declined ? nil : reason == .inventory ? team.warehouse : team.support
            _ = try await stage.attempt(CancelOrder(order: order.id, reason: reason), as: colleague)
        case .giveBack(let wish):
            guard let order = orders[wish] else { return }
            if plan.wishes[wish].isInvoiced { return try await accounts.giveBack(order, on: stage) }
            _ = try await stage.attempt(MarkOrderRefunded(order: order.id), as: team.support)
        case .credit(let wish): try await credit(wish, on: stage)
        case .delete(let wish):
            guard let order = orders[wish] else { return }
            try await stage.attempt("orders.delete", ["order": .string(order.id.description)], as: team.admin)
        case .askRefund, .approve, .reject: try await refund(deed, on: stage)
        case .remark(let wish, let voice, let text):
            guard let order = orders[wish] else { return }
            let input: JSON = ["record": .string(order.id.description), "text": .string(text)]
            try await stage.perform("comments.add", input, as: voice == .support ? team.support : team.warehouse)
        case .money(let wish, let money):
            guard let order = orders[wish] else { return }
            try await accounts.play(money, order, wish, on: stage)
        case .place, .errand, .tidy, .ticket: return
        }
    }

    /// One of the first line comes back; what is broken does not go back on the shelf.
    private mutating func credit(_ wish: Int, on stage: DemoStage) async throws {
        guard let order = orders[wish] else { return }
        let (asked, team) = (plan.wishes[wish], cast.team)
        let note = CreateCreditNote(
            order: order.id, lines: [CreditedLine(.one, ofLine: 1)], reason: asked.reason,
            restock: asked.reason != "Arrived damaged", location: asked.isInShop ? cast.shop.id : nil)
        let colleague = asked.isInShop ? team.counter : team.support
        if try await stage.attempt(note, as: colleague) != nil { credited += 1 }
    }

    /// Support asks to give all the money back; the admin decides.
    private mutating func refund(_ deed: DemoPlan.Deed, on stage: DemoStage) async throws {
        switch deed {
        case .askRefund(let wish):
            guard let order = orders[wish] else { return }
            let reason = plan.wishes[wish].reason
            let refund = RefundOrder(order: order.id, reason: reason, restock: reason != "Arrived damaged")
            approvals[wish] = try await stage.ask(refund, as: cast.team.support)
        case .approve(let wish):
            guard let approval = approvals[wish] else { return }
            let input: JSON = ["approval": .string(approval.description)]
            if try await stage.attempt("approvals.approve", input, as: cast.team.admin) != nil { credited += 1 }
        case .reject(let wish):
            guard let approval = approvals[wish] else { return }
            try await stage.attempt(
                "approvals.reject",
                [
                    "approval": .string(approval.description),
                    "notes": "Used for a month. A new candle instead, please.",
                ],
                as: cast.team.admin)
        case .place, .pay, .send, .cancel, .giveBack, .credit, .delete, .remark, .errand, .tidy, .money, .ticket: return
        }
    }

    /// What the shelf does not have, nobody can order; then the rest is ordered, if there is any.
    private mutating func place(_ index: Int, on stage: DemoStage, _ book: inout DemoBook) async throws {
        let wish = plan.wishes[index]
        var customer: ID<Customer>?
        if let buyer = wish.buyer { customer = try await book.id(of: buyer, on: stage) }
        var lines = wish.basket.map { article, units -> OrderedLine in
            OrderedLine(Quantity(micros: units * Quantity.microsPerUnit), sku: article.sku)
        }
        if wish.isWrapped { lines.append(OrderedLine(.one, sku: DemoCatalogue.wrapping)) }
        var order = PlaceOrder(
            lines: lines, customer: customer, channel: wish.channel, country: wish.country, shipping: wish.shipping,
            discount: wish.discount, location: wish.isInShop ? cast.shop.id : nil, expiresAt: wish.expiresAt,
            note: wish.note)
        let colleague = wish.isInShop ? cast.team.counter : wish.channel == "phone" ? cast.team.support : nil
        while !order.lines.isEmpty {
            if let placed = try await stage.attempt(order, as: colleague) {
                orders[index] = placed
                self.placed += 1
                return
            }
            order.discount = nil
            order.lines.removeFirst()
        }
    }
}
