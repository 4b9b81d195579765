import Kernel
import Platform

/// Makes the inputs of some actions such as somebody would mean them, so that most of what is asked for is legal. What a
/// refinement leaves alone stays as the schema had it.
protocol InputRefinement: Sendable {
    /// The actions it knows.
    var actions: Set<String> { get }
    /// Makes the input better.
    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel)
}

/// All refinements.
struct Refinements: Sendable {
    private let byAction: [String: any InputRefinement]

    static let all = Refinements([
        OrderInputs(), PaymentInputs(), StockInputs(), CatalogueInputs(), TeamInputs(), ShopInputs(), ApprovalInputs(),
        BulkInputs(), ImportInputs(), ChoreInputs(),
    ])

    init(_ refinements: [any InputRefinement]) {
        byAction = refinements.reduce(into: [:]) { table, refinement in
            for action in refinement.actions { table[action] = refinement }
        }
    }

    /// Whether somebody knows how to ask for an action that has no address.
    func knows(_ action: String) -> Bool { byAction[action] != nil }

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        byAction[action]?.refine(&input, of: action, with: &maker, in: shop)
    }
}

extension InputMaker {
    /// Lines of goods, by id or by SKU.
    mutating func lines(_ quantity: ClosedRange<Int>, in shop: ShopModel, atMost: Int = 3) -> JSON {
        var left = shop.catalogue.sold
        if left.isEmpty || dice.once(in: 20) { left = shop.catalogue.ids }
        let count = dice.number(1...atMost)
        return .array(
            (0..<count).compactMap { _ -> JSON? in
                if left.isEmpty { return nil }
                let variant = left.remove(at: dice.below(left.count))
                let amount: JSON = .string("\(dice.number(quantity))")
                if dice.once(in: 3), let sku = shop.catalogue.articles[variant]?.sku {
                    return ["sku": .string(sku), "quantity": amount]
                }
                return ["variant": .string(variant), "quantity": amount]
            })
    }

    /// Goods that are counted, by id.
    mutating func stockedLines(_ quantity: ClosedRange<Int>, in shop: ShopModel) -> JSON {
        var left = shop.catalogue.stocked
        return .array(
            (0..<dice.number(1...2)).compactMap { _ -> JSON? in
                if left.isEmpty { return nil }
                let variant = left.remove(at: dice.below(left.count))
                return ["variant": .string(variant), "quantity": .string("\(dice.number(quantity))")]
            })
    }

    /// One of the newest orders that satisfy something, or now and then any.
    mutating func order(in shop: ShopModel, _ isMeant: (OrderModel) -> Bool) -> JSON {
        if !dice.once(in: 8) {
            let meant = shop.recent.suffix(24).filter { id in shop.orders[id].map(isMeant) ?? false }
            if let id = dice.one(of: meant) { return .string(id) }
        }
        return .string(id("ord"))
    }

    mutating func location() -> JSON { .string(id("loc")) }
}
