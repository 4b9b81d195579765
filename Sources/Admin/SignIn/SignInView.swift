import Kernel
import Localisation
import Platform
import Web

/// The pages of people who are not in yet.
struct SignInView {
    let words: Words
    /// The shop's name, where there is only one.
    var shop: String?

    /// What the first owner is asked of the shop.
    struct FirstShop {
        let shop: Shop
        /// The zone that their browser's country suggests, while the shop has none of its own.
        let guess: String?
    }

    /// Address and password.
    func signIn(next: String?, email: String, problem: Problem?) -> HTML {
        let title = shop.map { words("signIn.titleShop", ["shop": $0]) } ?? words("signIn.title")
        return alone(
            words("signIn.title"),
            """
            <form class="card-body roomy stack" method="post" action="/sign-in"><h1>\(title)</h1>\(banner(problem))
            <input type="hidden" name="next" value="\(next)">
            <div class="field"><label for="email">\(words("signIn.email"))</label><input class="input" id="email" name="email" type="email"
            autocomplete="username" required value="\(email)" \(flag: "autofocus", email.isEmpty)></div>
            <div class="field"><label for="password">\(words("signIn.password"))</label><input class="input" id="password" name="password"
            type="password" autocomplete="current-password" required \(flag: "autofocus", !email.isEmpty)></div>
            <button class="btn btn-main btn-l btn-wide">\(words("signIn.button"))</button></form>
            """,
            foot: """
                <details class="meta"><summary>\(words("signIn.help"))</summary><p class="note">\(words("signIn.forgottenHelp"))</p></details>
                """)
    }

    /// A link that was followed; only the button uses it up.
    func link(token: String, problem: Problem?) -> HTML {
        let button: HTML = """
            <p class="muted">\(words("signIn.link.once"))</p><button class="btn btn-main btn-l btn-wide">\(words("signIn.link.continue"))</button>
            """
        let instead: HTML =
            "<p><a class=\"btn btn-l btn-wide\" href=\"/sign-in\">\(words("signIn.link.password"))</a></p>"
        return alone(
            words("signIn.link.pageTitle"),
            """
            <form class="card-body roomy stack" method="post" action="/link/\(FormFields.encoded(token))"><h1>\(words("signIn.link.title"))</h1>
            \(banner(problem))\(problem == nil ? button : instead)</form>
            """)
    }

    /// Name, address and password of somebody who came by a link, and for the first of them the shop.
    func setUp(csrf: String, form: FormFields, shop: FirstShop?, problem: Problem?) -> HTML {
        let title = shop == nil ? words("signIn.setUp.title") : words("signIn.firstRun.title")
        let lead = shop == nil ? words("signIn.setUp.lead") : words("signIn.firstRun.lead")
        let key: HTML = """
            <div class="form \(shop == nil ? "" : "form-2")">\(field("name", words("signIn.setUp.name"), "text", "name", form, problem))
            \(field("email", words("signIn.email"), "email", "username", form, problem))
            \(field("password", words("signIn.password"), "password", "new-password", form, problem, help: words("signIn.setUp.passwordHelp")))</div>
            """
        let heading: HTML = "<legend class=\"mid\">\(words("signIn.setUp.title"))</legend>"
        return alone(
            title,
            """
            <form class="card-body roomy stack stack-l" method="post" action="/set-up"><div class="stack stack-xs"><h1>\(title)</h1>
            <p class="muted">\(lead)</p></div>\(banner(problem))<input type="hidden" name="csrf" value="\(csrf)">
            \(shop.map { shopFields($0, form, problem) })
            <fieldset class="stack stack-s">\(shop == nil ? "" : heading)\(key)</fieldset>
            <button class="btn btn-main btn-l">\(words("signIn.setUp.open"))\(Icon.named("arrow-right"))</button></form>
            """, isWide: shop != nil)
    }

