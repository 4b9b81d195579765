import Kernel
import Web

/// The columns of a file beside the fields they are taken for: how sure that is, why, and what has to be said before it
/// can be tried.
struct SurveyView {
    let desk: Desk
    let upload: String
    let said: ImportSaid
    let survey: JSON
    var problem: Problem?

    private var columns: [JSON] { survey["columns"]?.array ?? [] }
    private var fields: [JSON] { survey["fields"]?.array ?? [] }
    private var problems: [JSON] { survey["problems"]?.array ?? [] }
    private var kind: String { survey["kind"]?.string ?? "" }

    var title: String {
        switch kind {
        case "products": desk.say("imports.title.products")
        case "customers": desk.say("imports.title.customers")
        case _: desk.say("imports.title.orders")
        }
    }

    var html: HTML {
        let banner: HTML? = problem.map { ProblemView.banner($0, desk) }
        return """
            <header class="page-head"><h1>\(title)</h1><p class="sub">\(about)</p></header>\(ImportSteps(desk: desk, current: 2).html)\(banner)\(questions)
            <form class="stack" method="post" action="\(ImportAddress.file(upload))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            \(table)\(options)\(rows)
            <div class="row"><button class="btn btn-main" name="do" value="try">\(desk.say("imports.try"))</button>
            <button class="btn" name="do" value="look">\(Icon.named("search"))\(desk.say("imports.look"))</button>
            <a class="btn btn-quiet" href="\(ImportAddress.file(upload))">\(Icon.named("undo"))\(desk.say("imports.reset"))</a>
            <span class="meta push">\(desk.say("imports.try.about"))</span></div></form>
            """
    }

    private var about: HTML {
        let size = desk.format.compact(Int64(survey["size"]?.int ?? 0))
        let parts = [
            survey["file_name"]?.string, desk.say("imports.bytes", ["size": size]), survey["encoding"]?.string,
            survey["delimiter"]?.string,
        ].compactMap { $0 }
        return "\(parts.joined(separator: " · "))"
    }

    private var questions: HTML? {
        if problems.isEmpty { return nil }
        let items: HTML = problems.html { found in
            "<li><b>\(label(found["field"]?.string ?? ""))</b>: \(found["message"]?.string ?? "")</li>"
        }
        return """
            <div class="banner warn" role="status">\(Icon.named("warning"))<div><p><b>\(desk.say("imports.questions", ["count": problems.count]))</b></p><ul>\(items)</ul></div></div>
            """
    }

    // MARK: columns

    private var table: HTML {
        let matched = columns.count { $0["field"]?.string != nil }
        let rows: HTML = columns.html { column in self.row(column) }
        return """
            <section class="card table-wrap"><div class="card-head"><h2>\(desk.say("imports.step.match"))</h2>
            <span class="meta">\(desk.say("imports.matched", ["matched": matched, "all": columns.count]))</span></div>
            <table class="table cards plain"><thead><tr><th scope="col">\(desk.say("imports.column"))</th><th scope="col">\(desk.say("imports.firstValue"))</th>
            <th scope="col">\(desk.say("imports.field"))</th><th scope="col">\(desk.say("imports.why"))</th><th scope="col"><span class="hush">\(desk.say("imports.sure"))</span></th></tr></thead>
            <tbody>\(rows)</tbody></table></section>
            """
    }

    private func row(_ column: JSON) -> HTML {
        let name = column["name"]?.string ?? ""
        let first = column["examples"]?.array?.first?.string
        let value: HTML =
            first.map { "<span class=\"clip\">\($0)</span>" }
            ?? "<span class=\"faint\">\(desk.say("imports.empty"))</span>"
        let confidence = column["confidence"]?.string ?? "skipped"
        return """
            <tr><th class="id" data-c="1" scope="row">\(name)</th><td class="muted">\(value)</td><td data-c="4">\(choice(column, name))</td>
            <td class="muted" data-c="3">\(why(column))</td><td data-c="2">\(ValueView(desk).badge(confidence))</td></tr>
            """
    }

    private func choice(_ column: JSON, _ name: String) -> HTML {
        let number = column["number"]?.int ?? 0
        let field = column["field"]?.string ?? ""
        let format = column["format"]?.string
        let named = said.mapping.contains { $0.hasPrefix("\(number)=") || $0.hasPrefix("\(name)=") }
        let options: HTML = fields.html { known in
            let key = known["key"]?.string ?? ""
            let star = known["is_required"]?.bool == true ? " *" : ""
            return
                "<option value=\"\(key)\" \(flag: "selected", key == field)>\(known["label"]?.string ?? key)\(star)</option>"
        }
        let guess = named ? "" : [field.isEmpty ? "-" : field, format].compactMap { $0 }.joined(separator: ":")
        let leave = desk.say("imports.leaveOut")
        return """
            <span class="row row-tight"><label><span class="hush">\(desk.say("imports.fieldFor", ["column": name]))</span><select class="input input-s" name="c.\(number)"><option value="">\(leave)</option>\(options)</select></label>
            \(formats(column, name, number, format))<input type="hidden" name="g.\(number)" value="\(guess)"></span>
            """
    }

