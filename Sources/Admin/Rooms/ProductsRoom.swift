import Kernel
import Web

extension Room {
    /// Products: what the shop offers, and what of it the public sees.
    static let products: Room = {
        var room = Room("products", in: .catalogue, icon: "tag")
        room.keys = "g p"
        room.rank = 1
        room.beside = Beside(query: "stock_levels.products", filter: "products", key: "product", member: "stock")
        room.columns = [
            .title("title").sorted(ascending: "title", descending: nil),
            Column("sku", .code, place: .second), .record("brand", called: "brand_name"), .text("category_path"),
            .number("variants"), ProductPage.priceRange, ProductPage.stock,
            .flag("is_published", on: "published", off: "draft", place: .state),
            .moment("created_at").sorted(ascending: "oldest", descending: "newest").hidden,
            Column("handle", .code).hidden, .flag("archived_at", on: "archived").hidden,
        ]
        room.views = [
            BuiltInView("published", "published=true"), BuiltInView("drafts", "published=false"),
            BuiltInView("archived", "archived=true"),
        ]
        room.bulk = ["products.publish", "products.unpublish", "products.archive", "products.unarchive"]
        room.steps = ProductPage.steps
        room.forms = [
            "products.create": FormDesign(
                "title", "description", "brand", "category", "option_names", "variants",
                hidden: ["variants.is_published", "variants.title", "variants.compare_at", "variants.weight_grams"]),
            "products.update": FormDesign("title", "description", "brand", "category", "option_names", "handle"),
        ]
        room.record = ProductPage.design
        return room
    }()
}
