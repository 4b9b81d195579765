import Kernel
import Web

extension Room {
    /// Customers: who buys, and what is known of them.
    static let customers: Room = {
        var room = Room("customers", in: .customers, icon: "customer")
        room.keys = "g c"
        room.rank = 1
        room.columns = [
            Column.title("name").sorted(ascending: "name", descending: nil), .text("number", place: .amount),
            .text("email", place: .second), CustomerPage.tags(place: .state), .text("country"),
            Column.moment("created_at").sorted(ascending: "oldest", descending: "newest"), .text("phone").hidden,
            .moment("archived_at").hidden,
        ]
        room.views = [BuiltInView("recent", "created=last-28-days"), BuiltInView("archived", "archived=true")]
        room.bulk = ["customers.tag", "customers.untag", "customers.archive", "customers.unarchive"]
        room.steps = [
            Step("orders.place", icon: "cart", fill: ["customer": "id"]) { $0["archived_at"]?.string == nil },
            Step("store_credit.issue", icon: "gift", main: false, fill: ["customer": "id"]) {
                $0["archived_at"]?.string == nil
            },
            Step("customers.update", icon: "pencil"),
            Step("customers.tag", icon: "tag", main: false),
            Step("customers.untag", icon: "tag", main: false) { record in
                !(record["tags"]?.array ?? []).isEmpty
            },
            Step("customers.unarchive", icon: "undo") { $0["archived_at"]?.string != nil },
            Step("customers.archive", icon: "box", main: false) { $0["archived_at"]?.string == nil },
        ]
        room.forms = [
            "customers.create": FormDesign("name", "email", "phone", "country", "number", "note"),
            "customers.update": FormDesign("name", "number", "email", "phone", "country", "note"),
        ]
        room.record = CustomerPage.design
        return room
    }()

    /// Customer tags: the words customers are grouped by.
    static let customerTags: Room = {
        var room = Room("customer_tags", in: .customers, icon: "tag")
        room.rank = 2
        room.columns = [
            .drawn("tag", .title, place: .title) { desk, row in
                let tag = row["tag"] ?? .null
                let address = "/admin/customers?tag_id=\(FormFields.encoded(tag["id"]?.string ?? ""))"
                return "<a href=\"\(address)\">\(tag["name"]?.string)</a>"
            },
            .number("customers", place: .amount),
            .drawn("tag.created_at", .moment, place: .second) { desk, row in
                ValueView(desk).moment(row["tag"]?["created_at"] ?? .null)
            },
            .drawn("tag.id", place: .state) { desk, row in ways(row["tag"]?["id"]?.string ?? "", desk) },
        ]
        return room
    }()

    /// What can be done with a tag.
    private static func ways(_ tag: String, _ desk: Desk) -> HTML {
        let links: HTML = ["customer_tags.update", "customer_tags.delete"].html { name in
            guard let entry = desk.action(name), let field = entry.route?.parameter else { return "" }
            let pairs = [(name: field, value: tag), (name: "back", value: "/admin/customer-tags")]
            return
                "<a class=\"btn btn-s\" href=\"\(PageAddress.text(RecordAddress.action(name), pairs))\">\(desk.actionLabel(entry))</a>"
        }
        return "<span class=\"row row-tight\">\(links)</span>"
    }
}
