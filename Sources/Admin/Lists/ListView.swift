import Kernel
import Platform
import Web

/// The one list page: title and main action, views as tabs, one bar of filters, the table, the pager, and what can be done
/// with what is chosen.
struct ListView {
    let desk: Desk
    let state: ListState
    /// The views people saved, as the list of saved views answers them.
    var saved: [JSON] = []
    /// A way to something that has a page of its own.
    var extra: HTML?

    private var room: Room { state.room }
    private var collection: String { room.collection }
    private var title: String { desk.collectionName(collection) }

    /// The page with the rows that were found.
    func html(_ answer: JSON) -> HTML {
        let rows = answer["data"]?.array ?? []
        let cursors = answer["cursors"]?.array ?? []
        let body: HTML = rows.isEmpty ? empty : table(rows, cursors)
        return """
            \(header)\(ViewTabs(desk: desk, state: state, saved: saved).html)
            <section class="card list" data-density="\(state.density(desk))" aria-labelledby="list-title">\(FilterBar(desk: desk, state: state).html)
            \(body)\(rows.isEmpty ? "" : pager(answer, rows.count))</section>\(BulkBar(desk: desk, state: state).html)
            """
    }

    /// The page with what is wrong with its filters.
    func html(_ problem: Problem) -> HTML {
        """
        \(header)\(ProblemView.banner(problem, desk))
        <section class="card list">\(FilterBar(desk: desk, state: state, problem: problem).html)
        <div class="empty">\(Icon.named("filter"))<h2>\(desk.say("list.refused"))</h2>
        <div class="row"><a class="btn" href="\(state.address.path)" data-clear-filters>\(desk.say("list.clear"))</a></div></div></section>
        """
    }

    /// The page while a filter does not say which record it is about.
    func html(asking choice: FilterChoiceView) -> HTML { "\(header)\(choice.html)" }

    private var header: HTML {
        """
        <header class="page-head"><h1 id="list-title">\(title)</h1><div class="actions inline">\(export)\(others)\(extra)\(creation)</div></header>
        """
    }

    private var export: HTML {
        let base = RecordAddress.lists(collection, "export")
        let query = state.viewQuery
        let columns = state.columns(desk).map(\.field).joined(separator: ",")
        let csv = "\(base)?as=csv&columns=\(FormFields.encoded(columns))\(query.isEmpty ? "" : "&\(query)")"
        let json = "\(base)?as=json\(query.isEmpty ? "" : "&\(query)")"
        return """
            <button class="btn wide-only" type="button" popovertarget="export">\(Icon.named("download"))\(desk.say("list.export"))</button>
            <div id="export" class="menu" popover><a href="\(csv)" download>\(desk.say("list.exportCSV"))</a><a href="\(json)" download>\(desk.say("list.exportJSON"))</a></div>
            """
    }

    private var creation: HTML? {
        guard let name = room.creation, let action = desk.action(name) else { return nil }
        return """
            <a class="btn btn-main" href="\(RecordAddress.action(name))" data-key="n">\(Icon.named("plus"))\(desk.actionLabel(action))</a>
            """
    }

    /// What else can be done with the collection as a whole.
    private var others: HTML? {
        let actions = desk.registry.actions.filter { action in
            let isOurs = action.name.collection == collection || room.others.contains(action.name.rawValue)
            return isOurs && action.name.rawValue != room.creation && action.route != nil
                && action.route?.parameter == nil
                && desk.may(action.permission)
        }
        if actions.isEmpty { return nil }
        let items: HTML = actions.html { action in
            "<a href=\"\(RecordAddress.action(action.name.rawValue))\">\(desk.actionLabel(action))</a>"
        }
        return """
            <button class="btn btn-icon" type="button" popovertarget="list-more" aria-label="\(desk.say("shell.more"))">\(Icon.named("more"))</button>
            <div id="list-more" class="menu" popover>\(items)</div>
            """
    }

    private func table(_ rows: [JSON], _ cursors: [JSON]) -> HTML {
        let place = state.viewQuery
        let byID = Dictionary(
            zip(rows, cursors).compactMap { row, cursor -> (String, String)? in
                guard let id = desk.links.id(of: row, in: collection), let cursor = cursor.string else { return nil }
                return (id, cursor)
            }, uniquingKeysWith: { first, _ in first })
        let isChoosing = !BulkBar(desk: desk, state: state).actions.isEmpty
        let table = TableView(
            desk: desk, columns: state.columns(desk), label: title, collection: collection,
            address: { row in self.address(of: row, in: place, byID) },
            selection: isChoosing ? { row in desk.links.id(of: row, in: collection) } : nil, heading: heading,
            isSticky: true)
        return "<div class=\"table-wrap\">\(table.html(rows))</div>"
    }

