import FaceFixtures
import Foundation
import Kernel
import Platform
import StoreFixtures
import Testing

/// The rooms of catalogue and stock, through the door as a browser without scripts sees them.
@Suite struct CatalogueStockTests {
    /// What the hidden fields of a page's form say.
    private func hidden(_ page: Answer) -> [String: String] {
        var fields: [String: String] = [:]
        for match in page.text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/) {
            fields[String(match.1)] = String(match.2)
        }
        return fields
    }

    private func levels(_ stage: Stage, _ variant: String) async throws -> [JSON] {
        try await stage.get("/v1/stock-levels?variant=\(variant)").json["data"]?.array ?? []
    }

    @Test func whoSavesSecondIsToldWhatChanged() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let product = try #require(goods.ids["prod"])
        let path = "/admin/actions/products.update"
        let mine = hidden(try await stage.page("\(path)?product=\(product)"))
        let theirs = hidden(try await stage.page("\(path)?product=\(product)"))
        let first = try await stage.submit(path, theirs.merging(["title": "Green tea", "description": "Tea"]) { $1 })
        #expect(first.status == 303, "\(first.text)")
        let late = mine.merging(["title": "Tea", "description": "From the hills"]) { $1 }
        let second = try await stage.submit(path, late)
        #expect(second.status == 412 || second.status == 409, "\(second.status)")
        #expect(second.text.contains("Changed meanwhile: Tea → Green tea"))
        #expect(second.text.contains("From the hills"), "what was typed stays")
        #expect(second.text.contains("value=\"Green tea\""), "what was left alone is as it is now")
        #expect(try await stage.get("/v1/products/\(product)").json["product"]?["description"] == "Tea")
        let again = hidden(second).merging(["title": "Green tea", "description": "From the hills"]) { $1 }
        #expect(try await stage.submit(path, again).status == 303)
        let kept = try await stage.get("/v1/products/\(product)").json["product"]
        #expect(kept?["title"] == "Green tea")
        #expect(kept?["description"] == "From the hills")
    }

    @Test func recordsAreNamedAsPeopleNameThem() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let variant = try #require(goods.ids["var"])
        let before = try await levels(stage, variant).first?["on_hand"]?.string.flatMap { Int($0) }
        let path = "/admin/actions/inventory.stock_in"
        let page = try await stage.page(path)
        #expect(page.text.contains("<option value=\"\(goods.ids["loc"] ?? "")\""), "there are few locations")
        let line = ["location": "main", "lines.0.quantity": "5", "idempotency_key": "k1"]
        let booked = try await stage.submit(path, line.merging(["lines.0.variant": "tea-1"]) { $1 })
        #expect(booked.status == 303, "\(booked.text)")
        #expect(booked.header("Location")?.contains("/admin/stock-documents/sdoc_") == true)
        #expect(try await levels(stage, variant).first?["on_hand"] == .string(String((before ?? 0) + 5)))
        let unknown = try await stage.submit(path, line.merging(["lines.0.variant": "TEA-"]) { $1 })
        #expect(unknown.status == 422)
        #expect(unknown.text.contains("id=\"f-lines.0.variant-error\""))
        #expect(unknown.text.contains("Near: TEA-1"))
        _ = try await stage.write(.post, "/v1/products", ["title": "Tea", "variants": [["sku": "TEA-2"]]])
        let several = try await stage.submit(
            path, line.merging(["lines.0.variant": "Tea", "idempotency_key": "k2"]) { $1 })
        #expect(several.status == 422)
        #expect(several.text.contains("TEA-1") && several.text.contains("TEA-2"))
        #expect(try await levels(stage, variant).first?["on_hand"] == .string(String((before ?? 0) + 5)))
    }

    @Test func aFieldThatNamesARecordSaysItsName() async throws {
        let stage = try await Stage.open(.sqlite)
        let brand = try await stage.write(.post, "/v1/brands", ["name": "Kiln"]).json["id"] ?? .null
        _ = try await stage.write(.post, "/v1/brands", ["name": "Loom"])
        let made = try await stage.write(
            .post, "/v1/products", ["title": "Mug", "brand": brand, "description": "Blue"])
        let product = try #require(made.json["product"]?["id"]?.string)
        let path = "/admin/actions/products.update"
        let page = try await stage.page("\(path)?product=\(product)")
        #expect(page.text.contains("value=\"Kiln\""))
        let fields = hidden(page).merging(["title": "Mug", "brand": "Kiln", "description": ""]) { $1 }
        #expect(try await stage.submit(path, fields).status == 303)
        var kept = try await stage.get("/v1/products/\(product)").json
        #expect(kept["brand"]?["name"] == "Kiln")
        #expect(kept["product"]?["description"]?.string == nil, "an emptied text is cleared")
        let other = hidden(try await stage.page("\(path)?product=\(product)"))
        #expect(try await stage.submit(path, other.merging(["title": "Mug", "brand": "loom"]) { $1 }).status == 303)
        kept = try await stage.get("/v1/products/\(product)").json
        #expect(kept["brand"]?["name"] == "Loom")
    }

    @Test func stockTellsWhyItIsSo() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let variant = try #require(goods.ids["var"])
        let lost = try await stage.write(
            .post, "/v1/inventory/actions/adjust",
            [
                "location": .string(goods.ids["loc"] ?? ""), "reason": "damaged",
                "lines": [["sku": "TEA-1", "quantity": "-3"]],
            ])
        #expect((200...201).contains(lost.status), "\(lost.text)")
        let list = try await stage.page("/admin/stock-levels")
        #expect(list.text.contains("/admin/stock-levels/\(variant)"))
        let page = try await stage.page("/admin/stock-levels/\(variant)")
        #expect(page.status == 200, "\(page.text)")
        #expect(page.text.contains("Why is it"))
        #expect(page.text.contains("<dt>Damaged</dt><dd><span class=\"num\">−3</span>"))
        #expect(page.text.contains(">ADJ-000001</a>"))
        let promised = try await stage.get("/v1/reservations?state=active&variant=\(variant)").json["data"]?[0]
        let order = try #require(promised?["document"]?.string)
        #expect(page.text.contains("/admin/orders/\(order)"))
        #expect(!page.text.contains(">\(order)<"), "the order is called by its number")
        for path in ["variants/\(variant)", "products/\(goods.ids["prod"] ?? "")"] {
            #expect(try await stage.page("/admin/\(path)").text.contains("/admin/stock-levels/\(variant)"), "\(path)")
        }
    }

    @Test func productsSayHowMuchThereIs() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let page = try await stage.page("/admin/products")
        let stocked = try await stage.get("/v1/stock-levels/products?products=\(goods.ids["prod"] ?? "")").json[0]
        let available = try #require(stocked?["available"]?.string)
        #expect(page.text.contains("<span class=\"num\">\(available)</span>"))
        let export = try await stage.page("/admin/lists/products/export?as=csv&columns=title,stock.available")
        #expect(export.text.contains(",Tea,\(available)\r\n"), "\(export.text)")
        let overview = try await stage.page("/admin/stock-overview?q=tea")
        #expect(overview.status == 200)
        #expect(overview.text.contains("TEA-1"))
    }
}
