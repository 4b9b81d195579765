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
        <main id="main" tabindex="-1"><div class="page">\(content)</div></main>\(bottomBar)</body></html>
        """
    }

    /// The way around on a phone: home leads to everything, three lists are one tap away.
    private var bottomBar: HTML {
        let wanted = ["Orders", "Products", "Customers"]
        let links = wanted.compactMap { label in sections.flatMap(\.links).first { $0.label == label } }
        let items: HTML = links.html { link in
            let icon = ["Orders": "orders", "Products": "tag", "Customers": "users"][link.label] ?? "ledger"
            return
                "<a href=\"\(link.path)\" \(flag: "aria-current=\"page\"", link.path == path)>\(Icon.named(icon))\(link.label)</a>"
        }
        return """
            <nav class="bottombar" aria-label="Shortcuts"><a href="/admin" \(flag: "aria-current=\"page\"", path == "/admin")>
            \(Icon.named("home"))Home</a>\(items)<a href="/reference">\(Icon.named("help"))API</a></nav>
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