    private func shopFields(_ first: FirstShop, _ form: FormFields, _ problem: Problem?) -> HTML {
        let zone = form["time_zone"] ?? first.guess ?? first.shop.timeZone.rawValue
        let currency = form["currency"] ?? first.shop.currency.code
        let guessed: HTML? = first.guess == nil ? nil : " <small>\(words("signIn.firstRun.guessed"))</small>"
        return """
            <div class="form form-2"><div class="field full"><label for="shop_name">\(words("signIn.firstRun.shopName"))</label>
            <input class="input" id="shop_name" name="shop_name" maxlength="200" required value="\(form["shop_name"] ?? first.shop.name)" \(flag: "aria-invalid=\"true\"", wrong("shop_name", problem) != nil)>\(error("shop_name", problem))</div>
            <div class="field"><label for="currency">\(words("signIn.firstRun.currency"))</label><select class="input" id="currency" name="currency">\(ShopChoices.currencies(currency) { words.optional($0) })</select>
            <p class="help">\(words("signIn.firstRun.currencyHelp"))</p>\(error("currency", problem))</div>
            <div class="field"><label for="time_zone">\(words("signIn.firstRun.timeZone"))\(guessed)</label><select class="input" id="time_zone" name="time_zone">\(ShopChoices.zones(zone))</select>
            <p class="help">\(words("signIn.firstRun.timeZoneHelp"))</p>\(error("time_zone", problem))</div></div>
            """
    }

    // MARK: parts

    private func field(
        _ name: String, _ label: String, _ type: String, _ complete: String, _ form: FormFields, _ problem: Problem?,
        help: String? = nil
    ) -> HTML {
        let value = type == "password" ? "" : form[name] ?? ""
        let isWrong = wrong(name, problem) != nil
        let helped: HTML? = help.map { "<p class=\"help\">\($0)</p>" }
        return """
            <div class="field"><label for="\(name)">\(label)</label><input class="input" id="\(name)" name="\(name)" type="\(type)"
            autocomplete="\(complete)" required value="\(value)" \(flag: "aria-invalid=\"true\"", isWrong)>\(helped)\(error(name, problem))</div>
            """
    }

    private func wrong(_ field: String, _ problem: Problem?) -> String? {
        if let error = problem?.errors.first(where: { $0.field == field }) {
            return words.optional("wrong.\(error.code)") ?? error.message
        }
        return problem?.field == field ? problem.map(title) : nil
    }

    private func error(_ field: String, _ problem: Problem?) -> HTML? {
        wrong(field, problem).map { "<p class=\"error\">\($0)</p>" }
    }

    private func title(_ problem: Problem) -> String {
        words.optional("problem.\(problem.code).title") ?? problem.title
    }

    private func banner(_ problem: Problem?) -> HTML? {
        guard let problem else { return nil }
        let remedy = words.optional("problem.\(problem.code).remedy") ?? problem.remedy
        return
            "<div class=\"banner bad\" role=\"alert\">\(Icon.named("exception"))<div><p><b>\(title(problem))</b> \(remedy)</p></div></div>"
    }

    private func alone(_ title: String, _ content: HTML, foot: HTML? = nil, isWide: Bool = false) -> HTML {
        """
        <!doctype html><html lang="\(words.language.description)"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title) · Martlet</title>
        <link rel="stylesheet" href="\(AssetRoutes.styleSheet)"><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
        </head><body class="solo \(isWide ? "solo-wide" : "")"><main id="main"><a class="brand" href="/" aria-label="Martlet">
        <svg width="32" height="32" aria-hidden="true"><use href="/assets/logo.svg#mark"/></svg>
        <svg width="104" height="32" aria-hidden="true"><use href="/assets/logo.svg#word"/></svg></a>
        <section class="card">\(content)</section>\(foot)</main></body></html>
        """
    }
}

/// The zone that a browser's country suggests, for countries that have one.
enum ZoneGuess {
    private static let zones = [
        "GB": "Europe/London", "IE": "Europe/Dublin", "FR": "Europe/Paris", "ES": "Europe/Madrid",
        "DE": "Europe/Berlin",
        "AT": "Europe/Vienna", "CH": "Europe/Zurich", "NL": "Europe/Amsterdam", "BE": "Europe/Brussels",
        "IT": "Europe/Rome",
        "PT": "Europe/Lisbon", "DK": "Europe/Copenhagen", "SE": "Europe/Stockholm", "NO": "Europe/Oslo",
        "FI": "Europe/Helsinki",
        "PL": "Europe/Warsaw", "CZ": "Europe/Prague", "GR": "Europe/Athens", "JP": "Asia/Tokyo", "IN": "Asia/Kolkata",
        "NZ": "Pacific/Auckland", "ZA": "Africa/Johannesburg",
    ]

    /// The zone of the first language that names such a country.
    static func zone(_ accepted: String?) -> String? {
        let tags = (accepted ?? "").split(separator: ",").map { part in
            String(part.prefix { $0 != ";" }.filter { !$0.isWhitespace })
        }
        return tags.compactMap { LocaleTag($0)?.region }.compactMap { zones[$0] }.first
    }
}
