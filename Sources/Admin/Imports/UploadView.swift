import Kernel
import Web

/// Where a file on its way is: sent, matched, tried, imported.
struct ImportSteps {
    let desk: Desk
    /// 1 to 4.
    let current: Int

    var html: HTML {
        let names = [
            desk.say("imports.step.upload"), desk.say("imports.step.match"), desk.say("imports.step.try"),
            desk.say("imports.step.run"),
        ]
        let items: HTML = names.enumerated().html { index, name in
            let number = index + 1
            let dot: HTML = number < current ? Icon.named("check") : "\(number)"
            let mark: HTML = number < current ? "class=\"done\"" : number == current ? "aria-current=\"step\"" : ""
            return "<li \(mark)><span class=\"dot\">\(dot)</span><span>\(name)</span></li>"
        }
        return "<ol class=\"steps\" aria-label=\"\(desk.say("imports.steps"))\">\(items)</ol>"
    }
}

/// The form that sends a file.
struct UploadView {
    let desk: Desk
    let kind: String?
    var problem: Problem?

    var html: HTML {
        let banner: HTML? = problem.map { ProblemView.banner($0, desk, fields: ["file", "kind"]) }
        return """
            <header class="page-head"><h1>\(desk.say("imports.new"))</h1><p class="sub">\(desk.say("imports.new.about"))</p></header>
            \(ImportSteps(desk: desk, current: 1).html)\(banner)
            <section class="card"><form class="card-body roomy stack" method="post" action="\(ImportAddress.new)" enctype="multipart/form-data">
            <input type="hidden" name="csrf" value="\(desk.who.csrf)">\(kinds)\(file)
            <div class="row form-foot"><button class="btn btn-main" data-submit>\(Icon.named("upload"))\(desk.say("imports.upload"))</button>
            <a class="btn btn-quiet" href="\(RecordAddress.list("imports"))">\(desk.say("shell.cancel"))</a></div></form></section>
            """
    }

    private var kinds: HTML {
        let choices = [
            ("orders", desk.say("imports.kind.orders")), ("products", desk.say("imports.kind.products")),
            ("customers", desk.say("imports.kind.customers")),
        ]
        let options: HTML = choices.html { value, words in
            "<option value=\"\(value)\" \(flag: "selected", value == kind)>\(words)</option>"
        }
        return """
            <div class="field"><label for="f-kind">\(desk.say("imports.kind"))</label><select class="input" id="f-kind" name="kind" required>\(options)</select>
            \(error("kind"))</div>
            """
    }

    private var file: HTML {
        """
        <div class="field"><label for="f-file">\(desk.say("imports.file"))</label>
        <div class="drop">\(Icon.named("upload"))<span>\(desk.say("imports.drop"))</span><input type="file" id="f-file" name="file" required accept=".csv,.tsv,.txt,.gz,text/csv,text/plain,application/gzip" aria-describedby="h-file"></div>
        <p class="help" id="h-file">\(desk.say("imports.file.help"))</p>\(error("file"))</div>
        """
    }

    private func error(_ field: String) -> HTML? {
        let own = problem?.errors.first { $0.field == field }?.message
        let message = own ?? (problem?.field == field ? problem?.detail ?? problem?.title : nil)
        return message.map { "<p class=\"error\">\(Icon.named("exception"))\($0)</p>" }
    }
}
