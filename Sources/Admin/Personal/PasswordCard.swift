import Kernel
import Platform
import Web

/// One's own password: changed with the present one, or set where there is none yet.
struct PasswordCard {
    let desk: Desk
    var problem: Problem?

    /// The card; nil for callers who are nobody's account.
    var html: HTML? {
        guard let user = desk.who.user else { return nil }
        return """
            <section class="card" id="password-card" aria-labelledby="password-title"><div class="card-head"><h2 id="password-title">\(desk.say("password.title"))</h2></div>
            \(user.hasPassword ? change(user.email) : first)</section>
            """
    }

    /// The way to a password for those who came by a link.
    private var first: HTML {
        """
        <div class="card-body stack"><p>\(desk.say("password.none"))</p><div class="row"><a class="btn" href="/set-up">\(desk.say("password.set"))</a></div></div>
        """
    }

    private func change(_ email: String?) -> HTML {
        let banner: HTML? = problem.map { ProblemView.banner($0, desk) }
        // Password keepers need to know whose password it is.
        let account: HTML? = email.map { email in
            "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" value=\"\(email)\">"
        }
        return """
            <form class="card-body roomy stack" method="post" action="/admin/me/password" data-form><input type="hidden" name="csrf" value="\(desk.who.csrf)">\(account)\(banner)
            <div class="form-grid">\(field("current", "current-password", nil))\(field("password", "new-password", desk.say("signIn.setUp.passwordHelp")))</div>
            <p class="meta">\(desk.say("password.ends"))</p><div class="row form-foot"><button class="btn btn-main" data-submit>\(desk.say("password.change"))</button></div></form>
            """
    }

    private func field(_ name: String, _ complete: String, _ help: String?) -> HTML {
        let wrong = wrong(at: name)
        let helped: HTML? = help.map { "<p class=\"help\">\($0)</p>" }
        let message: HTML? = wrong.map { "<p class=\"error\" id=\"me-\(name)-error\">\($0)</p>" }
        let marks: HTML? =
            wrong == nil ? nil : "aria-invalid=\"true\" aria-describedby=\"me-\(name)-error\" autofocus"
        return """
            <div class="field"><label for="me-\(name)">\(desk.say("password.\(name)"))</label><input class="input" id="me-\(name)" name="\(name)" type="password" autocomplete="\(complete)" maxlength="1000" required \(marks)>\(helped)\(message)</div>
            """
    }

    /// What is wrong with one of the two. A refusal of the present password and one of the new both speak of `password`.
    private func wrong(at name: String) -> String? {
        guard let problem else { return nil }
        if problem.errors.isEmpty {
            let isPresent = problem.code == "users.wrong_password"
            guard problem.field == "password", isPresent == (name == "current") else { return nil }
            return desk.words.optional("problem.\(problem.code).title") ?? problem.title
        }
        guard name == "password" else { return nil }
        return problem.errors.first { $0.field == "password" }.map { error in
            desk.words.optional("wrong.\(error.code)") ?? error.message
        }
    }
}
