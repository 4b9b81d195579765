import Kernel

/// Products and variants with prices in the shop's currency.
struct CatalogueInputs: InputRefinement {
    let actions: Set<String> = [
        "products.upsert", "products.create", "variants.create", "variants.update", "products.update",
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        input["brand"] = nil
        input["category"] = nil
        input["images"] = nil
        input["options"] = nil
        input["option_names"] = nil
        for name in ["compare_at", "cost"] where input[name] != nil { input[name] = nil }
        if input["price"] != nil { input["price"] = maker.money(1...900) }
        // What was counted once stays counted, mostly.
        if !maker.dice.once(in: 10) { input["is_stocked"] = nil }
        switch action {
        case "products.upsert", "products.create":
            input["title"] = .string("Article \(maker.fresh)")
            input["import_id"] = nil
            input["variants"] = [["sku": .string("NEW-\(maker.fresh)"), "price": maker.money(1...900)]]
        case "variants.create":
            input["sku"] = .string("VAR-\(maker.fresh)")
            input["options"] = [.string(maker.fresh)]
        case _: break
        }
    }
}
