import Kernel
import Web

/// What one entry of the audit log holds, folded away in its row: what changed in each record, what was asked, and where
/// the entry stands in its chain.
enum AuditDetails {
    /// How many records an entry shows; an import's entry may name hundreds.
    private static let recordLimit = 10

    /// The folded details of a row.
    static func html(_ desk: Desk, _ row: JSON) -> HTML {
        let body = row["body"] ?? .null
        let changes = body["changes"]?.array ?? []
        let title = changes.isEmpty ? desk.say("audit.details") : desk.say("audit.changed", ["count": changes.count])
        let shown: HTML = changes.prefix(recordLimit).html { change in record(change, desk) }
        let more: HTML? =
            changes.count > recordLimit
            ? "<p class=\"muted\">\(desk.say("audit.more", ["count": changes.count - recordLimit]))</p>" : nil
        return """
            <details class="changes entry"><summary>\(title)</summary><div class="stack stack-s">\(shown)\(more)\(asked(body["input"], desk))\(place(row, desk))</div></details>
            """
    }

    /// One record before and after.
    private static func record(_ change: JSON, _ desk: Desk) -> HTML {
        let id = change["record"]?.string ?? ""
        let kind = change["kind"]?.string ?? "saved"
        let name = ValueView(desk).reference(.string(id), words: nil)
        let collection = desk.links.collection(of: id) ?? ""
        let noun = collection.isEmpty ? Naming.words(RecordLinks.kind(of: id) ?? "") : desk.singular(collection)
        let head: HTML = "<p><b>\(desk.say("preview.\(kind)"))</b> \(noun) \(name)</p>"
        let rows = ChangeTable.rows(change["before"], change["after"])
        if rows.isEmpty { return head }
        if kind != "saved" { return "\(head)\(facts(change["after"] ?? change["before"] ?? .null, collection, desk))" }
        return "\(head)\(ChangeTable(desk: desk, collection: collection).html(rows))"
    }

    private static func facts(_ record: JSON, _ collection: String, _ desk: Desk) -> HTML {
        let values = ValueView(desk)
        let members = (record.object?.members ?? []).filter {
            $0.key != "id" && $0.key != "version" && !$0.value.isNull
        }
        let pairs: HTML = members.prefix(14).html { member in
            "<dt>\(desk.label(member.key, in: collection))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }

    private static func asked(_ input: JSON?, _ desk: Desk) -> HTML? {
        guard let input, input.object?.members.isEmpty == false else { return nil }
        return "<p class=\"mid\">\(desk.say("audit.asked"))</p>\(facts(input, "", desk))"
    }

    private static func place(_ row: JSON, _ desk: Desk) -> HTML {
        let lane = row["lane"]?.int ?? 0
        let seq = row["seq"]?.int ?? 0
        let request: HTML? = row["request_id"]?.string.map { "<span class=\"mono\">\($0)</span>" }
        let words = desk.say("audit.place", ["lane": String(lane), "seq": String(seq)])
        return """
            <p class="meta">\(desk.say("shell.problem.request")) \(request) · \(words) · <span class="mono">\(String((row["hash"]?.string ?? "").prefix(12)))</span></p>
            """
    }

    /// What an event told, folded away.
    static func payload(_ desk: Desk, _ row: JSON) -> HTML {
        guard let payload = row["payload"], payload.object?.members.isEmpty == false else {
            return "<span class=\"faint\">–</span>"
        }
        return """
            <details class="changes entry"><summary>\(desk.say("audit.details"))</summary><div class="stack stack-s">\(facts(payload, "", desk))<p class="meta mono">\(row["name"]?.string)</p></div></details>
            """
    }
}
