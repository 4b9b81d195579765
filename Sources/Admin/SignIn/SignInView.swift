import Kernel
import Web

/// The pages of people who are not in yet.
enum SignInView {
    static func signIn(next: String?, email: String, problem: Problem?) -> HTML {
        alone(
            "Sign in",
            """
            <form class="card-body roomy stack" method="post" action="/sign-in"><h1>Sign in</h1>\(banner(problem))
            <input type="hidden" name="next" value="\(next)">
            <div class="field"><label for="email">E-mail</label><input class="input" id="email" name="email" type="email"
            autocomplete="username" required value="\(email)"></div>
            <div class="field"><label for="password">Password</label><input class="input" id="password" name="password"
            type="password" autocomplete="current-password" required></div>
            <button class="btn btn-main btn-l btn-wide">Sign in</button></form>
            """)
    }

    static func link(token: String, problem: Problem?) -> HTML {
        let button: HTML = """
            <p class="muted">This link works once.</p><button class="btn btn-main btn-l btn-wide">Continue</button>
            """
        return alone(
            "Sign in by link",
            """
            <form class="card-body roomy stack" method="post" action="/link/\(FormFields.encoded(token))"><h1>Welcome to Martlet</h1>
            \(banner(problem))\(problem == nil ? button : "<p><a href=\"/sign-in\">Sign in with a password</a></p>" as HTML)</form>
            """)
    }

    static func setUp(csrf: String, name: String, email: String, problem: Problem?) -> HTML {
        alone(
            "Your key to the door",
            """
            <form class="card-body roomy stack" method="post" action="/set-up"><h1>Your key to the door</h1>
            <p class="muted">Choose how you sign in from now on.</p>\(banner(problem))
            <input type="hidden" name="csrf" value="\(csrf)">
            \(field("name", "Your name", "text", "name", name, problem))
            \(field("email", "E-mail", "email", "username", email, problem))
            \(field("password", "Password", "password", "new-password", "", problem))
            <button class="btn btn-main btn-l btn-wide">Open the shop</button></form>
            """)
    }

    private static func field(
        _ name: String, _ label: String, _ type: String, _ complete: String, _ value: String, _ problem: Problem?
    ) -> HTML {
        let error = problem?.errors.first { $0.field == name }
        return """
            <div class="field"><label for="\(name)">\(label)</label><input class="input" id="\(name)" name="\(name)" type="\(type)"
            autocomplete="\(complete)" required value="\(value)" \(flag: "aria-invalid=\"true\"", error != nil)>
            \(error.map { "<p class=\"error\">\($0.message)</p>" as HTML })</div>
            """
    }

    private static func banner(_ problem: Problem?) -> HTML {
        guard let problem else { return "" }
        return "<div class=\"banner bad\" role=\"alert\"><p><b>\(problem.title)</b> \(problem.remedy)</p></div>"
    }

    private static func alone(_ title: String, _ content: HTML) -> HTML {
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title) · Martlet</title>
        <link rel="stylesheet" href="\(AssetRoutes.styleSheet)"><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
        </head><body class="solo"><main id="main"><a class="brand" href="/" aria-label="Martlet">
        <svg width="32" height="32" aria-hidden="true"><use href="/assets/logo.svg#mark"/></svg>
        <svg width="104" height="32" aria-hidden="true"><use href="/assets/logo.svg#word"/></svg></a>
        <section class="card">\(content)</section></main></body></html>
        """
    }
}
