import Kernel
import Platform
import Web

/// A refusal to somebody who is signed in: what is so, why, and what to do next.
enum ProblemView {
    /// A whole page's content.
    static func html(_ problem: Problem, _ desk: Desk, granters: [String] = []) -> HTML {
        let icon = problem.kind == .forbidden ? "lock" : problem.kind == .notFound ? "search" : "exception"
        return """
            <header class="page-head"><h1>\(title(problem, desk))</h1></header>
            <section class="card"><div class="empty">\(Icon.named(icon))\(missing(problem, desk, granters))\(text(problem.detail))\(list(problem, desk, fields: []))
            \(text(remedy(problem, desk)))<p class="meta">\(desk.say("shell.problem.unchanged")) <span class="mono">\(problem.code)</span> ·
            \(desk.say("shell.problem.request")) <span class="mono">\(problem.requestID)</span>
            <button type="button" class="btn btn-quiet btn-s btn-icon" data-copy="\(problem.requestID)" aria-label="\(desk.say("record.copyID"))">\(Icon.named("copy"))</button></p>
            <div class="row"><a class="btn" href="/admin">\(desk.say("shell.home"))</a></div></div></section>
            """
    }

    /// A banner above a form or a list, which leads to the fields that are wrong.
    static func banner(_ problem: Problem, _ desk: Desk, fields: Set<String> = []) -> HTML {
        """
        <div class="banner bad" role="alert" tabindex="-1" data-focus>\(Icon.named("exception"))<div><p><b>\(title(problem, desk))</b> \(problem.detail)</p>
        \(text(remedy(problem, desk)))\(list(problem, desk, fields: fields))</div></div>
        """
    }

    /// Its title in the reader's language.
    static func title(_ problem: Problem, _ desk: Desk) -> String {
        desk.words.optional("problem.\(problem.code).title") ?? problem.title
    }

    private static func remedy(_ problem: Problem, _ desk: Desk) -> String? {
        desk.words.optional("problem.\(problem.code).remedy") ?? problem.remedy
    }

    private static func text(_ words: String?) -> HTML? { words.map { "<p>\($0)</p>" } }

    private static func list(_ problem: Problem, _ desk: Desk, fields: Set<String>) -> HTML? {
        if problem.errors.isEmpty { return nil }
        let items: HTML = problem.errors.html { error in
            let path = FormInput.path(error.field)
            let first = path.prefix { $0 != "." }
            let words = desk.label(String(first))
            let name: HTML = fields.contains(String(first)) ? "<a href=\"#f-\(path)\">\(words)</a>" : "<b>\(words)</b>"
            let said = desk.words.optional("wrong.\(error.code)") ?? error.message
            // What the banner says already is not said twice.
            let reason: HTML? = [title(problem, desk), problem.detail].contains(said) ? nil : ": \(said)"
            return "<li>\(name)\(reason)</li>"
        }
        return "<ul>\(items)</ul>"
    }

    /// Names the right, the role that lacks it and who can give it.
    private static func missing(_ problem: Problem, _ desk: Desk, _ granters: [String]) -> HTML? {
        guard problem.kind == .forbidden, let permission = problem.details["permission"] else { return nil }
        let right = Rights(desk).label(Permission(permission))
        let words = desk.say(
            "shell.problem.permission", ["permission": "“\(right)” (\(permission))", "role": desk.caller.role])
        let who =
            granters.isEmpty
            ? desk.say("shell.problem.whoGives")
            : desk.say("shell.problem.granters", ["names": granters.joined(separator: ", ")])
        return "<p>\(words) \(who)</p>"
    }
}
