import Kernel
import Platform
import Web

/// What was just done, said once on the page after it, with a way to take it back. The address carries the action's name
/// and the members that the taking back needs; nothing else is believed of it.
struct Toast {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    /// The fields an address gets so that the next page says what was done.
    static func fields(done entry: ActionEntry, input: JSON, record: String?) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = [("done", entry.name.rawValue)]
        guard let inverse = entry.inverse else { return fields }
        _ = inverse
        for field in entry.fields {
            guard let text = input[field.name]?.string, text.utf8.count <= 100 else { continue }
            fields.append(("done.\(field.name)", text))
        }
        return fields
    }

    /// The message; nil when nothing was just done.
    var html: HTML? {
        guard let name = desk.address.form["done"], let entry = try? desk.registry.action(name) else { return nil }
        let stands = desk.address.form["done.state"].flatMap { desk.words.optional("done.\(name).\($0)") }
        let words =
            stands ?? desk.words.optional("done.\(name)") ?? desk.say("toast.done", ["action": desk.actionLabel(entry)])
        return """
            <div class="toast" role="status" data-toast>\(Icon.named("check"))<span>\(words)</span>\(undo(entry))
            <a class="btn btn-quiet btn-icon btn-s" href="\(clean)" aria-label="\(desk.say("shell.close"))">\(Icon.named("cross"))</a></div>
            """
    }

    /// The address without what was done.
    private var clean: String {
        PageAddress.text(desk.address.path, desk.address.form.pairs.filter { !Self.says($0.name) })
    }

    /// An address of ours without what was done before it was left.
    static func clean(_ address: String) -> String {
        let parts = address.split(separator: "?", maxSplits: 1)
        guard parts.count == 2 else { return address }
        let kept = parts[1].split(separator: "&").filter { !says(String($0.prefix { $0 != "=" })) }
        return kept.isEmpty ? String(parts[0]) : "\(parts[0])?\(kept.joined(separator: "&"))"
    }

    /// Whether a field of an address says what was done.
    private static func says(_ name: String) -> Bool { name == "done" || name.hasPrefix("done.") }

    private func undo(_ entry: ActionEntry) -> HTML? {
        guard let inverse = entry.inverse.flatMap({ desk.action($0.rawValue) }) else { return nil }
        let given = inverse.fields.compactMap { field -> (String, String)? in
            desk.address.form["done.\(field.name)"].map { (field.name, $0) }
        }
        let names = given.map(\.0)
        guard inverse.fields.allSatisfy({ !$0.isRequired || names.contains($0.name) }) else { return nil }
        let fields: HTML = given.html { pair in "<input type=\"hidden\" name=\"\(pair.0)\" value=\"\(pair.1)\">" }
        return """
            <form method="post" action="\(RecordAddress.action(inverse.name.rawValue))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="back" value="\(clean)">\(fields)<button class="btn btn-s" data-undo>\(Icon.named("undo"))\(desk.say("shell.undo"))<kbd class="wide-only">z</kbd></button></form>
            """
    }
}
