import Kernel
import Platform
import PlatformFixtures

/// Some trade in a shop, so that every kind of record exists once.
public struct Goods: Sendable {
    /// The ids to put where a field asks for a record of that prefix.
    public var ids: [String: String] = [:]
}

extension Stage {
    /// Puts a product, a customer, a location with stock, an order, a credit note and a role into a shop, by its API.
    /// `title` is the product's; everything people type carries it.
    public func stock(_ key: String, title: String = "Tea") async throws -> Goods {
        var goods = Goods()
        let currency = try await get("/v1/shops/current", key: key).json["currency"] ?? "GBP"
        func made(_ path: String, _ json: JSON) async throws -> JSON {
            let answer = try await write(.post, path, json, key: key)
            guard (200...201).contains(answer.status) else {
                throw Problem(.internal, "fixture", "POST \(path): \(answer.text)")
            }
            if let id = answer.json["id"]?.string, let prefix = id.split(separator: "_").first {
                goods.ids[String(prefix)] = id
            }
            return answer.json
        }
        _ = try await made("/v1/brands", ["name": .string(title)])
        _ = try await made("/v1/categories", ["name": .string(title.filter { $0 != ">" })])
        _ = try await made(
            "/v1/products",
            [
                "title": .string(title), "description": .string(title),
                "variants": [["sku": "TEA-1", "price": ["amount": "4.50", "currency": currency]]],
            ])
        let variant = try await get("/v1/variants?limit=1", key: key).json["data"]?.array?.first
        goods.ids["var"] = variant?["id"]?.string
        _ = try await made(
            "/v1/search-rules", ["name": .string(title), "kind": "synonym", "terms": ["tea", "chai"]])
        _ = try await made("/v1/customers", ["name": .string(title), "note": .string(title)])
        _ = try await made("/v1/customer-tags", ["name": .string("Loyal")])
        _ = try await made("/v1/locations", ["code": "MAIN", "name": .string(title)])
        _ = try await made(
            "/v1/inventory/actions/stock-in",
            ["location": .string(goods.ids["loc"] ?? ""), "lines": [["sku": "TEA-1", "quantity": "10"]]])
        _ = try await made("/v1/roles", ["key": "packer", "title": .string(title), "permissions": ["orders.read"]])
        let sent = try await made("/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "1"]]])
        for verb in ["mark-paid", "fulfil"] {
            _ = try await made("/v1/orders/\(sent["id"]?.string ?? "")/actions/\(verb)", [:])
        }
        _ = try await made(
            "/v1/credit-notes",
            ["order": sent["id"] ?? .null, "restock": true, "lines": [["line": 1, "quantity": "1"]]])
        _ = try await made("/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "2"]], "note": .string(title)])
        try await complete(&goods, key)
        return goods
    }

    /// Adds an id of every kind that any list shows.
    private func complete(_ goods: inout Goods, _ key: String) async throws {
        for query in world.installation.registry.queries
        where query.isList && !query.fields.contains(where: \.isRequired) {
            let rows = try await get(query.route.path, key: key).json["data"]?.array ?? []
            for member in rows.flatMap({ $0.object?.members ?? [] }) {
                guard let text = member.value.string, let kind = (try? Reference(parsing: text))?.kind else { continue }
                if goods.ids[kind] == nil { goods.ids[kind] = text }
            }
        }
    }
}
