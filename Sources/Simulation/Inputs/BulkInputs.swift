import Kernel

/// The same thing done to many records.
struct BulkInputs: InputRefinement {
    let actions: Set<String> = ["bulk_runs.start", "bulk_runs.cancel"]
    private static let kinds: [(action: String, prefix: String, input: JSON)] = [
        ("orders.mark_paid", "ord", nil), ("orders.cancel", "ord", ["reason": "customer"]),
        ("orders.fulfil", "ord", nil),
        ("customers.archive", "cus", nil), ("customers.tag", "cus", ["tag": "bulk"]), ("products.publish", "prod", nil),
    ]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        if action == "bulk_runs.cancel" {
            input["bulk_run"] = .string(maker.newest("blk"))
            return
        }
        guard let kind = maker.dice.one(of: Self.kinds) else { return }
        input["action"] = .string(kind.action)
        input["input"] = kind.input.isNull ? nil : kind.input
        var records: Set<String> = []
        for _ in 0..<maker.dice.number(1...6) { records.insert(maker.id(kind.prefix)) }
        input["records"] = .array(records.sorted().map { .string($0) })
    }
}