    /// A row's record, with the view it was found in and its place there, so that the record's page knows its neighbours.
    private func address(of row: JSON, in place: String, _ cursors: [String: String]) -> String? {
        guard let id = desk.links.id(of: row, in: collection), let address = desk.links.address(of: id, in: collection)
        else { return nil }
        guard let cursor = cursors[id] else { return address }
        let view = place.isEmpty ? "" : "&in=\(FormFields.encoded(place))"
        return "\(address)?at=\(FormFields.encoded(cursor))\(view)"
    }

    private func heading(_ column: Column) -> HTML? {
        guard column.ascending != nil || column.descending != nil else { return nil }
        let sort = state.address.form["sort"]
        let isUp = sort != nil && sort == column.ascending
        let isDown = sort != nil && sort == column.descending
        let next = isDown ? column.ascending ?? column.descending : column.descending ?? column.ascending
        let target = state.address.with([("sort", next), ("after", nil), ("done", nil)])
        let order: HTML? = isUp ? "aria-sort=\"ascending\"" : isDown ? "aria-sort=\"descending\"" : nil
        let icon: HTML? = isUp ? Icon.named("chevron-up") : isDown ? Icon.named("chevron-down") : nil
        return """
            <th scope="col" class="\(column.isNumeric ? "end" : "")" \(order)><a href="\(target)">\(desk.label(column.field, in: collection)) \(icon)</a></th>
            """
    }

    private var empty: HTML {
        if state.isFiltered { return filteredToNothing }
        let words = desk.words.optional("empty.\(collection)") ?? state.entry.summary
        return """
            <div class="empty">\(Icon.named(room.icon))<h2>\(desk.say("list.empty", ["name": title]))</h2><p>\(words)</p>
            <div class="row">\(creation)<a class="btn btn-quiet" href="/admin/help?page=\(FormFields.encoded(state.address.path))">\(desk.say("list.how"))</a></div></div>
            """
    }

    private var filteredToNothing: HTML {
        let last = state.filters.last.map { pair in
            state.address.with([(pair.name, nil), ("after", nil), ("view", nil)])
        }
        let drop: HTML? =
            state.filters.count > 1
            ? last.map { "<a class=\"btn btn-quiet\" href=\"\($0)\">\(desk.say("list.dropLast"))</a>" } : nil
        return """
            <div class="empty">\(Icon.named("filter"))<h2>\(desk.say("list.nothing"))</h2><p>\(desk.say("list.nothingHelp"))</p>
            <div class="row"><a class="btn" href="\(state.address.path)" data-clear-filters>\(desk.say("list.clear"))</a>\(drop)</div></div>
            """
    }

    private func pager(_ answer: JSON, _ count: Int) -> HTML {
        let previous = answer["previous"]?.string
        let next = answer["next"]?.string
        return """
            <div class="pager"><span>\(desk.say("list.shown", ["count": count])) <span>\(desk.say("list.of")) <span data-total="\(countsAddress)"></span></span></span>
            <span class="push row row-tight">\(step(previous, "previous", "chevron-left"))\(step(next, "next", "chevron-right"))</span></div>
            """
    }

    private var countsAddress: String {
        let query = state.viewQuery
        return RecordAddress.lists(collection, "counts") + (query.isEmpty ? "" : "?\(query)")
    }

    private func step(_ cursor: String?, _ name: String, _ icon: String) -> HTML {
        let words = desk.say("list.\(name)")
        guard let cursor else {
            return "<span class=\"btn btn-s\" aria-disabled=\"true\">\(words)</span>"
        }
        return """
            <a class="btn btn-s" rel="\(name == "next" ? "next" : "prev")" href="\(state.address.with([("after", cursor), ("done", nil)]))">\(words)</a>
            """
    }
}

/// The views of a list as tabs: everything, its own, and those people saved.
struct ViewTabs {
    let desk: Desk
    let state: ListState
    let saved: [JSON]

    private struct Tab {
        let key: String?
        let label: String
        let query: String
        var isTeam = false
    }

    private var tabs: [Tab] {
        let collection = state.room.collection
        var tabs = [Tab(key: nil, label: desk.say("list.all"), query: "")]
        tabs += state.room.views.map { view in
            Tab(key: view.key, label: desk.say("view.\(collection).\(view.key)"), query: view.query)
        }
        tabs += saved.compactMap { view in
            guard let id = view["id"]?.string, let name = view["name"]?.string, let query = view["query"]?.string else {
                return nil
            }
            return Tab(key: id, label: name, query: query, isTeam: view["is_shared"]?.bool ?? false)
        }
        return tabs
    }

