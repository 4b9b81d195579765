import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// Going anywhere, finding any record, doing any action: for the palette as a fragment, and as a page for those without
/// scripts. And looking records up for forms.
struct PalettePages: Sendable {
    let pages: AdminPages
    private var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/palette") { request, context in
            try await pages.page(request, context) { desk in
                let words = Self.words(desk)
                let found = try await found(words, desk)
                let view = PaletteView(desk: desk, words: words, found: found)
                return Response(fragment: view.fragment)
            }
        }
        router.get("/admin/search") { request, context in
            try await pages.page(request, context) { desk in
                let words = Self.words(desk)
                let view = PaletteView(desk: desk, words: words, found: try await found(words, desk))
                let frame = Frame(desk: desk, title: desk.say("shell.searchPage"), place: "", isMiddling: true)
                return Response(page: frame.page(view.page))
            }
        }
        router.get("/admin/lookup/{prefix}") { request, context in
            try await pages.page(request, context) { desk in
                let found = try await lookup(context.parameters.get("prefix") ?? "", Self.words(desk), desk)
                return Response(fragment: PaletteView.options(found))
            }
        }
    }

    private static func words(_ desk: Desk) -> String { Text.trimmed(desk.address.form["q"] ?? "") }

    /// The records that some words find: in each collection whose list can be searched, a few; an id leads straight to
    /// its record.
    private func found(_ words: String, _ desk: Desk) async throws -> [PaletteView.Found] {
        if words.isEmpty { return [] }
        if let address = desk.links.address(of: words) {
            return [
                .init(
                    collection: desk.links.collection(of: words) ?? "", title: words, detail: "", address: address,
                    id: words)
            ]
        }
        var found: [PaletteView.Found] = []
        for collection in RecordLookup.everywhere {
            found += try await search(collection, words, desk, limit: 4)
        }
        return found
    }

    private func search(_ collection: String, _ words: String, _ desk: Desk, limit: Int64) async throws -> [PaletteView
        .Found]
    {
        guard let list = try? registry.query("\(collection).list"), list.fields.contains(where: { $0.name == "q" }),
            desk.may(list.permission)
        else { return [] }
        let asked: JSON = ["q": .string(words), "limit": .int(limit)]
        let rows: [JSON]
        do {
            rows = try await pages.answer("\(collection).list", asked, at: desk)["data"]?.array ?? []
        } catch let problem as Problem where problem.kind == .invalid {
            return []  // words this list cannot look for
        }
        return rows.compactMap { row in PaletteView.Found(row, collection, desk) }
    }

    /// Records of a kind for a form's field, by words.
    private func lookup(_ prefix: String, _ words: String, _ desk: Desk) async throws -> [PaletteView.Found] {
        let resource = registry.modules.flatMap(\.resources).first { $0.idPrefix == prefix }
        guard let collection = resource?.collection else { throw Problem.noPage }
        if words.isEmpty {
            guard let list = try? registry.query("\(collection).list"), desk.may(list.permission) else { return [] }
            let rows = try await pages.answer("\(collection).list", ["limit": 8], at: desk)["data"]?.array ?? []
            return rows.compactMap { PaletteView.Found($0, collection, desk) }
        }
        return try await search(collection, words, desk, limit: 8)
    }
}

/// What the palette shows: records, places, actions.
struct PaletteView {
    /// A record that was found.
    struct Found: Sendable {
        let collection: String
        let title: String
        let detail: String
        let address: String
        let id: String

        init(collection: String, title: String, detail: String, address: String, id: String) {
            self.collection = collection
            self.title = title
            self.detail = detail
            self.address = address
            self.id = id
        }

        /// A row of a list; nil when it has no page.
        init?(_ row: JSON, _ collection: String, _ desk: Desk) {
            guard let id = desk.links.id(of: row, in: collection) else { return nil }
            self.id = id
            self.collection = collection
            address = desk.links.address(of: id) ?? RecordAddress.list(collection)
            let columns = desk.rooms[collection]?.columns ?? []
            title = columns.first.flatMap { $0.value(in: row).string } ?? RecordView.title(row, id)
            let others = columns.dropFirst().filter(\.isShown).compactMap { column -> String? in
                let value = column.value(in: row)
                switch column.kind {
                case .text, .textWith, .code: return value.string
                case .record: return value["name"]?.string ?? value["title"]?.string
                case .state: return value.string.map { desk.stateWord($0, field: column.field) }
                case .money: return ValueView.money(of: value).map { desk.money($0) }
                case .title, .moment, .day, .number, .yesNo, .person, .percent, .action, .any: return nil
                }
            }
            detail = others.prefix(3).joined(separator: " · ")
        }
    }

