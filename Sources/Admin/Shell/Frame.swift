import Kernel
import Platform
import Web

/// What stands around every page: navigation, search, the way out.
struct Frame {
    let desk: Desk
    /// The page's title.
    let title: String
    /// Where the page stands in the navigation.
    var place: String
    /// What stands before the title in the crumbs.
    var parent: (label: String, path: String)?
    /// Whether the page is a record, a form or an editor, whose lines should not be long.
    var isMiddling = false
    /// Where the page looks for what changed meanwhile.
    var help: String?

    /// A whole page with `content` in its main part.
    func page(_ content: HTML) -> HTML {
        let navigation = Navigation(desk, place: place)
        return """
            <!doctype html><html lang="\(desk.words.language.description)" \(theme)><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title) · \(desk.shop.name)</title>
            <link rel="stylesheet" href="\(AssetRoutes.styleSheet)"><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
            <script type="module" src="\(AssetRoutes.script)"></script></head>
            <body class="app" data-shortcuts="\(desk.taste.hasShortcuts ? "on" : "off")" data-person="\(desk.caller.principal)" \(ScriptWords(desk).attribute)><a class="skip" href="#main">\(desk.say("shell.skip"))</a>
            \(navigation.side)\(topBar)
            <main id="main" tabindex="-1"><div class="page \(isMiddling ? "page-mid" : "")">\(Toast(desk).html)\(content)</div></main>
            \(navigation.bottom)\(dialogs)</body></html>
            """
    }

    private var theme: HTML? {
        desk.taste.theme == "auto" ? nil : "data-theme=\"\(desk.taste.theme)\""
    }

    private var topBar: HTML {
        let before: HTML? = parent.map { parent in
            "<a href=\"\(parent.path)\">\(parent.label)</a> \(Icon.named("chevron-right")) "
        }
        let asked = desk.address.path == "/admin/search" ? desk.address.form["q"] : nil
        return """
            <header class="topbar"><nav class="crumbs" aria-label="\(desk.say("shell.breadcrumb"))">\(before)<span>\(title)</span></nav>
            <form class="find" action="/admin/search" role="search" data-open-palette>\(Icon.named("search"))
            <input type="search" name="q" aria-label="\(desk.say("shell.search"))" placeholder="\(desk.say("shell.search"))" value="\(asked)" autocomplete="off">
            <kbd class="wide-only">Ctrl K</kbd></form>
            <a class="btn btn-quiet btn-icon wide-only" href="\(helpAddress)" aria-label="\(desk.say("shell.helpPage"))">\(Icon.named("help"))</a>
            <button class="avatar" type="button" popovertarget="me" aria-label="\(desk.say("shell.account", ["name": desk.person]))">\(Self.initials(desk.person))</button>
            \(accountMenu)</header>
            """
    }

    private var helpAddress: String {
        "/admin/help?page=\(FormFields.encoded(help ?? place))"
    }

    private var accountMenu: HTML {
        """
        <div id="me" class="menu" popover><p class="meta">\(desk.person)</p>
        <a href="/admin/me">\(Icon.named("settings"))\(desk.say("shell.settings"))</a>
        <a href="/admin/sessions">\(Icon.named("lock"))\(desk.say("shell.sessions"))</a><hr>
        <form method="post" action="/sign-out"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
        <button>\(Icon.named("arrow-right"))\(desk.say("shell.signOut"))</button></form></div>
        """
    }

    /// The palette, the sheet of keys and the peek pane: empty until a script opens them.
    private var dialogs: HTML {
        """
        <dialog id="palette" class="palette" data-palette="/admin/palette" aria-label="\(desk.say("shell.search"))">
        <div class="palette-field">\(Icon.named("search"))<input type="search" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" aria-label="\(desk.say("shell.search"))" placeholder="\(desk.say("shell.palette.placeholder"))" autocomplete="off"><kbd>Esc</kbd></div>
        <div id="palette-list" role="listbox" aria-label="\(desk.say("shell.palette.title"))"></div></dialog>
        <dialog id="keys" class="keys" aria-labelledby="keys-title"><h2 id="keys-title">\(desk.say("shell.keys.title"))</h2><div></div></dialog>
        <dialog id="peek" class="peek" aria-label="\(desk.say("shell.peek"))"><div></div></dialog>
        """
    }

    /// The first letters of a name.
    static func initials(_ name: String) -> String {
        let letters = name.split(separator: " ").compactMap(\.first)
        guard let first = letters.first else { return "?" }
        guard letters.count > 1, let last = letters.last else { return String(first).uppercased() }
        return "\(first)\(last)".uppercased()
    }
}

/// An icon of the sprite.
enum Icon {
    static func named(_ name: String, class kind: String = "icon") -> HTML {
        "<svg class=\"\(kind)\" aria-hidden=\"true\"><use href=\"\(AssetRoutes.icons)#\(name)\"/></svg>"
    }
}
