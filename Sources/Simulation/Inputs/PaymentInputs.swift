import Kernel

/// Payments that are owed, refunds that are due, and credit that can be spent.
struct PaymentInputs: InputRefinement {
    let actions: Set<String> = [
        "payments.record", "payments.reverse", "refunds.request", "refunds.confirm", "refunds.cancel",
        "store_credit.issue", "orders.write_off", "payments.capture", "payment_attempts.look_up",
        "refunds.retry_execution",
    ]
    /// What the provider of test mode does with a card, by what stands for it.
    private static let sources = [
        "test_fine", "test_fine", "test_declined", "test_pending", "test_silent_before", "test_silent_after",
        "test_refund_declined", "test_refund_declined_once", "test_refund_pending", "test_refund_pending_declined",
        "test_refund_silent_before", "test_refund_silent_after",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "payments.capture":
            record(&input, &maker, shop)
            input["tender"] = nil
            input["source"] = .string(maker.dice.one(of: Self.sources) ?? "test_fine")
        case "payment_attempts.look_up":
            let newest = maker.dice.once(in: 2)
            input["payment_attempt"] = .string(newest ? maker.newest("pat") : maker.id("pat"))
        case "payments.record": record(&input, &maker, shop)
        case "payments.reverse": input["payment"] = .string(maker.id("pay"))
        case "refunds.request": request(&input, &maker, shop)
        case "refunds.confirm", "refunds.cancel", "refunds.retry_execution": input["refund"] = .string(maker.id("rfd"))
        case "store_credit.issue":
            input["amount"] = maker.money(100...5_000)
            if !maker.dice.once(in: 8) { input["order"] = nil }
            let expiry = maker.now + .minutes(Int64(maker.dice.number(1...2_880)))
            input["expires_at"] = maker.dice.once(in: 2) ? .string(expiry.description) : nil
        case _:
            input["order"] = maker.order(in: shop) { $0.fulfilment == "fulfilled" && $0.owed > 0 && !$0.isDeleted }
            input["amount"] = part(of: input["order"], &maker, shop) { $0.owed }
        }
    }

    private func record(_ input: inout JSONObject, _ maker: inout InputMaker, _ shop: ShopModel) {
        input["order"] = maker.order(in: shop) { $0.owed > 0 && $0.status != "cancelled" && !$0.isDeleted }
        let tender = maker.dice.one(of: ["bank", "cash", "cheque", "cheque", "store_credit"]) ?? "bank"
        input["tender"] = .string(tender)
        input["amount"] = part(of: input["order"], &maker, shop) { $0.owed }
        input["received_on"] = nil
    }

    /// Goods that come back, an amount, or what is due already.
    private func request(_ input: inout JSONObject, _ maker: inout InputMaker, _ shop: ShopModel) {
        input["order"] = maker.order(in: shop) { ($0.due > 0 || $0.money.held > 0) && !$0.isDeleted }
        input["tenders"] = nil
        for name in ["lines", "shipping", "amount", "location"] { input[name] = nil }
        guard let order = input["order"]?.string.flatMap({ shop.orders[$0] }) else { return }
        if order.due > 0, !maker.dice.once(in: 4) { return }
        if order.fulfilment == "fulfilled", maker.dice.once(in: 2) {
            for (index, line) in order.lines.enumerated() where line.returned < line.quantity {
                input["lines"] = [["line": .int(Int64(index + 1)), "quantity": "1"]]
            }
        } else {
            input["amount"] = maker.money(1...Int(max(1, min(order.money.held, 2_000))))
        }
    }

    /// All of an amount in one of two cases, else a part of it, and now and then more.
    private func part(
        of order: JSON?, _ maker: inout InputMaker, _ shop: ShopModel, _ whole: (OrderModel) -> Int64
    ) -> JSON? {
        if maker.dice.once(in: 2) { return nil }
        guard let order = order?.string.flatMap({ shop.orders[$0] }), whole(order) > 0 else { return maker.money() }
        return maker.money(1...Int(whole(order) + (maker.dice.once(in: 12) ? 1 : 0)))
    }
}
