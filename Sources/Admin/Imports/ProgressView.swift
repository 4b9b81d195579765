import Kernel
import Localisation
import Web

/// How far the server is: a bar, a sentence, and what is left. Asks for itself again until it is through.
struct ProgressView {
    let desk: Desk
    let progress: JSON
    /// Where to go when it is through.
    let whenDone: String

    private var state: String { progress["state"]?.string ?? "" }
    var isOpen: Bool { state == "waiting" || state == "running" }
    private var done: Int { Int(progress["done"]?.int ?? 0) }
    private var total: Int? { progress["total"]?.int.map { Int($0) } }

    /// What changes while it runs.
    var html: HTML {
        let end: HTML = isOpen ? "" : "<span data-live-done=\"\(whenDone)\"></span>"
        return
            "<div class=\"run\">\(bar)<div class=\"row spread\"><span data-say>\(sentence)</span><span class=\"muted\">\(left)</span></div>\(failure)\(end)</div>"
    }

    /// The same, asking for itself; without scripts the page comes again every few seconds.
    func live(_ address: String) -> HTML {
        guard isOpen else { return html }
        return """
            <div data-live="\(address)" data-every="1000" aria-live="off">\(html)</div><noscript><meta http-equiv="refresh" content="3"></noscript>
            """
    }

    private var bar: HTML? {
        guard isOpen else { return nil }
        let label = desk.say("imports.progress")
        guard let total, let percent = progress["percent"]?.int else {
            return "<progress aria-label=\"\(label)\"></progress>"
        }
        return "<progress max=\"\(max(total, 1))\" value=\"\(done)\" aria-label=\"\(label)\">\(percent) %</progress>"
    }

    private var sentence: String {
        let figures: [String: any Argument] = ["done": done, "total": total ?? 0]
        switch (state, progress["phase"]?.string ?? "") {
        case ("waiting", _): return desk.say("imports.phase.waiting")
        case ("running", "surveying"): return desk.say("imports.phase.surveying", ["done": done])
        case ("running", "preparing"): return desk.say("imports.phase.preparing", figures)
        case ("running", "recording"): return desk.say("imports.phase.recording", figures)
        case ("running", "rejecting"): return desk.say("imports.phase.rejecting")
        case ("running", _): return desk.say("imports.phase.reading")
        case ("stopped", _): return desk.say("imports.phase.stopped")
        case ("failed", _): return desk.say("imports.phase.failed")
        case _: return desk.say("imports.phase.finished")
        }
    }

    private var left: String {
        guard isOpen, let rate = progress["per_second"]?.int, rate > 0 else { return "" }
        let pace = desk.say("imports.rate", ["count": Int(rate)])
        guard let seconds = progress["seconds_left"]?.int else { return pace }
        return "\(pace) · \(desk.say("imports.left", ["seconds": Int(seconds)]))"
    }

    private var failure: HTML? {
        progress["failure"]?.string.map { text in
            "<div class=\"banner bad\" role=\"alert\">\(Icon.named("exception"))<div><p>\(text)</p></div></div>"
        }
    }
}

/// What an import brought, or would bring, as figures side by side.
struct ImportFigures {
    let desk: Desk
    let counts: JSON
    let kind: String

    var html: HTML {
        let shown: [(String, String)]
        switch kind {
        case "products":
            shown = [("products", desk.say("imports.count.products")), ("updated", desk.say("imports.count.updated"))]
        case "customers": shown = [("customers", desk.say("imports.count.customers"))]
        case _:
            shown = [
                ("orders", desk.say("imports.count.orders")), ("credit_notes", desk.say("imports.count.creditNotes")),
                ("stock_documents", desk.say("imports.count.stockDocuments")),
                ("customers", desk.say("imports.count.customers")), ("products", desk.say("imports.count.products")),
            ]
        }
        let common = [
            ("already_there", desk.say("imports.count.alreadyThere")), ("changed", desk.say("imports.count.changed")),
            ("rejected_lines", desk.say("imports.count.rejectedLines")),
        ]
        let figures: HTML = (shown + common).html { name, words in self.figure(name, words) }
        return "<div class=\"strip edge\">\(figures)</div>"
    }

    private func figure(_ name: String, _ words: String) -> HTML {
        let count = counts[name]?.int ?? 0
        let tone = count > 0 && (name == "rejected_lines" || name == "changed") ? "value t-warn" : "value"
        return
            "<div class=\"figure\"><span class=\"faint\">\(words)</span><span class=\"\(tone)\">\(desk.format.number(count))</span></div>"
    }
}
