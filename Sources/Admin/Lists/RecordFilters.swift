import Kernel
import Platform
import Web

/// Filters that name a record. The address of a list holds ids; people type what the record is called, and the address
/// that comes of it has the id.
struct RecordFilters: Sendable {
    let pages: AdminPages
    let desk: Desk

    /// What became of the filters.
    enum Outcome: Sendable {
        /// Nothing had to be looked up, or nothing can be.
        case asIs
        /// The address with ids.
        case found(String)
        /// A filter's text does not say which record is meant.
        case unclear(Schema.Field, NearRecords)
    }

    /// Looks up what stands in the place of ids.
    func outcome(_ state: ListState) async throws -> Outcome {
        let lookup = RecordLookup(pages: pages, desk: desk)
        var changes: [(String, String?)] = []
        for pair in state.filters {
            guard let field = state.entry.fields.first(where: { $0.name == pair.name }), Self.namesRecord(field) else {
                continue
            }
            switch try await value(pair.value, field, lookup) {
            case .ids(let text): if text != pair.value { changes.append((pair.name, text)) }
            case .unclear(let near): return .unclear(field, near)
            }
        }
        if changes.isEmpty { return .asIs }
        return .found(state.address.with(changes + [("after", nil)]))
    }

    /// Whether a filter takes the id of a record, of one kind or of any.
    static func namesRecord(_ field: Schema.Field) -> Bool {
        field.schema.entity != nil || field.schema.format == "typeid"
    }

    private enum Value {
        case ids(String)
        case unclear(NearRecords)

        /// The same behind the sign that leaves values out, where there is one.
        func behind(_ sign: String) -> Value {
            if case .ids(let text) = self { return .ids(sign + text) }
            return self
        }
    }

    /// A filter's text with ids. A comma may stand in a name, so the whole text is looked up before its parts.
    private func value(_ text: String, _ field: Schema.Field, _ lookup: RecordLookup) async throws -> Value {
        let isMany = field.schema.format?.hasPrefix("any-of") ?? false
        let filter = AnyOfParts(isMany ? text : "")
        let not = filter.isExcluding ? "!" : ""
        let whole = Text.trimmed(filter.isExcluding ? String(text.dropFirst()) : text)
        if isSettled(whole, isMany) { return .ids(text) }
        let parts = isMany ? filter.values.map(Text.trimmed) : [whole]
        let mayBeWhole = !parts.contains { isSettled($0, isMany) }
        if mayBeWhole {
            let found = try await one(whole, field, lookup)
            if parts.count <= 1 { return found.behind(not) }
            if case .ids = found { return found.behind(not) }
        }
        var ids: [String] = []
        for part in parts {
            if isSettled(part, isMany) {
                ids.append(part)
                continue
            }
            switch try await one(part, field, lookup) {
            case .ids(let id): ids.append(id)
            case .unclear(let near): return .unclear(near)
            }
        }
        return .ids(not + ids.joined(separator: ","))
    }

    /// Whether a text needs no looking up: an id, or the word for having none.
    private func isSettled(_ text: String, _ isMany: Bool) -> Bool {
        text.isEmpty || RecordLinks.kind(of: text) != nil || isMany && text == "empty"
    }

    private func one(_ text: String, _ field: Schema.Field, _ lookup: RecordLookup) async throws -> Value {
        switch try await lookup.match(text, kind: field.schema.entity) {
        case .one(let id): .ids(id)
        case .impossible: .ids(text)
        case .several(let found): .unclear(NearRecords(text: text, records: found, isExact: true))
        case .none(let found): .unclear(NearRecords(text: text, records: found, isExact: false))
        }
    }
}

/// The page that asks which record a filter means: the field with what is wrong, and those that may be meant.
struct FilterChoiceView {
    let desk: Desk
    let state: ListState
    let field: Schema.Field
    let near: NearRecords

    /// All of the filter, of which a part may be unclear.
    private var whole: String { state.address.form[field.name] ?? near.text }

    /// The part of a page below its heading.
    var html: HTML {
        let input = FilterInput(
            desk: desk, room: state.room, field: field, value: whole, error: near.sentence(desk))
        let others: HTML = state.address.form.pairs.filter { pair in
            pair.name != field.name && pair.name != "after" && pair.name != "done" && !pair.value.isEmpty
        }.html { pair in "<input type=\"hidden\" name=\"\(pair.name)\" value=\"\(pair.value)\">" }
        let label = desk.label(field.name, in: state.room.collection)
        let without = state.address.with([(field.name, nil), ("after", nil)])
        return """
            <section class="card" aria-labelledby="which"><div class="card-head"><h2 id="which">\(desk.say("filter.which", ["name": label]))</h2></div>
            <div class="card-body stack"><form class="stack stack-s" method="get" action="\(state.address.path)">\(others)<div role="alert">\(input.html)</div>
            <div class="row"><button class="btn btn-main btn-s">\(desk.say("list.apply"))</button><a class="btn btn-quiet btn-s" href="\(without)">\(desk.say("filter.without"))</a></div></form>
            \(choices)</div></section>
            """
    }

    private var choices: HTML? {
        if near.records.isEmpty { return nil }
        let items: HTML = near.records.html { record in
            let value = whole.replacing(near.text, with: record.id, maxReplacements: 1)
            let address = state.address.with([(field.name, value), ("after", nil)])
            return
                "<li><a href=\"\(address)\">\(record.title)</a> <small class=\"faint\">\(record.detail)</small></li>"
        }
        let title = desk.say(near.isExact ? "filter.several" : "filter.near")
        return "<div><h3 class=\"mid\">\(title)</h3><ul role=\"list\" class=\"ways\">\(items)</ul></div>"
    }
}
