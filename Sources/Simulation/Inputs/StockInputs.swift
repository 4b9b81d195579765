import Kernel

/// Goods that come, go and are counted, in quantities a shelf has.
struct StockInputs: InputRefinement {
    let actions: Set<String> = [
        "inventory.stock_in", "inventory.adjust", "inventory.count", "inventory.transfer", "inventory.set_backorder",
        "inventory.set_stock", "inventory.reserve", "inventory.release", "inventory.ship",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        if input["location"] != nil { input["location"] = maker.location() }
        switch action {
        case "inventory.stock_in": input["lines"] = maker.stockedLines(1...6, in: shop)
        case "inventory.count": input["lines"] = maker.stockedLines(0...15, in: shop)
        case "inventory.adjust":
            input["lines"] = .array(
                (maker.stockedLines(1...3, in: shop).array ?? []).map { line in
                    guard maker.dice.once(in: 2), let quantity = line["quantity"]?.string else { return line }
                    return ["variant": line["variant"] ?? .null, "quantity": .string("-\(quantity)")]
                })
        case "inventory.transfer":
            input["from"] = maker.location()
            input["to"] = maker.location()
            input["lines"] = maker.stockedLines(1...3, in: shop)
        case "inventory.set_backorder": input["limit"] = .string("\(maker.dice.number(0...3))")
        case "inventory.set_stock":
            input["lines"] = .array(
                (maker.stockedLines(0...15, in: shop).array ?? []).map { line in
                    [
                        "variant": line["variant"] ?? .null, "location": maker.location(),
                        "quantity": line["quantity"] ?? .null,
                    ]
                })
        case _: promise(&input, action, &maker, shop)
        }
    }

    /// Promises to documents of a module that does not exist: orders look after their own.
    private func promise(
        _ input: inout JSONObject, _ action: String, _ maker: inout InputMaker, _ shop: ShopModel
    ) {
        let known = shop.stock.promises.keys.filter { $0.hasPrefix("doc_") }.sorted()
        if action == "inventory.reserve" {
            input["lines"] = maker.stockedLines(1...3, in: shop)
            let fresh = RawID(high: maker.dice.next() >> 8, low: maker.dice.next())
            input["document"] = .string(TypeID.text(prefix: "doc", fresh))
        } else {
            input["document"] = maker.dice.one(of: known).map { .string($0) } ?? .string(maker.id("doc"))
        }
    }
}
