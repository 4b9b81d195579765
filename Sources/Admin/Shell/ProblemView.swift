import Kernel
import Platform
import Web

/// A refusal as a page for somebody who is signed in: what is so, why, and what to do next.
enum ProblemView {
    static func html(_ problem: Problem, caller: Caller) -> HTML {
        let errors: HTML = problem.errors.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        let list: HTML = problem.errors.isEmpty ? "" : "<ul>\(errors)</ul>"
        let detail: HTML? = problem.detail.map { "<p>\($0)</p>" }
        let remedy: HTML? = problem.remedy.map { "<p>\($0)</p>" }
        return """
            <header class="page-head"><h1>\(problem.title)</h1></header>
            <section class="card"><div class="card-body stack">\(detail)\(missing(problem, caller))\(list)
            \(remedy)<p class="meta">Nothing was changed. <span class="mono">\(problem.code)</span> ·
            request <span class="mono">\(problem.requestID)</span></p>
            <div class="row"><a class="btn" href="/admin">Home</a></div></div></section>
            """
    }

    /// Names the right and the role that lacks it.
    private static func missing(_ problem: Problem, _ caller: Caller) -> HTML? {
        guard problem.kind == .forbidden, let permission = problem.details["permission"] else { return nil }
        return
            "<p>This takes the permission <code>\(permission)</code>, which your role <b>\(caller.role)</b> does not have.</p>"
    }
}
