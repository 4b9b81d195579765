import Kernel
import Platform
import Web

/// What stands around every page: shop, person, navigation, title.
struct Frame {
    let title: String
    let path: String
    let shop: Shop
    let person: String
    let csrf: String
    let sections: [Navigation.Section]

    /// A whole page with `content` in its main part.
    func page(_ content: HTML) -> HTML {
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title) · \(shop.name)</title>
        <link rel="stylesheet" href="\(AssetRoutes.styleSheet)"><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
        </head><body class="app"><a class="skip" href="#main">Skip to content</a>
        \(navigation)
        <header class="topbar"><nav class="crumbs" aria-label="Breadcrumb"><a href="/admin">\(shop.name)</a>
        \(Icon.named("chevron-right")) <span>\(title)</span></nav>
        <form class="push" method="post" action="/sign-out"><input type="hidden" name="csrf" value="\(csrf)">
        <span class="meta wide-only">\(person)</span> <button class="btn btn-s btn-quiet">Sign out</button></form></header>
        <main id="main"><div class="page">\(content)</div></main></body></html>
        """
    }

    private var navigation: HTML {
        let groups: HTML = sections.html { section in
            let isOpen = section.links.contains { $0.path == path }
            let links: HTML = section.links.html { link in
                "<li><a href=\"\(link.path)\" \(flag: "aria-current=\"page\"", link.path == path)>\(link.label)</a></li>"
            }
            return """
                <details \(flag: "open", isOpen)><summary>\(Icon.named(section.icon))\(section.label)
                \(Icon.named("chevron-right", class: "icon chev"))</summary><ul role="list" class="sub">\(links)</ul></details>
                """
        }
        return """
            <nav class="sidenav" aria-label="Main"><a class="brand" href="/admin" aria-label="Martlet">
            <svg width="22" height="22" aria-hidden="true"><use href="/assets/logo.svg#mark"/></svg>
            <svg width="78" height="24" aria-hidden="true"><use href="/assets/logo.svg#word"/></svg></a>
            <a href="/admin" \(flag: "aria-current=\"page\"", path == "/admin")>\(Icon.named("home"))Home</a>
            \(groups)<a href="/reference">\(Icon.named("help"))API reference</a></nav>
            """
    }
}

/// An icon of the sprite.
enum Icon {
    static func named(_ name: String, class kind: String = "icon") -> HTML {
        "<svg class=\"\(kind)\" aria-hidden=\"true\"><use href=\"/assets/icons.svg#\(name)\"/></svg>"
    }
}

/// The way around, made from the registry: a section for each module with lists the caller may read.
enum Navigation {
    struct Section {
        let label: String
        let icon: String
        let links: [Link]
    }

    struct Link {
        let label: String
        let path: String
    }

    static func sections(of registry: Registry, for caller: Caller) -> [Section] {
        registry.modules.compactMap { module in
            let lists = registry.queries.filter { query in
                query.module == module.name && query.name.view == "list" && caller.may(query.permission)
                    && !query.fields.contains(where: \.isRequired)
            }
            if lists.isEmpty { return nil }
            let links = lists.map { Link(label: words($0.name.collection), path: RecordAddress.list($0.name.collection)) }
            return Section(label: words(module.name), icon: icons[module.name] ?? "ledger", links: links)
        }
    }

    /// `credit_notes` → `Credit notes`
    static func words(_ name: String) -> String {
        let text = String(name.map { $0 == "_" ? " " : $0 })
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let icons = [
        "orders": "orders", "catalog": "tag", "inventory": "shelf", "customers": "users", "analytics": "chart",
        "identity": "lock", "platform": "ledger", "importing": "upload",
    ]
}

/// Where records live in the admin.
enum RecordAddress {
    static func list(_ collection: String) -> String { "/admin/\(hyphenated(collection))" }
    static func record(_ collection: String, _ id: String) -> String { "/admin/\(hyphenated(collection))/\(id)" }
    static func action(_ name: String) -> String { "/admin/actions/\(name)" }
    static func hyphenated(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }
    static func underscored(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
