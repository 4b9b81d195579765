import Kernel

/// Orders that can be placed, and moves that are open to them.
struct OrderInputs: InputRefinement {
    let actions: Set<String> = [
        "orders.place", "orders.mark_paid", "orders.fulfil", "orders.cancel", "orders.refund", "orders.mark_refunded",
        "orders.set_status", "orders.delete", "orders.restore", "orders.assign_customer", "credit_notes.create",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        switch action {
        case "orders.place": place(&input, &maker, shop)
        case "credit_notes.create": credit(&input, &maker, shop)
        case "orders.set_status":
            input["order"] = maker.order(in: shop) { order in !order.isDeleted }
            let status = input["order"]?.string.flatMap { shop.orders[$0]?.status } ?? "pending"
            if let next = maker.dice.one(of: shop.moves[status] ?? []) { input["status"] = .string(next) }
        case _: input["order"] = maker.order(in: shop) { order in Self.isOpen(order, to: action) }
        }
    }

    private static func isOpen(_ order: OrderModel, to action: String) -> Bool {
        switch action {
        case "orders.mark_paid": ["unpaid", "part_paid"].contains(order.payment) && order.status != "cancelled"
        case "orders.fulfil": order.status == "paid"
        case "orders.cancel": order.status == "pending" || (order.status == "paid" && order.fulfilment == "unfulfilled")
        case "orders.refund": order.status == "paid" || order.status == "fulfilled"
        case "orders.mark_refunded": order.due > 0 && order.money.tendered == 0
        case "orders.delete": (order.status == "cancelled" || order.status == "refunded") && order.due == 0
        case "orders.restore": order.isDeleted
        case _: !order.isDeleted
        }
    }

    private func place(_ input: inout JSONObject, _ maker: inout InputMaker, _ shop: ShopModel) {
        input["lines"] = maker.lines(1...3, in: shop)
        if !maker.dice.once(in: 30) { input["total"] = nil }
        let expires = maker.now + .minutes(Int64(maker.dice.number(1...1_440)))
        input["expires_at"] = maker.dice.once(in: 6) ? .string(expires.description) : nil
        if !maker.dice.once(in: 4) { input["location"] = nil }
        if input["shipping"] != nil { input["shipping"] = maker.money(0...500) }
        input["discount"] = maker.dice.once(in: 6) ? maker.money(0...120) : nil
    }

    private func credit(_ input: inout JSONObject, _ maker: inout InputMaker, _ shop: ShopModel) {
        input["order"] = maker.order(in: shop) { order in order.fulfilment == "fulfilled" && !order.isDeleted }
        guard let order = input["order"]?.string.flatMap({ shop.orders[$0] }) else { return }
        var lines: [JSON] = []
        for (index, line) in order.lines.enumerated() where maker.dice.once(in: 2) {
            let left = Int((line.quantity - line.returned) / 1_000_000)
            // Now and then more than is left.
            let most = maker.dice.once(in: 12) ? left + 1 : left
            if most > 0 {
                lines.append(["line": .int(Int64(index + 1)), "quantity": .string("\(maker.dice.number(1...most))")])
            }
        }
        input["lines"] = .array(lines)
        let left = order.shipping - order.shippingCredited
        input["shipping"] = lines.isEmpty || maker.dice.once(in: 4) ? maker.money(0...Int(max(0, left))) : nil
        if !maker.dice.once(in: 3) { input["location"] = nil }
    }
}
