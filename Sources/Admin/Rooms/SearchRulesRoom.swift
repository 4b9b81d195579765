import Kernel
import Web

extension Room {
    /// Search rules: what the shop's search does with some words, drafted and published.
    static let searchRules: Room = {
        var room = Room("search_rules", in: .catalogue, icon: "search")
        room.rank = 8
        room.columns = [
            .title("name"), SearchRulePage.kind, SearchRulePage.terms, .state("state", place: .state),
            .flag("has_changes", on: "changed", place: .badge), .moment("published_at", place: .amount),
            .moment("updated_at").hidden, .moment("created_at").hidden,
        ]
        room.views = [
            BuiltInView("drafts", "state=draft"), BuiltInView("published", "state=published"),
            BuiltInView("archived", "state=archived"),
        ]
        room.bulk = ["search_rules.archive", "search_rules.unarchive"]
        room.steps = [
            Step("search_rules.publish", icon: "check") { rule in
                rule["state"] == "draft" || rule["state"] == "published" && rule["has_changes"]?.bool == true
            },
            Step("search_rules.update", icon: "pencil") { $0["state"] != "archived" },
            Step("search_rules.unarchive", icon: "undo") { $0["state"] == "archived" },
            Step("search_rules.archive", icon: "box", main: false) { $0["state"] != "archived" },
        ]
        var publish = FormDesign("revision")
        publish.answer = SearchRulePage.moves
        room.forms = [
            "search_rules.create": FormDesign("name", "kind", "terms", "words", "products", "from", "until"),
            "search_rules.update": FormDesign("name", "terms", "words", "products", "from", "until"),
            "search_rules.publish": publish,
        ]
        room.record = SearchRulePage.design
        return room
    }()
}
