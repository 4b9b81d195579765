import Catalog
import Customers
import Inventory
import Kernel
import Orders
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
        _ = try await made("/v1/customers", ["name": .string(title), "note": .string(title)])
        _ = try await made("/v1/customer-tags", ["name": .string("Loyal")])
        _ = try await made("/v1/locations", ["code": "MAIN", "name": .string(title)])
        _ = try await made(
            "/v1/inventory/actions/stock-in",
            ["location": .string(goods.ids["loc"] ?? ""), "lines": [["sku": "TEA-1", "quantity": "10"]]])
        _ = try await made("/v1/roles", ["key": "packer", "title": .string(title), "permissions": ["orders.read"]])
        _ = try await made("/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "2"]], "note": .string(title)])
        return goods
    }
}
