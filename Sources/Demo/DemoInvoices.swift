import Customers
import Kernel
import Orders
import Payments
import Platform

/// What happens to the money of an order that was paid by invoice, besides that it is paid.
enum DemoMoney {
    /// Some of it comes in, in hundredths of the order's total.
    case part(Int, Tender)
    /// The cheque turns out to be worth nothing.
    case bounce
    /// Support asks to take a cheque back, and the admin says yes.
    case askBounce, approveBounce
    /// What is still owed will never come.
    case writeOff
    /// One of the first line comes back; the money follows, or becomes store credit.
    case refundLine, refundAsCredit
    /// So many hundredths of the total are given back without goods coming back.
    case allow(Int)
    /// The money of the refund has gone back, or will not.
    case confirm, cancel
    /// Store credit for whoever bought, in pounds; more than the shop lets support give waits for a yes.
    case goodwill(Int64, String), askGoodwill(Int64, String)
    /// As many pounds of it are spent on this order.
    case spend(Int64)
}

/// Which of the invoices have a story of their own. No chance is drawn: the first that fits has the first story.
struct DemoInvoices {
    /// An order that was paid by invoice, or will be.
    typealias Invoice = (wish: Int, placed: Instant, paid: Instant, sent: Instant)

    private let settled: [Invoice]
    private let open: [Invoice]
    private let now: Instant

    init(_ invoices: [Invoice], now: Instant) {
        settled = invoices.filter { $0.sent < now - .days(6) }.sorted { a, b in a.sent > b.sent }
        open = invoices.filter { $0.paid > now && $0.placed < now - .hours(8) }.sorted { a, b in a.placed < b.placed }
        self.now = now
    }

    /// Those that are paid by cheque: the ones whose cheques bounce, and every third of the others.
    var cheques: Set<Int> {
        Set(settled.enumerated().filter { place, _ in place < 2 || place % 3 == 0 }.map(\.element.wish))
    }

    /// The invoice of which one thing was broken when it came: what a ticket is about.
    var broken: Invoice? { settled.count > 2 ? settled[2] : nil }

    /// What happens to whom, and when.
    var moments: [DemoPlan.Moment] {
        var moments: [DemoPlan.Moment] = []
        func add(_ invoice: Invoice, _ at: Instant, _ money: DemoMoney) {
            moments.append(DemoPlan.Moment(at: at, deed: .money(invoice.wish, money)))
        }
        for (place, invoice) in settled.enumerated() {
            for (wait, money) in Self.story(place) { add(invoice, invoice.sent + wait, money) }
        }
        for (place, invoice) in settled.enumerated() where place % 4 == 3 {
            add(invoice, invoice.paid - .hours(9), .part(50, .bank))
        }
        if let first = open.first {
            add(first, now - .hours(7), .goodwill(20, "Waited a week for the blue ones"))
            add(first, now - .hours(6), .spend(20))
            add(first, now - .minutes(50), .askGoodwill(45, "Ordered for the whole office, and half of it was late"))
        }
        if let last = open.dropFirst().last { add(last, now - .hours(4), .part(40, .bank)) }
        return moments
    }

    private static func story(_ place: Int) -> [(TimeSpan, DemoMoney)] {
        switch place {
        case 0:
            // While the yes was waited for, somebody began to give a part of the same money back.
            [
                (.days(3), .askBounce), (.days(3) + .minutes(30), .allow(10)),
                (.days(3) + .minutes(55), .approveBounce),
            ]
        case 1: [(.days(2), .bounce), (.days(3), .part(30, .cash)), (.days(5), .writeOff)]
        case 2: [(.hours(52), .refundLine), (.hours(74), .confirm)]
        case 3: [(.days(4), .refundLine)]
        case 4: [(.days(3), .refundAsCredit)]
        case 5: [(.days(1), .allow(10)), (.days(2), .cancel)]
        default: []
        }
    }
}

/// The books of the demo shop's weeks here: who took which payment, and what became of it.
struct DemoAccounts {
    private let team: DemoTeam
    private var payments: [Int: ID<Payment>] = [:]
    private var refunds: [Int: ID<Refund>] = [:]
    private var asked: [Int: ID<Approval>] = [:]

    init(_ team: DemoTeam) { self.team = team }

    /// An invoice is paid, all that is still owed.
    mutating func pay(_ order: Order, _ wish: Int, byCheque: Bool, on stage: DemoStage) async throws {
        try await take(RecordPayment(order: order.id, tender: byCheque ? .cheque : .bank), order, wish, on: stage)
    }

    /// What was paid for a cancelled order goes back at once.
    func giveBack(_ order: Order, on stage: DemoStage) async throws {
        let refund = RequestRefund(order: order.id, reason: "Cancelled before it was sent", isPaidOut: true)
        _ = try await stage.attempt(refund, as: team.admin)
    }

