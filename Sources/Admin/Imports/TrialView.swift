import Kernel
import Web

/// What a trial found: what the import would bring, what it would leave out, and the button that begins it.
struct TrialView {
    let desk: Desk
    let id: String
    let answer: JSON
    let rejects: JSON
    /// The idempotency key of the button that begins.
    let key: String

    private var trial: JSON { answer["trial"] ?? .null }
    private var report: JSON { trial["report"] ?? .null }
    private var counts: JSON { report["counts"] ?? .null }
    private var upload: String { trial["upload"]?.string ?? "" }
    private var said: ImportSaid { ImportSaid(mapping: trial["mapping"] ?? .null, options: trial["options"] ?? .null) }

    var title: String { desk.say("imports.step.try") }

    var html: HTML {
        let progress = ProgressView(
            desk: desk, progress: answer["progress"] ?? .null, whenDone: ImportAddress.trial(id))
        let figures: HTML? =
            report.isNull ? nil : ImportFigures(desk: desk, counts: counts, kind: trial["kind"]?.string ?? "").html
        let state = trial["state"]?.string ?? ""
        return """
            <header class="page-head"><h1>\(title)</h1><p class="sub">\(trial["file_name"]?.string ?? "")</p></header>\(ImportSteps(desk: desk, current: 3).html)
            <section class="card" aria-labelledby="dry"><div class="card-head"><h2 id="dry">\(desk.say("imports.step.try"))</h2>\(ValueView(desk).badge(state))
            <span class="meta push">\(desk.say("imports.try.nothing"))</span></div>\(figures)
            <div class="card-body stack">\(progress.live(ImportAddress.liveTrial(id)))\(warnings)\(notes)\(buttons(progress.isOpen))</div></section>\(list)
            """
    }

    private var warnings: HTML? {
        let lines = Int(counts["rejected_lines"]?.int ?? 0)
        let changed = Int(counts["changed"]?.int ?? 0)
        if lines + changed == 0 { return nil }
        let first: HTML? =
            lines > 0
            ? "<p><b>\(desk.say("imports.willReject", ["count": lines]))</b> \(desk.say("imports.willReject.about"))</p>"
            : nil
        let second: HTML? = changed > 0 ? "<p>\(desk.say("imports.willKeep", ["count": changed]))</p>" : nil
        return "<div class=\"banner warn\">\(Icon.named("warning"))<div>\(first)\(second)</div></div>"
    }

    private var notes: HTML? {
        let notes = (report["notes"]?.array ?? []).compactMap(\.string)
        if notes.isEmpty { return nil }
        let items: HTML = notes.html { "<li>\($0)</li>" }
        return "<ul>\(items)</ul>"
    }

    private func buttons(_ isOpen: Bool) -> HTML {
        let documents = Int(counts["documents"]?.int ?? 0) - Int(counts["rejected_documents"]?.int ?? 0)
        let begin: HTML? =
            isOpen || report.isNull
            ? nil
            : """
            <button class="btn btn-main" name="do" value="begin">\(desk.say("imports.begin", ["count": documents]))</button>
            """
        let fields: HTML = said.mapping.html { "<input type=\"hidden\" name=\"m\" value=\"\($0)\">" }
        let options: HTML = ImportSaid.options.html { name in
            said[name].map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" } ?? ""
        }
        let undo: HTML? = begin.map { _ in "<span class=\"meta push\">\(desk.say("imports.begin.about"))</span>" }
        return """
            <form class="row" method="post" action="\(ImportAddress.file(upload))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <input type="hidden" name="idempotency_key" value="\(key)">\(fields)\(options)\(begin)\(download)
            <a class="btn btn-quiet" href="\(said.address(upload))">\(desk.say("imports.back"))</a>\(undo)</form>
            """
    }

    private var download: HTML? {
        guard (answer["kept_rejects"]?.int ?? 0) > 0 else { return nil }
        return
            "<a class=\"btn\" href=\"\(ImportAddress.rejects(trial: id))\" download>\(Icon.named("download"))\(desk.say("imports.rejects.csv"))</a>"
    }

    private var list: HTML? {
        let rows = rejects["data"]?.array ?? []
        if rows.isEmpty { return nil }
        let table = TableView(desk: desk, columns: ImportRunView.rejectColumns, label: desk.say("card.rejects"))
        return """
            <section class="card table-wrap"><div class="card-head"><h2>\(desk.say("card.rejects"))</h2><span class="count">\(desk.format.number(counts["rejected_lines"]?.int ?? 0))</span></div>
            \(table.html(rows))</section>
            """
    }
}
