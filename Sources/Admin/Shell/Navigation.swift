import Kernel
import Platform
import Web

/// The way around: groups with the lists and pages that this person may see.
struct Navigation {
    /// One way.
    struct Link {
        let label: String
        let path: String
        var icon: String?
        var keys: String?
        var rank = 50
    }

    /// A group of them.
    struct Section {
        let group: NavigationGroup
        let label: String
        let links: [Link]
    }

    private let desk: Desk
    /// Where the page stands.
    private let place: String
    let sections: [Section]

    init(_ desk: Desk, place: String) {
        self.desk = desk
        self.place = place
        sections = Self.sections(desk)
    }

    /// The groups with at least one way in.
    static func sections(_ desk: Desk) -> [Section] {
        NavigationGroup.allCases.compactMap { group in
            let rooms = desk.rooms.all.filter { $0.group == group }.compactMap { room -> Link? in
                guard let list = try? desk.registry.query("\(room.collection).list"), desk.may(list.permission) else {
                    return nil
                }
                return Link(
                    label: desk.collectionName(room.collection), path: RecordAddress.list(room.collection),
                    icon: room.icon, keys: room.keys, rank: room.rank)
            }
            let pages = OwnPages.all.filter { page in page.group == group && page.isShown(to: desk) }.map { page in
                Link(
                    label: desk.say("page.\(page.key)"), path: page.path, icon: page.icon, keys: page.keys,
                    rank: page.rank)
            }
            let links = (rooms + pages).sorted { a, b in (a.rank, a.label) < (b.rank, b.label) }
            if links.isEmpty { return nil }
            return Section(group: group, label: desk.say("shell.section.\(group.rawValue)"), links: links)
        }
    }

    /// The column on the left.
    var side: HTML {
        let groups: HTML = sections.filter { $0.group != .settings }.html { section in self.group(section) }
        let settings: HTML = sections.filter { $0.group == .settings }.html { section in self.group(section) }
        return """
            <nav class="sidenav" aria-label="\(desk.say("shell.main"))"><a class="brand" href="/admin" aria-label="Martlet">
            <svg width="22" height="22" aria-hidden="true"><use href="\(AssetRoutes.logo)#mark"/></svg>
            <svg width="78" height="24" aria-hidden="true"><use href="\(AssetRoutes.logo)#word"/></svg></a>
            <span class="switcher"><span><b>\(desk.shop.name)</b><small>\(desk.shop.currency.code) · \(desk.shop.timeZone.rawValue)</small></span></span>
            <a href="/admin" data-key="g h" \(current("/admin"))>\(Icon.named("home"))\(desk.say("shell.home"))</a>
            \(inbox)\(groups)<div class="nav-end">\(settings)</div></nav>
            """
    }

    private var inbox: HTML? {
        let lists = ["approvals.list", "exceptions.list", "mentions.list"].compactMap { try? desk.registry.query($0) }
        guard lists.contains(where: { desk.may($0.permission) }) else { return nil }
        return
            "<a href=\"/admin/inbox\" data-key=\"g b\" \(current("/admin/inbox"))>\(Icon.named("inbox"))\(desk.say("shell.inbox"))</a>"
    }

    private func group(_ section: Section) -> HTML {
        let isOpen = section.links.contains { $0.path == place }
        let links: HTML = section.links.html { link in
            "<li><a href=\"\(link.path)\" \(keys(link)) \(current(link.path))>\(link.label)</a></li>"
        }
        return """
            <details name="nav" \(flag: "open", isOpen)><summary>\(Icon.named(section.group.icon))\(section.label)
            \(Icon.named("chevron-right", class: "icon chev"))</summary><ul role="list" class="sub">\(links)</ul></details>
            """
    }

    private func keys(_ link: Link) -> HTML? { link.keys.map { "data-key=\"\($0)\"" } }

    private func current(_ path: String) -> HTML? { path == place ? "aria-current=\"page\"" : nil }

    /// The way around on a phone: what is needed most, and the way to everything.
    var bottom: HTML {
        let links = sections.flatMap(\.links)
        let wanted = ["/admin/orders", "/admin/products", "/admin/customers"].compactMap { path in
            links.first { $0.path == path }
        }
        let items: HTML = wanted.html { link in
            "<a href=\"\(link.path)\" \(current(link.path))>\(Icon.named(link.icon ?? "ledger"))\(link.label)</a>"
        }
        return """
            <nav class="bottombar" aria-label="\(desk.say("shell.quick"))"><a href="/admin" \(current("/admin"))>\(Icon.named("home"))\(desk.say("shell.home"))</a>
            \(items)<a href="/admin/menu" \(current("/admin/menu"))>\(Icon.named("menu"))\(desk.say("shell.menu"))</a></nav>
            """
    }
}

/// A page of the navigation that is no list: reports, settings, what is made by hand.
struct OwnPages: Sendable {
    /// Its words are `page.<key>`.
    let key: String
    let path: String
    let group: NavigationGroup
    let icon: String
    var keys: String?
    var rank = 50
    /// The query whose readers see it; nil for everybody.
    let query: String?

    func isShown(to desk: Desk) -> Bool {
        guard let query else { return true }
        guard let entry = try? desk.registry.query(query) else { return false }
        return desk.may(entry.permission)
    }
}

/// Where records live in the admin.
enum RecordAddress {
    static func list(_ collection: String) -> String { "/admin/\(hyphenated(collection))" }
    static func record(_ collection: String, _ id: String) -> String { "/admin/\(hyphenated(collection))/\(id)" }
    static func view(_ query: QueryName) -> String { "/admin/views/\(query)" }
    static func action(_ name: String) -> String { "/admin/actions/\(name)" }
    static func lists(_ collection: String, _ what: String) -> String {
        "/admin/lists/\(hyphenated(collection))/\(what)"
    }
    static func hyphenated(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }
    static func underscored(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
