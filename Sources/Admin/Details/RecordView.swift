import Kernel
import Platform
import Web

/// The one record page: what it is, where it stands, what comes next; its cards; what is beside it; what happened to it.
struct RecordView {
    let context: RecordPageContext
    let room: Room?
    let collection: String
    /// Further views of the record, which have no card of their own.
    var views: [QueryEntry] = []
    /// What happened to it, as the timeline answers.
    var timeline: JSON?
    /// A way to something that has a page of its own.
    var extra: HTML?

    private var desk: Desk { context.desk }
    private var record: JSON { context.record }
    private var design: RecordDesign { room?.record ?? DerivedRecord.design(of: record) }

    /// The page.
    var html: HTML {
        let main: HTML = design.main.html { card in self.card(card) }
        let aside: HTML = design.aside.html { card in self.card(card) }
        let story: HTML? = timeline.map { TimelineView(desk: desk, record: context.id, answer: $0).html }
        let body: HTML =
            aside.text.isEmpty
            ? "<div class=\"stack\">\(main)\(story)</div>"
            : "<div class=\"cols\"><div class=\"stack\">\(main)\(story)</div><aside class=\"stack\">\(aside)</aside></div>"
        return "\(header)<div data-peek>\(body)</div>"
    }

    /// What the record is called.
    var title: String { design.title.flatMap { $0(context) } ?? Self.title(record, context.id) }

    private var header: HTML {
        let states: HTML = design.states.compactMap { name -> HTML? in
            let value = Column.value(at: name, in: record)
            return value.string.map { ValueView(desk).badge($0, field: name) }
        }.html { $0 }
        let flags: HTML = design.flags.html { ValueView(desk).cell($0, in: record) }
        let line: HTML? = design.context.flatMap { $0(context) }
        return """
            <header class="page-head"><h1><span>\(title)</span></h1><span class="row row-tight">\(states)\(flags)</span>
            <div class="actions">\(neighbours)\(extra)\(RecordSteps(context: context, room: room, collection: collection, views: views).html)</div>
            <p class="sub">\(line)</p></header>
            """
    }

    /// The ways to the record before and after it in the view it was opened from.
    private var neighbours: HTML? {
        guard let at = desk.address.form["at"] else { return nil }
        var pairs: [(name: String, value: String)] = [("at", at)]
        if let view = desk.address.form["in"] { pairs.append(("in", view)) }
        let list = desk.collectionName(collection)
        func way(_ to: String, _ icon: String, _ words: String) -> HTML {
            let address = PageAddress.text(RecordAddress.lists(collection, to), pairs)
            return
                "<a class=\"btn btn-icon\" href=\"\(address)\" data-\(to) aria-label=\"\(words)\">\(Icon.named(icon))</a>"
        }
        return """
            <span class="btn-group">\(way("previous", "chevron-up", desk.say("record.previous", ["list": list])))\(way("next", "chevron-down", desk.say("record.next", ["list": list])))</span>
            """
    }

    private func card(_ card: Card) -> HTML {
        let title = desk.say("card.\(card.key)")
        let id = "card-\(card.key)"
        switch card.content {
        case .view(let body):
            guard let content = body(context) else { return "" }
            return CardView(id: id, title: title, content: content).html
        case .facts(let columns):
            let facts = Facts(desk: desk, columns: columns, collection: collection)
            return facts.isThere(in: record) ? CardView(id: id, title: title, content: facts.html(record)).html : ""
        case .rows(let member, let columns):
            let rows = Column.value(at: member, in: record).array ?? []
            if rows.isEmpty { return "" }
            return CardView(id: id, title: title, content: table(rows, columns, title, of: member), isTable: true).html
        case .related(let name, let filter, let columns, let limit):
            return related(id, title, Related(name, by: filter, limit: limit), columns)
        case .answers(let related, let body):
            guard let answer = context.related[related.query], let content = body(context, answer) else { return "" }
            let head = related.limit > 0 ? way(to: related) : nil
            return CardView(id: id, title: title, content: content, isTable: true, head: head).html
        }
    }

    private func table(_ rows: [JSON], _ columns: [Column], _ title: String, of collection: String) -> HTML {
        let links = desk.links
        let view = TableView(
            desk: desk, columns: columns, label: title, collection: collection,
            address: { row in
                guard let id = row["id"]?.string, id != context.id else { return nil }
                return links.address(of: id)
            })
        return view.html(rows)
    }

