import Kernel

/// What the shop taught its search: two rules that it follows, and one that somebody drafted and nobody published yet.
enum DemoSearchRules {
    static func write(_ cast: DemoCast, on stage: DemoStage) async throws {
        try await draft(
            ["name": "Mugs and cups", "kind": "synonym", "terms": ["mug", "cup", "beaker"]], publish: true, cast,
            on: stage)
        let christmas = ["Glass baubles, box of six", "Dried orange garland", "Luxury crackers, box of six"]
        try await draft(
            [
                "name": "Christmas window", "kind": "pin", "terms": ["christmas", "xmas", "advent"],
                "products": .array(christmas.compactMap { product($0, cast) }),
            ], publish: true, cast, on: stage)
        try await draft(
            [
                "name": "Tealights in one word", "kind": "redirect", "terms": ["tealight", "tealights"],
                "words": ["tea light"],
            ],
            publish: false, cast, on: stage)
    }

    private static func draft(_ rule: JSON, publish: Bool, _ cast: DemoCast, on stage: DemoStage) async throws {
        let made = try await stage.perform("search_rules.create", rule, as: cast.team.admin)
        guard publish, let id = made["id"] else { return }
        try await stage.perform("search_rules.publish", ["search_rule": id], as: cast.team.admin)
    }

    /// A product as rules name it.
    private static func product(_ title: String, _ cast: DemoCast) -> JSON? {
        let sku = cast.catalogue.products.first { $0.title == title }?.variants.first?.sku
        return sku.flatMap { cast.variants[$0] }.map { ["product": .string($0.product.description)] }
    }
}
