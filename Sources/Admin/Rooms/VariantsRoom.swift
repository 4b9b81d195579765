import Kernel
import Web

extension Room {
    /// Variants: what can be bought and counted, one by one.
    static let variants: Room = {
        var room = Room("variants", in: .catalogue, icon: "tag")
        room.rank = 2
        room.columns = [
            .code("sku"), .text("title", place: .second), .money("price", place: .amount),
            .flag("is_published", on: "published", off: "draft", place: .state), .yesNo("is_stocked"),
            .flag("is_archived", on: "archived").hidden,
        ]
        room.bulk = ["variants.publish", "variants.unpublish"]
        room.steps = VariantPage.steps
        room.forms = [
            "variants.create": FormDesign("sku", "options", "price", "cost", "barcode"),
            "variants.update": FormDesign("sku", "title", "price", "compare_at", "cost", "barcode", "options"),
        ]
        room.record = VariantPage.design
        return room
    }()

    /// Brands: who makes what is sold.
    static let brands: Room = {
        var room = Room("brands", in: .catalogue, icon: "star")
        room.rank = 4
        room.columns = [.title("name"), .number("products", place: .amount), .moment("created_at", place: .second)]
        room.record = RecordDesign(
            main: [.related("products", "products.list", by: "brand", VariantPage.productColumns, limit: 20)],
            aside: [.facts("about", .moment("created_at"))])
        return room
    }()

    /// Categories: the tree that products stand in.
    static let categories: Room = {
        var room = Room("categories", in: .catalogue, icon: "columns")
        room.rank = 3
        room.columns = [
            .title("path"), .number("products", place: .amount), .moment("created_at", place: .second).hidden,
        ]
        room.forms = ["categories.create": FormDesign("name", "parent")]
        room.record = RecordDesign(
            context: { page in page.record["path"]?.string.map { "\($0)" } },
            main: [
                .related("products", "products.list", by: "category", VariantPage.productColumns, limit: 20),
                .related(
                    "subcategories", "categories.list", by: "parent",
                    [.title("path"), .number("products", place: .amount)],
                    limit: 20),
            ],
            aside: [.facts("about", .record("parent"), .moment("created_at"))])
        return room
    }()
}