    /// The tabs.
    var html: HTML {
        let path = state.address.path
        let links: HTML = tabs.html { tab in
            let query = [tab.key.map { "view=\($0)" }, tab.query.isEmpty ? nil : tab.query].compactMap { $0 }.joined(
                separator: "&")
            let isHere = tab.key == state.view && (tab.key != nil || !state.isFiltered)
            let address = query.isEmpty ? path : "\(path)?\(query)"
            return """
                <a href="\(address)" \(flag: "aria-current=\"page\"", isHere)>\(tab.label) <span class="count" data-count="\(tab.key ?? "all")" hidden></span></a>
                """
        }
        let counts = RecordAddress.lists(state.room.collection, "counts")
        return """
            <nav class="tabs" aria-label="\(desk.say("list.views"))" data-counts="\(counts)">\(links)\(saving)</nav>\(saveForm)
            """
    }

    private var saving: HTML? {
        guard desk.action("saved_views.create") != nil else { return nil }
        return """
            <button type="button" popovertarget="save-view" aria-label="\(desk.say("list.saveView"))">\(Icon.named("plus", class: "icon icon-s"))</button>
            """
    }

    private var saveForm: HTML? {
        guard desk.action("saved_views.create") != nil else { return nil }
        let isSaved = state.view?.hasPrefix("svw_") ?? false
        let update: HTML = """
            <button class="btn btn-s" name="update" value="\(state.view)">\(desk.say("list.updateView"))</button>
            <button class="btn btn-s btn-quiet" name="delete" value="\(state.view)">\(desk.say("list.deleteView"))</button>
            """
        return """
            <form id="save-view" class="menu menu-form" popover method="post" action="\(RecordAddress.lists(state.room.collection, "views"))">
            <input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="query" value="\(state.viewQuery)">
            <div class="stack stack-s"><div class="field"><label for="view-name">\(desk.say("list.viewName"))</label><input class="input input-s" id="view-name" name="name" maxlength="60"></div>
            <label class="check"><input type="checkbox" name="is_shared" value="true">\(desk.say("list.shareView"))</label>
            <div class="row"><button class="btn btn-main btn-s">\(desk.say("list.saveView"))</button>\(isSaved ? update : "")</div></div></form>
            """
    }
}

/// What can be done with the chosen rows. Without scripts it stands under the list; with them it floats while rows are
/// chosen and keeps the choice across pages.
struct BulkBar {
    let desk: Desk
    let state: ListState
    /// On the page of the chosen rows: the list they were chosen in, with its query.
    var list: String?
    var query: String?

    /// The actions this person may perform on many.
    var actions: [ActionEntry] { state.room.bulk.compactMap { desk.action($0) } }

    /// The bar; nil when nothing can be done with many.
    var html: HTML? {
        let actions = actions
        if actions.isEmpty || desk.action("bulk_runs.start") == nil { return nil }
        let main: HTML = actions.prefix(3).html { action in
            "<button class=\"btn btn-s\" name=\"action\" value=\"\(action.name.rawValue)\">\(desk.actionLabel(action))</button>"
        }
        let rest: HTML = actions.dropFirst(3).html { action in
            "<button name=\"action\" value=\"\(action.name.rawValue)\">\(desk.actionLabel(action))</button>"
        }
        let more: HTML = """
            <button class="btn btn-s btn-icon" type="button" popovertarget="bulk-more" aria-label="\(desk.say("shell.more"))">\(Icon.named("more"))</button>
            <span id="bulk-more" class="menu" popover>\(rest)</span>
            """
        let show: HTML = """
            <button class="btn btn-quiet btn-s" formaction="\(RecordAddress.lists(state.room.collection, "chosen"))" data-bulk-show>\(desk.say("bulk.show"))</button>
            """
        return """
            <form id="bulk" class="bulk" data-bulk="\(list)" method="post" action="\(RecordAddress.lists(state.room.collection, "bulk"))" aria-label="\(desk.say("bulk.label"))">
            <input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="query" value="\(query ?? state.viewQuery)">
            <strong data-bulk-count>\(desk.say("bulk.chosen"))</strong>\(list == nil ? show : "")
            <button class="btn btn-quiet btn-s wide-only" type="button" data-bulk-all hidden>\(desk.say("bulk.all"))</button>
            \(main)\(actions.count > 3 ? more : "")
            <button class="btn btn-quiet btn-s btn-icon" type="button" data-bulk-clear hidden aria-label="\(desk.say("bulk.clear"))">\(Icon.named("cross"))</button></form>
            """
    }
}
