import Kernel
import Web

/// The keys that work in the admin: everywhere, in lists, on records, and those that lead to pages.
struct KeysView {
    let desk: Desk

    private static let everywhere = [
        ("Ctrl K", "palette"), ("?", "keys"), ("/", "filter"), ("Esc Esc", "clear"), ("z", "undo"),
        ("Ctrl Enter", "send"),
    ]
    private static let lists = [
        ("j", "down"), ("k", "up"), ("Enter", "open"), ("Space", "peek"), ("x", "select"), ("Shift X", "range"),
    ]
    private static let records = [("[", "previous"), ("]", "next")]

    /// The card.
    var html: HTML {
        let links = Navigation.sections(desk).flatMap(\.links).compactMap { link in link.keys.map { ($0, link.label) } }
        let off: HTML? = desk.taste.hasShortcuts ? nil : "<p class=\"muted\">\(desk.say("shell.keys.off"))</p>"
        let groups: HTML = """
            \(group("personal.keys.everywhere", Self.everywhere.map(named)))\(group("personal.keys.lists", Self.lists.map(named)))
            \(group("personal.keys.records", Self.records.map(named)))\(group("personal.keys.goTo", [("g h", desk.say("shell.home"))] + links))
            """
        return """
            <section class="card" aria-labelledby="keys-here" id="keys-list"><div class="card-head"><h2 id="keys-here">\(desk.say("shell.shortcuts"))</h2></div>
            <div class="card-body stack">\(off)<div class="grid-2">\(groups)</div></div></section>
            """
    }

    private func named(_ pair: (String, String)) -> (String, String) { (pair.0, desk.say("script.key-\(pair.1)")) }

    private func group(_ key: String, _ keys: [(String, String)]) -> HTML {
        let rows: HTML = keys.html { pair in "<dt><kbd>\(pair.0)</kbd></dt><dd>\(pair.1)</dd>" }
        return
            "<section class=\"stack stack-xs\"><h3 class=\"mid\">\(desk.say(key))</h3><dl class=\"kv\">\(rows)</dl></section>"
    }
}