    /// The first rows of another list about this record, and the way to all of them.
    private func related(_ id: String, _ title: String, _ asks: Related, _ columns: [Column]) -> HTML {
        guard let answer = context.related[asks.query], let rows = answer["data"]?.array else { return "" }
        let body: HTML =
            rows.isEmpty
            ? "<div class=\"card-body\"><p class=\"muted\">\(desk.say("record.none"))</p></div>"
            : table(rows, columns, title, of: QueryName(asks.query).collection)
        return CardView(id: id, title: title, content: body, isTable: true, head: rows.isEmpty ? nil : way(to: asks))
            .html
    }

    private func way(to asks: Related) -> HTML {
        "<a class=\"meta push\" href=\"\(asks.address(context.id))\">\(desk.say("record.all"))</a>"
    }

    /// A record that is answered with what belongs to it, `{order: {…}, lines: […]}`: the record's own members first, then
    /// the rest.
    static func lifted(_ answer: JSON, _ id: String) -> JSON {
        guard let members = answer.object?.members, answer["id"] == nil,
            let own = members.first(where: { $0.value["id"]?.string == id })
        else { return answer }
        let inner = own.value.object?.members ?? []
        // What belongs to a record may be called like a member that only names it: the fuller one stays.
        let rest = members.filter { $0.key != own.key }
        let kept = inner.filter { member in !rest.contains { $0.key == member.key } }
        return .object(JSONObject(kept + rest))
    }

    /// What people call the record: its number, title or name, else its id.
    static func title(_ record: JSON, _ id: String) -> String {
        for name in ["name", "number", "title", "sku", "code", "email", "file_name"] {
            if let text = record[name]?.string, !text.isEmpty { return text }
        }
        return id
    }
}

/// A card: a heading and what is under it.
struct CardView {
    let id: String
    let title: String
    let content: HTML
    var isTable = false
    var head: HTML?

    var html: HTML {
        let body: HTML = isTable ? content : "<div class=\"card-body\">\(content)</div>"
        return """
            <section class="card \(isTable ? "table-wrap" : "")" aria-labelledby="\(id)"><div class="card-head"><h2 id="\(id)">\(title)</h2>\(head)</div>
            \(body)</section>
            """
    }
}

/// Members as pairs of name and value.
struct Facts {
    let desk: Desk
    let columns: [Column]
    let collection: String

    /// Whether there is anything to tell.
    func isThere(in record: JSON) -> Bool { columns.contains { !$0.value(in: record).isNull } }

    /// The pairs that have a value.
    func html(_ record: JSON) -> HTML {
        let values = ValueView(desk)
        let pairs: HTML = columns.filter { !$0.value(in: record).isNull }.html { column in
            "<dt>\(desk.label(column.field, in: collection))</dt><dd>\(values.cell(column, in: record))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }
}

/// The page of a record nobody has designed: its plain members as facts, its lists as tables.
enum DerivedRecord {
    private static let hidden: Set<String> = ["version", "id", "number", "title", "name"]

    static func design(of record: JSON) -> RecordDesign {
        let members = record.object?.members ?? []
        let plain = members.filter { member in !isTable(member.value) && !hidden.contains(member.key) }
        let states = plain.filter { $0.value.string != nil && ValueView.isState($0.key) }.map(\.key)
        let facts = plain.filter { !states.contains($0.key) }.map { member in Column(member.key, kind(member)) }
        let tables = members.filter { isTable($0.value) }.map { member in
            Card(member.key, .rows(member.key, columns(of: member.value)))
        }
        return RecordDesign(states: states, main: [Card("facts", .facts(facts))] + tables)
    }

    private static func kind(_ member: JSONObject.Member) -> Column.Kind {
        ["requested_by", "decided_by", "created_by", "principal"].contains(member.key) ? .person : .any
    }

    private static func isTable(_ value: JSON) -> Bool {
        guard case .array(let items) = value, case .object = items.first else { return false }
        return true
    }

    private static func columns(of rows: JSON) -> [Column] {
        var names: [String] = []
        for row in (rows.array ?? []).prefix(20) {
            for key in row.object?.keys ?? [] where !names.contains(key) && key != "version" && key != "id" {
                names.append(key)
            }
        }
        return names.prefix(8).enumerated().map { index, name in
            Column(name, .any, place: Column.Place(rawValue: index + 1))
        }
    }
}
