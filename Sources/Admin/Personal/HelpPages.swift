import API
import Hummingbird
import Kernel
import Platform
import Web

/// Help: what each page is for, what can be done there, and a search over all of it.
struct HelpPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/help") { request, context in
            try await pages.page(request, context) { desk in
                let place = desk.address.form["page"] ?? ""
                let asked = desk.address.form["q"] ?? ""
                let view = HelpView(desk: desk, topic: HelpTopic(place: place, desk), asked: asked)
                let frame = Frame(desk: desk, title: desk.say("shell.help"), place: "/admin/help", isMiddling: true)
                return Response(page: frame.page(view.html))
            }
        }
    }
}

/// What there is to say about a page or the form of an action.
struct HelpTopic {
    /// The page's address, or `action.` and a name.
    let place: String
    let title: String
    let text: String
    /// The collection whose list the page is.
    var collection: String?

    /// The topic of a place; nil where nobody wrote one, or the person has no business there.
    init?(place: String, _ desk: Desk) {
        self.place = place
        if place.hasPrefix("action.") {
            guard let entry = desk.action(String(place.dropFirst("action.".count))) else { return nil }
            title = desk.actionLabel(entry)
            text = desk.words.optional("about.\(entry.name)") ?? entry.summary
            collection = entry.name.collection
            return
        }
        guard let words = desk.words.optional("help.page.\(Self.key(place))") else { return nil }
        text = words
        let links = Navigation.sections(desk).flatMap(\.links)
        title =
            links.first { $0.path == place }?.label ?? desk.words.optional("help.title.\(Self.key(place))")
            ?? desk.say("shell.home")
        let name = RecordAddress.underscored(String(place.dropFirst("/admin/".count)))
        collection = desk.rooms[name] == nil ? nil : name
    }

    /// `/admin/credit-notes` → `credit-notes`
    static func key(_ place: String) -> String {
        let rest =
            place.hasPrefix("/admin/")
            ? place.dropFirst("/admin/".count) : place.dropFirst(place.hasPrefix("/") ? 1 : 0)
        return rest == "admin" || rest.isEmpty ? "home" : String(rest)
    }

    /// Pages that stand beside the navigation.
    static let others = ["/admin", "/admin/inbox", "/admin/menu", "/admin/me", "/admin/audit-check"]

    /// Every topic of somebody: the pages they see and the forms they may use.
    static func all(_ desk: Desk) -> [HelpTopic] {
        let paths = others + Navigation.sections(desk).flatMap(\.links).map(\.path)
        let actions = desk.registry.actions.filter { desk.action($0.name.rawValue) != nil }.map { "action.\($0.name)" }
        return (paths + actions).compactMap { HelpTopic(place: $0, desk) }
    }
}

/// The page.
struct HelpView {
    let desk: Desk
    let topic: HelpTopic?
    let asked: String

    var html: HTML {
        """
        <header class="page-head"><h1>\(desk.say("shell.help"))</h1></header>
        <section class="card"><form class="filters" method="get" action="/admin/help" role="search"><span class="search">\(Icon.named("search"))
        <input class="input" type="search" name="q" value="\(asked)" aria-label="\(desk.say("help.search"))" placeholder="\(desk.say("help.search"))" autocomplete="off"></span>
        <button class="btn">\(desk.say("help.find"))</button></form>\(asked.isEmpty ? "" : found)</section>
        \(asked.isEmpty ? shown : nil)\(contents)
        """
    }

    private func address(_ topic: HelpTopic) -> String { "/admin/help?page=\(FormFields.encoded(topic.place))" }

    /// What was found: every word must occur in title or text.
    private var found: HTML {
        let words = Text.folded(asked).split(separator: " ")
        let topics = HelpTopic.all(desk).filter { topic in
            let text = Text.folded("\(topic.title) \(topic.text)")
            return words.allSatisfy { text.contains($0) }
        }
        if topics.isEmpty {
            return "<div class=\"card-body\"><p>\(desk.say("help.nothing", ["text": asked]))</p></div>"
        }
        let items: HTML = topics.prefix(30).html { topic in
            "<li><a href=\"\(address(topic))\"><b>\(topic.title)</b></a><br><span class=\"muted\">\(topic.text)</span></li>"
        }
        return "<div class=\"card-body\"><ul role=\"list\" class=\"stack stack-s plain\">\(items)</ul></div>"
    }

    private var shown: HTML? {
        guard let topic else { return nil }
        let open: HTML? =
            topic.place.hasPrefix("/")
            ? "<p><a class=\"btn\" href=\"\(topic.place)\">\(desk.say("help.open", ["name": topic.title]))</a></p>"
            : nil
        return """
            <section class="card" aria-labelledby="topic"><div class="card-head"><h2 id="topic">\(topic.title)</h2></div><div class="card-body stack">
            <p>\(topic.text)</p>\(actions(topic))\(open)</div></section>
            """
    }

    /// What can be done there.
    private func actions(_ topic: HelpTopic) -> HTML? {
        guard let collection = topic.collection, topic.place.hasPrefix("/") else { return nil }
        let known = desk.registry.actions.filter {
            $0.name.collection == collection && desk.action($0.name.rawValue) != nil
        }
        if known.isEmpty { return nil }
        let rows: HTML = known.html { action in
            "<dt><a href=\"/admin/help?page=action.\(action.name.rawValue)\">\(desk.actionLabel(action))</a></dt><dd>\(desk.words.optional("about.\(action.name)") ?? action.summary)</dd>"
        }
        return "<h3 class=\"mid\">\(desk.say("help.whatToDo"))</h3><dl class=\"facts\">\(rows)</dl>"
    }

    /// Every page that has something said about it.
    private var contents: HTML {
        let sections: HTML = Navigation.sections(desk).html { section in
            let links: HTML = section.links.compactMap { HelpTopic(place: $0.path, desk) }.html { topic in
                "<li><a href=\"\(address(topic))\">\(topic.title)</a></li>"
            }
            return
                "<section class=\"stack stack-xs\"><h3 class=\"mid\">\(section.label)</h3><ul role=\"list\" class=\"plain\">\(links)</ul></section>"
        }
        return """
            <section class="card" aria-labelledby="contents"><div class="card-head"><h2 id="contents">\(desk.say("help.contents"))</h2></div><div class="card-body stack">
            <div class="grid-4">\(sections)</div><p class="meta"><a href="/admin/me#keys-list">\(desk.say("help.keys"))</a> · <a href="/reference">\(desk.say("page.reference"))</a></p></div></section>
            """
    }
}