    /// Something happens to the money of an order.
    mutating func play(_ money: DemoMoney, _ order: Order, _ wish: Int, on stage: DemoStage) async throws {
        switch money {
        case .part(let share, let tender):
            let part = RecordPayment(order: order.id, tender: tender, amount: Self.part(share, of: order))
            try await take(part, order, wish, on: stage)
        case .spend(let pounds):
            let credit = RecordPayment(order: order.id, tender: .storeCredit, amount: Money(pounds * 100, .gbp))
            try await take(credit, order, wish, on: stage)
        case .goodwill, .askGoodwill: try await goodwill(money, order, on: stage)
        case .bounce, .askBounce, .approveBounce, .writeOff: try await lose(money, order, wish, on: stage)
        case .refundLine, .refundAsCredit, .allow, .confirm, .cancel:
            try await refund(money, order, wish, on: stage)
        }
    }

    private mutating func take(
        _ payment: RecordPayment, _ order: Order, _ wish: Int, on stage: DemoStage
    ) async throws {
        var payment = payment
        switch payment.tender {
        case .bank: payment.reference = "BACS \(order.number)"
        case .cheque: payment.reference = "Cheque no. 1008\(20 + wish % 70)"
        case .cash, .storeCredit, .card, .elsewhere: break
        }
        if let taken = try await stage.attempt(payment, as: team.support) { payments[wish] = taken.id }
    }

    private func goodwill(_ money: DemoMoney, _ order: Order, on stage: DemoStage) async throws {
        guard let customer = order.customer else { return }
        switch money {
        case .goodwill(let pounds, let reason):
            _ = try await stage.attempt(Self.credit(pounds, customer, reason, order), as: team.support)
        case .askGoodwill(let pounds, let reason):
            _ = try await stage.ask(Self.credit(pounds, customer, reason, order), as: team.support)
        case .part, .bounce, .askBounce, .approveBounce, .writeOff, .refundLine, .refundAsCredit, .allow, .confirm,
            .cancel, .spend:
            return
        }
    }

    private mutating func lose(_ money: DemoMoney, _ order: Order, _ wish: Int, on stage: DemoStage) async throws {
        let bounced = payments[wish].map { ReversePayment(payment: $0, reason: "The bank sent the cheque back") }
        switch money {
        case .bounce:
            if let bounced { _ = try await stage.attempt(bounced, as: team.admin) }
        case .askBounce:
            if let bounced { asked[wish] = try await stage.ask(bounced, as: team.support) }
        case .approveBounce:
            guard let approval = asked[wish] else { return }
            let input: JSON = ["approval": .string(approval.description)]
            try await stage.attempt("approvals.approve", input, as: team.admin)
        case .writeOff:
            let lost = WriteOffOrder(order: order.id, reason: "Out of business; nobody answers")
            _ = try await stage.attempt(lost, as: team.admin)
        case .part, .refundLine, .refundAsCredit, .allow, .confirm, .cancel, .goodwill, .askGoodwill, .spend: return
        }
    }

    private mutating func refund(_ money: DemoMoney, _ order: Order, _ wish: Int, on stage: DemoStage) async throws {
        switch money {
        case .refundLine: try await request(Self.oneBack(order, "Arrived broken"), wish, on: stage)
        case .refundAsCredit:
            guard let payment = payments[wish] else { return }
            let share = Self.part(20, of: order)
            var refund = RequestRefund(order: order.id, amount: share, reason: "Would rather choose something else")
            refund.tenders = [RefundTender(payment: payment, amount: share, tender: .storeCredit)]
            try await request(refund, wish, on: stage)
        case .allow(let share):
            let refund = RequestRefund(
                order: order.id, amount: Self.part(share, of: order), reason: "Two boxes were dented")
            try await request(refund, wish, on: stage)
        case .confirm:
            guard let refund = refunds[wish] else { return }
            _ = try await stage.attempt(
                ConfirmRefund(refund: refund, reference: "Refund \(order.number)"), as: team.admin)
        case .cancel:
            guard let refund = refunds[wish] else { return }
            _ = try await stage.attempt(CancelRefund(refund: refund), as: team.admin)
        case .part, .bounce, .askBounce, .approveBounce, .writeOff, .goodwill, .askGoodwill, .spend: return
        }
    }

    private mutating func request(_ refund: RequestRefund, _ wish: Int, on stage: DemoStage) async throws {
        if let made = try await stage.attempt(refund, as: team.support) { refunds[wish] = made.refund.id }
    }

    private static func oneBack(_ order: Order, _ reason: String) -> RequestRefund {
        RequestRefund(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], reason: reason)
    }

    private static func part(_ share: Int, of order: Order) -> Money {
        Money(order.total.minorUnits * Int64(share) / 100, order.currency)
    }

    private static func credit(
        _ pounds: Int64, _ customer: ID<Customer>, _ reason: String, _ order: Order
    ) -> IssueStoreCredit {
        IssueStoreCredit(customer: customer, amount: Money(pounds * 100, .gbp), reason: reason, order: order.id)
    }
}
