import Kernel
import Platform
import Web

/// The one bar above a list: words to search for, a chip for each filter in force, the way to add others, columns and row
/// height. Popovers need no script; without popovers each is a form that is always there.
struct FilterBar {
    let desk: Desk
    let state: ListState
    var problem: Problem?

    /// The bar.
    var html: HTML {
        let chips: HTML = shownFilters.html { pair in self.chip(pair) }
        return """
            <div class="filters">\(search)\(chips)\(adding)<span class="row row-tight push wide-only">\(columns)\(density)</span></div>
            """
    }

    /// The filters in force that the list knows.
    private var shownFilters: [(name: String, value: String)] { state.filters }

    private var search: HTML? {
        guard state.entry.fields.contains(where: { $0.name == "q" }) else { return nil }
        let kept = hidden(except: ["q", "after", "view", "done"])
        let prompt = desk.words.optional("search.\(state.room.collection)") ?? desk.say("list.search")
        return """
            <form class="search" method="get" action="\(state.address.path)" role="search">\(Icon.named("search"))
            <input class="input input-s" type="search" name="q" value="\(state.address.form["q"])" aria-label="\(prompt)" placeholder="\(prompt)" data-filter-input autocomplete="off" enterkeyhint="search">
            \(kept)<kbd class="wide-only">/</kbd></form>
            """
    }

    private func chip(_ pair: (name: String, value: String)) -> HTML {
        let without = state.address.with([(pair.name, nil), ("after", nil), ("view", nil)])
        let name = desk.label(pair.name, in: state.room.collection)
        guard let field = state.filterFields.first(where: { $0.name == pair.name }) else {
            return
                "<span class=\"chip\"><span>\(name)</span><a href=\"\(without)\" aria-label=\"\(removal(name))\">\(Icon.named("cross"))</a></span>"
        }
        let input = FilterInput(desk: desk, room: state.room, field: field, value: pair.value)
        let id = "filter-\(field.name)"
        return """
            <span class="chip"><button type="button" popovertarget="\(id)"><span>\(name) \(input.relation)</span> <b>\(input.words)</b></button>
            <a href="\(without)" aria-label="\(removal(name))">\(Icon.named("cross"))</a></span>
            \(popover(id, [field]))
            """
    }

    private func removal(_ name: String) -> String { desk.say("list.removeFilter", ["name": name]) }

    private var adding: HTML? {
        let rest = state.filterFields.filter { field in !state.filters.contains { $0.name == field.name } }
        if rest.isEmpty && !state.isFiltered { return nil }
        let button: HTML = """
            <button class="btn btn-s btn-quiet" type="button" popovertarget="filter-more">\(Icon.named("filter"))\(desk.say("list.addFilter"))</button>
            \(popover("filter-more", rest))
            """
        let clear: HTML = """
            <a class="btn btn-s btn-quiet" href="\(state.address.path)" data-clear-filters>\(desk.say("list.clear"))</a>
            """
        return "\(rest.isEmpty ? "" : button)\(state.isFiltered ? clear : "")"
    }

    /// A form for some filters; what else is in force stays.
    private func popover(_ id: String, _ fields: [Schema.Field]) -> HTML {
        let names = Set(fields.map(\.name))
        let inputs: HTML = fields.html { field in
            let value = state.address.form[field.name]
            let error = problem?.errors.first { $0.field == field.name }?.message
            return FilterInput(desk: desk, room: state.room, field: field, value: value, error: error).html
        }
        return """
            <form id="\(id)" class="menu menu-form" popover method="get" action="\(RecordAddress.lists(state.room.collection, "filter"))">
            \(hidden(except: names.union(["after", "view", "done"])))<div class="stack stack-s">\(inputs)<button class="btn btn-main btn-s">\(desk.say("list.apply"))</button></div></form>
            """
    }

    private var columns: HTML {
        let shown = Set(state.columns(desk).map(\.field))
        let boxes: HTML = state.room.columns.enumerated().html { index, column in
            """
            <label class="check"><input type="checkbox" name="columns" value="\(column.field)" \(flag: "checked", shown.contains(column.field)) \(flag: "disabled", index == 0)>\(desk.label(column.field, in: state.room.collection))</label>
            """
        }
        return """
            <button class="btn btn-s btn-quiet" type="button" popovertarget="columns">\(Icon.named("columns"))\(desk.say("list.columns"))</button>
            <form id="columns" class="menu menu-form" popover method="get" action="\(RecordAddress.lists(state.room.collection, "filter"))">
            \(hidden(except: ["columns", "done"]))<fieldset class="stack stack-s"><legend>\(desk.say("list.columns"))</legend>\(boxes)</fieldset>
            <div class="row"><button class="btn btn-main btn-s">\(desk.say("list.apply"))</button>
            <button class="btn btn-s" name="remember" value="columns">\(desk.say("list.rememberColumns"))</button></div></form>
            """
    }

    private var density: HTML {
        let isCompact = state.density(desk) == "compact"
        let other = state.address.with([("density", isCompact ? "normal" : "compact"), ("done", nil)])
        return """
            <a class="btn btn-s btn-quiet btn-icon" href="\(other)" aria-label="\(isCompact ? desk.say("list.normalRows") : desk.say("list.compactRows"))">\(Icon.named("density"))</a>
            """
    }

    /// What else the address says, so that a form keeps it.
    private func hidden(except names: Set<String>) -> HTML {
        state.address.form.pairs.filter { !names.contains($0.name) && !$0.name.hasPrefix("done.") && !$0.value.isEmpty }
            .html { pair in "<input type=\"hidden\" name=\"\(pair.name)\" value=\"\(pair.value)\">" }
    }
}