    /// How numbers or dates are written, where the column has them or somebody has to say.
    private func formats(_ column: JSON, _ name: String, _ number: Int64, _ format: String?) -> HTML? {
        guard format != nil || column["reason"]?.string == "undecided" else { return nil }
        let choices = [
            ("", desk.say("imports.format.found")), ("dmy", desk.say("imports.format.dmy")),
            ("mdy", desk.say("imports.format.mdy")), ("ymd", desk.say("imports.format.ymd")),
            ("point", desk.say("imports.format.point")), ("comma", desk.say("imports.format.comma")),
        ]
        let options: HTML = choices.html { value, words in
            "<option value=\"\(value)\" \(flag: "selected", value == format ?? "")>\(words)</option>"
        }
        return """
            <label><span class="hush">\(desk.say("imports.formatFor", ["column": name]))</span><select class="input input-s" name="f.\(number)">\(options)</select></label>
            """
    }

    private func why(_ column: JSON) -> HTML {
        let blanks = Int(column["blanks"]?.int ?? 0)
        let misfits = Int(column["misfits"]?.int ?? 0)
        let words: String =
            switch column["reason"]?.string ?? "" {
            case "given": desk.say("imports.reason.given")
            case "exact_name": desk.say("imports.reason.exactName")
            case "similar_name": desk.say("imports.reason.similarName")
            case "format": desk.say("imports.reason.format")
            case "undecided": desk.say("imports.reason.undecided")
            case "misfits": desk.say("imports.reason.misfits", ["count": misfits])
            case "blanks": desk.say("imports.reason.blanks", ["count": blanks])
            case "empty": desk.say("imports.reason.empty")
            case _: desk.say("imports.reason.unknown")
            }
        return "<span title=\"\(column["detail"]?.string ?? "")\">\(words)</span>"
    }

    private func label(_ field: String) -> String {
        let known = fields.first { $0["key"]?.string == field }
        return known?["label"]?.string ?? desk.label(field)
    }

    // MARK: options

    private var options: HTML {
        let isOpen = ImportSaid.options.contains { said[$0] != nil } || columns.isEmpty
        let plain = desk.say("imports.option.found")
        let file: HTML = """
            \(select("header", desk.say("imports.option.header"), [("", plain), ("true", desk.say("value.yes")), ("false", desk.say("value.no"))]))
            \(select("delimiter", desk.say("imports.option.delimiter"), [("", plain), ("comma", ","), ("semicolon", ";"), ("tab", "Tab"), ("bar", "|")]))
            \(select("encoding", desk.say("imports.option.encoding"), encodings(plain)))
            \(select("decimals", desk.say("imports.option.decimals"), [("", plain), ("point", "1,234.56"), ("comma", "1.234,56")]))
            \(select("dates", desk.say("imports.option.dates"), dates(plain)))
            """
        return """
            <details class="card" \(flag: "open", isOpen)><summary class="card-head"><h2>\(desk.say("imports.options"))</h2></summary>
            <div class="card-body roomy fields">\(file)\(own)</div></details>
            """
    }

    private func encodings(_ plain: String) -> [(String, String)] {
        [("", plain)] + ["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1"].map { ($0, $0.uppercased()) }
    }

    private func dates(_ plain: String) -> [(String, String)] {
        [
            ("", plain), ("dmy", desk.say("imports.format.dmy")), ("mdy", desk.say("imports.format.mdy")),
            ("ymd", desk.say("imports.format.ymd")),
        ]
    }

    /// What only this kind of list needs.
    private var own: HTML {
        switch kind {
        case "orders":
            """
            \(text("return_prefix", desk.say("imports.option.returns"), "C"))\(text("adjustment_prefix", desk.say("imports.option.adjustments"), "A"))
            \(text("articles", desk.say("imports.option.articles"), ""))\(text("channel", desk.say("imports.option.channel"), "import"))
            """
        case "customers": text("tag", desk.say("imports.option.tag"), "")
        case _: ""
        }
    }

    private func select(_ name: String, _ label: String, _ choices: [(String, String)]) -> HTML {
        let options: HTML = choices.html { value, words in
            "<option value=\"\(value)\" \(flag: "selected", value == said[name] ?? "")>\(words)</option>"
        }
        return """
            <div class="field"><label for="f-\(name)">\(label)</label><select class="input" id="f-\(name)" name="\(name)">\(options)</select></div>
            """
    }

    private func text(_ name: String, _ label: String, _ usual: String) -> HTML {
        """
        <div class="field"><label for="f-\(name)">\(label)</label><input class="input" id="f-\(name)" name="\(name)" value="\(said[name])" placeholder="\(usual)" maxlength="100"></div>
        """
    }

    // MARK: rows

    private var rows: HTML? {
        let rows = survey["rows"]?.array ?? []
        if rows.isEmpty { return nil }
        let head: HTML = columns.html { column in "<th scope=\"col\">\(column["name"]?.string ?? "")</th>" }
        let body: HTML = rows.html { row in
            let cells: HTML = (row.array ?? []).html { cell in
                "<td><span class=\"clip\">\(cell.string ?? "")</span></td>"
            }
            return "<tr>\(cells)</tr>"
        }
        return """
            <section class="card"><div class="card-head"><h2>\(desk.say("imports.rows"))</h2></div>
            <div class="table-wrap" tabindex="0" role="region" aria-label="\(desk.say("imports.rows"))"><table class="table plain"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div></section>
            """
    }
}