    let desk: Desk
    let words: String
    let found: [Found]

    private struct Way {
        let label: String
        let path: String
        let icon: String
        var keys: String?
        var group: String = ""
    }

    private var places: [Way] {
        Navigation.sections(desk).flatMap { section in
            section.links.map { link in
                Way(
                    label: link.label, path: link.path, icon: link.icon ?? section.group.icon, keys: link.keys,
                    group: section.label)
            }
        }
    }

    /// What can be done without a record at hand.
    private var actions: [Way] {
        desk.registry.actions.filter { $0.route != nil && $0.route?.parameter == nil && desk.may($0.permission) }.map {
            action in
            Way(
                label: desk.actionLabel(action), path: RecordAddress.action(action.name.rawValue), icon: "plus",
                group: desk.collectionName(action.name.collection))
        }
    }

    private func matching(_ ways: [Way]) -> [Way] {
        if words.isEmpty { return ways }
        let wanted = words.lowercased()
        return ways.filter { $0.label.lowercased().contains(wanted) || $0.group.lowercased().contains(wanted) }
    }

    /// The options, for the dialog.
    var fragment: HTML { groups(isPage: false) }

    /// The same as a page.
    var page: HTML {
        let nothing: HTML = """
            <div class="empty">\(Icon.named("search"))<h2>\(desk.say("shell.palette.empty", ["query": words]))</h2></div>
            """
        let content = groups(isPage: true)
        return """
            <header class="page-head"><h1>\(desk.say("shell.searchPage"))</h1></header>
            <section class="card"><form class="filters" action="/admin/search" role="search"><label class="search">\(Icon.named("search"))<span class="hush">\(desk.say("shell.search"))</span>
            <input class="input" type="search" name="q" value="\(words)" autofocus></label><button class="btn">\(desk.say("shell.searchPage"))</button></form>
            \(content.text.isEmpty ? nothing : "<div class=\"palette-page\">\(content)</div>")</section>
            """
    }

    private func groups(isPage: Bool) -> HTML {
        let records: HTML = found.html { record in
            let icon = desk.rooms[record.collection]?.icon ?? "ledger"
            return option(
                record.title, record.detail, record.address, icon, hint: desk.collectionName(record.collection),
                isPage: isPage)
        }
        let places: HTML = matching(places).html { way in
            option(way.label, "", way.path, way.icon, hint: way.keys ?? way.group, isPage: isPage)
        }
        let actions: HTML = matching(actions).html { way in
            option(way.label, "", way.path, way.icon, hint: way.group, isPage: isPage)
        }
        return """
            \(group(desk.say("shell.palette.records"), records, isPage))\(group(desk.say("shell.palette.goTo"), places, isPage))\(group(desk.say("shell.palette.actions"), actions, isPage))
            """
    }

    private func group(_ label: String, _ options: HTML, _ isPage: Bool) -> HTML {
        if options.text.isEmpty { return "" }
        if isPage { return "<h2 class=\"palette-group\">\(label)</h2><ul role=\"list\" class=\"ways\">\(options)</ul>" }
        return
            "<div role=\"group\" aria-label=\"\(label)\"><p class=\"palette-group\" aria-hidden=\"true\">\(label)</p>\(options)</div>"
    }

    private func option(_ title: String, _ detail: String, _ path: String, _ icon: String, hint: String, isPage: Bool)
        -> HTML
    {
        let more: HTML? = detail.isEmpty ? nil : " <small class=\"faint\">\(detail)</small>"
        let inner: HTML = "\(Icon.named(icon))<span>\(title)\(more)</span><span class=\"push meta\">\(hint)</span>"
        if isPage { return "<li><a href=\"\(path)\">\(inner)</a></li>" }
        return "<a role=\"option\" aria-selected=\"false\" tabindex=\"-1\" href=\"\(path)\">\(inner)</a>"
    }

    /// The options of a field that looks records up.
    static func options(_ found: [Found]) -> HTML {
        found.html { record in
            "<div role=\"option\" data-value=\"\(record.id)\" aria-selected=\"false\"><span>\(record.title)</span> <small class=\"faint\">\(record.detail)</small></div>"
        }
    }
}

extension Response {
    /// A piece of a page, for a script that puts it in place.
    init(fragment: HTML) {
        self.init(page: fragment)
        headers[.cacheControl] = "no-store"
    }
}
