import Kernel
import Platform
import Web

/// The page of an approval: what was asked, what it would do then and now, who said what, who may decide.
enum ApprovalPage {
    /// The record that the action was asked for, if it is about one.
    static func subject(of approval: JSON, _ desk: Desk) -> String? {
        if let about = approval["about"]?.string { return about }
        let action = approval["action"]?.string.flatMap { try? desk.registry.action($0) }
        return (action?.target?.field).flatMap { approval["input"]?[$0]?.string }
    }

    static func about(_ desk: Desk, _ approval: JSON) -> HTML {
        ValueView(desk).reference(subject(of: approval, desk).map { .string($0) } ?? .null, words: nil)
    }

    static func title(_ page: RecordPageContext) -> String? {
        guard let action = page.record["action"]?.string.map(page.desk.actionWord) else { return nil }
        return [action, subject(of: page.record, page.desk).flatMap { page.desk.names[$0] }].compactMap { $0 }.joined(
            separator: ": ")
    }

    static func context(_ page: RecordPageContext) -> HTML? {
        let who = page.desk.personName(page.record["requested_by"]?.string ?? "")
        return
            "\(page.desk.say("inbox.asked", ["who": who])) \(ValueView(page.desk).moment(page.record["created_at"] ?? .null))"
    }

    /// What was asked, as it was asked.
    static func asked(_ page: RecordPageContext) -> HTML? {
        let values = ValueView(page.desk)
        let action = page.record["action"]?.string ?? ""
        let collection = String(action.prefix { $0 != "." })
        let pairs: HTML = (page.record["input"]?.object?.members ?? []).html { member in
            "<dt>\(page.desk.label(member.key, in: collection))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }

    /// How many of how many have said yes.
    static let votes = Column.drawn("votes") { desk, row in
        let quorum = Int(row["quorum"]?.int ?? 1)
        return "\(desk.say("approval.votes", ["votes": Int(row["votes"]?.int ?? 0), "quorum": quorum]))"
    }

    /// The role that decides.
    static let deciderRole = Column.drawn("decider_role") { desk, row in
        "\(PolicyWords.role(row["decider_role"]?.string ?? "", desk))"
    }

    /// The right that decides.
    static let deciderRight = Column.drawn("decider_permission") { desk, row in
        "\(Rights(desk).label(pattern: row["decider_permission"]?.string ?? ""))"
    }

    /// Why nothing came of it although enough people said yes.
    static func outcome(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        switch page.record["status"]?.string {
        case "void":
            let table = DifferenceTable(desk: desk, differences: page.record["drift"]?.array ?? []).html
            return "<div class=\"stack\"><p>\(desk.say("approval.void"))</p>\(table)</div>"
        case "failed":
            let problem = page.record["problem"] ?? .null
            let text = problem["detail"]?.string ?? problem["title"]?.string ?? ""
            return "<div class=\"stack\"><p>\(desk.say("approval.failed"))</p><p class=\"note\">\(text)</p></div>"
        case _: return nil
        }
    }

    /// What it would do, as it was when it was asked: what people say yes to.
    static func would(_ page: RecordPageContext) -> HTML? {
        guard let preview = page.record["preview"], !preview.isNull else { return nil }
        return PreviewList(desk: page.desk, preview: preview).html
    }

    /// Whether it would still do that.
    static func now(_ page: RecordPageContext, _ compared: JSON) -> HTML? {
        let desk = page.desk
        if compared["holds"]?.bool == true {
            return
                "<div class=\"card-body\"><p class=\"row row-tight fixed\">\(Icon.named("check"))<span>\(desk.say("approval.holds"))</span></p></div>"
        }
        if let refusal = compared["refusal"], !refusal.isNull {
            let text = refusal["detail"]?.string ?? refusal["title"]?.string ?? ""
            return
                "<div class=\"card-body stack\"><p>\(desk.say("approval.wouldFail"))</p><p class=\"note\">\(text)</p></div>"
        }
        let table = DifferenceTable(desk: desk, differences: compared["differences"]?.array ?? []).html
        return "<div class=\"card-body stack\"><p>\(desk.say("approval.moved"))</p>\(table)</div>"
    }

    /// Who said what.
    static func history(_ page: RecordPageContext, _ entries: JSON) -> HTML? {
        guard let rows = entries.array, !rows.isEmpty else { return nil }
        let columns: [Column] = [
            .state("kind", place: .state), .drawn("actor", .person, place: .title, by: person),
            .drawn("notes", .text, place: .second) { desk, entry in note(desk, entry, page.record["problem"]) },
            .moment("at", place: .amount),
        ]
        let title = page.desk.say("card.votes")
        return TableView(desk: page.desk, columns: columns, label: title, address: { _ in nil }).html(rows)
    }

    /// What somebody wrote; of a request that could not be done, why.
    private static func note(_ desk: Desk, _ entry: JSON, _ problem: JSON?) -> HTML {
        let refused = problem?["detail"]?.string ?? problem?["title"]?.string
        let text = entry["kind"] == "failed" ? refused : entry["notes"]?.string
        return text.map { "\($0)" } ?? "<span class=\"faint\">–</span>"
    }

    private static func person(_ desk: Desk, _ entry: JSON) -> HTML {
        let (actor, voter) = (entry["actor"]?.string ?? "", entry["voter"]?.string ?? "")
        if actor == voter { return "\(desk.personName(actor))" }
        let words = desk.say("approval.inPlaceOf", ["who": desk.personName(actor), "whom": desk.personName(voter)])
        return "\(words)"
    }

    /// Who may still decide, and whether the reader may.
    static func deciders(_ page: RecordPageContext, _ answer: JSON) -> HTML? {
        let desk = page.desk
        let names = (answer["people"]?.array ?? []).compactMap(\.string).map(desk.personName)
        let people: HTML =
            names.isEmpty
            ? "<p class=\"row row-tight fixed\">\(Icon.named("warning"))<span>\(desk.say("approval.nobodyLeft"))</span></p>"
            : "<ul role=\"list\" class=\"stack stack-s\">\(names.html { "<li>\($0)</li>" })</ul>"
        let why: HTML? = answer["because"]?.string.flatMap { desk.words.optional("because.\($0)") }.map {
            "<p class=\"muted\">\($0)</p>"
        }
        let lenders = (answer["lenders"]?.array ?? []).compactMap(\.string).map(desk.personName)
        let lent: HTML? =
            lenders.isEmpty
            ? nil : "<p>\(desk.say("approval.lent", ["names": lenders.joined(separator: ", ")]))</p>"
        return "<div class=\"card-body stack\">\(people)\(lent)\(why)</div>"
    }
}

/// What is not as it was: the field, what it was then, what it is now.
struct DifferenceTable {
    let desk: Desk
    let differences: [JSON]

    var html: HTML {
        if differences.isEmpty { return "<p class=\"muted\">\(desk.say("approval.otherwise"))</p>" }
        let values = ValueView(desk)
        let rows: HTML = differences.html { difference in
            let record = difference["record"]?.string ?? ""
            let collection = desk.links.collection(of: record) ?? ""
            let field = difference["field"]?.string
            let name = RecordToken(desk: desk, text: record).html
            let label: HTML = field.map { "\(name) · \(desk.label($0, in: collection))" } ?? "\(name)"
            func cell(_ value: JSON?) -> HTML {
                guard let value, !value.isNull else { return "<span class=\"faint\">–</span>" }
                if field == nil { return "\(desk.say("preview.\(value.string ?? "saved")"))" }
                return values.inline(value, name: field ?? "")
            }
            return
                "<tr><th scope=\"row\">\(label)</th><td class=\"was\">\(cell(difference["then"]))</td><td class=\"now\">\(cell(difference["now"]))</td></tr>"
        }
        return """
            <table class="table plain diff"><thead><tr><th scope="col">\(desk.say("diff.field"))</th><th scope="col">\(desk.say("approval.then"))</th><th scope="col">\(desk.say("approval.now"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }
}

/// A record as a preview names it: by its id, or as the so-manieth new one.
struct RecordToken {
    let desk: Desk
    let text: String

    var html: HTML {
        let parts = text.split(separator: "#")
        guard parts.count == 2 else { return ValueView(desk).reference(.string(text), words: nil) }
        let collection = desk.registry.resource(prefix: String(parts[0]))?.collection
        let noun = collection.map(desk.singular) ?? Naming.words(String(parts[0]))
        return "\(desk.say("approval.new", ["what": noun]))"
    }
}

/// What an approval's preview tells: each record before and after. What depends on the moment has no value yet.
struct PreviewList {
    let desk: Desk
    let preview: JSON

    var html: HTML {
        // A record that is only named beside others says nothing.
        let changes = (preview["changes"]?.array ?? []).filter { $0["before"] != nil || $0["after"] != nil }
        if changes.isEmpty { return "<p class=\"muted\">\(desk.say("preview.nothing"))</p>" }
        let more = Int(preview["more"]?.int ?? 0)
        let rest: HTML? = more > 0 ? "<p class=\"muted\">\(desk.say("approval.more", ["count": more]))</p>" : nil
        return "<div class=\"stack\">\(changes.html { change($0) })\(rest)</div>"
    }

    private func change(_ change: JSON) -> HTML {
        let record = change["record"]?.string ?? ""
        let kind = change["kind"]?.string ?? "saved"
        let prefix = String(record.prefix { $0 != "_" && $0 != "#" })
        let collection = desk.registry.resource(prefix: prefix)?.collection ?? ""
        let table = kind == "saved" ? saved(change, collection) : facts(change["after"] ?? change["before"], collection)
        let noun: HTML? =
            record.contains("#") ? nil : "\(collection.isEmpty ? Naming.words(prefix) : desk.singular(collection)) "
        return """
            <div class="stack stack-s"><p><b>\(desk.say("preview.\(kind)"))</b> \(noun)\(RecordToken(desk: desk, text: record).html)</p>\(table)</div>
            """
    }

    private func saved(_ change: JSON, _ collection: String) -> HTML? {
        let rows = ChangeTable.rows(change["before"], change["after"]).filter { $0["after"] != "~" }
        return rows.isEmpty ? nil : ChangeTable(desk: desk, collection: collection).html(rows)
    }

    private func facts(_ record: JSON?, _ collection: String) -> HTML? {
        let values = ValueView(desk)
        let members = (record?.object?.members ?? []).filter { member in
            member.key != "id" && !member.value.isNull && member.value != "~"
                && !(member.value.string ?? "").contains("#")
        }
        if members.isEmpty { return nil }
        let pairs: HTML = members.prefix(14).html { member in
            "<dt>\(desk.label(member.key, in: collection))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }
}
