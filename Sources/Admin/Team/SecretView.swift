import Kernel
import Web

/// The pages that show a secret once.
struct SecretView {
    let desk: Desk

    /// The form of a new key.
    func keyForm(_ form: FormFields, _ problem: Problem?, _ choices: FieldChoices?) -> HTML {
        let banner: HTML? = problem.map { ProblemView.banner($0, desk) }
        let today = desk.today.adding(days: 1)
        let name: HTML = """
            <input class="input" id="f-name" name="name" maxlength="100" required value="\(form["name"])" autocomplete="off" \(wrong("name", problem))>
            """
        let expires: HTML = """
            <input class="input" id="f-expires" name="expires" type="date" min="\(today.description)" value="\(form["expires"])" \(wrong("expires_at", problem))>
            """
        let scopes: HTML? = choices.map { choices in
            let input = ChoiceInput(
                desk: desk, name: "scopes", choices: choices, chosen: Set(form.all("scopes")), isRequired: false)
            return input.html
        }
        return """
            <header class="page-head"><h1>\(desk.say("keys.new"))</h1><p class="sub">\(desk.say("keys.about"))</p></header>\(banner)
            <section class="card"><form class="card-body roomy stack" method="post" action="/admin/new/api-key" data-form>
            <input type="hidden" name="csrf" value="\(desk.who.csrf)"><div class="form-grid">
            \(field("name", desk.say("keys.name"), name, desk.say("keys.nameHelp"), message("name", problem)))
            \(field("expires", desk.say("keys.expires"), expires, desk.say("keys.expiresHelp"), message("expires_at", problem)))</div>
            <fieldset class="field" id="f-scopes"><legend class="mid">\(desk.say("keys.scopes"))</legend>\(error(message("scopes", problem), "f-scopes"))\(scopes)</fieldset>
            <div class="row form-foot"><button class="btn btn-main" data-submit>\(desk.say("keys.make"))</button><a class="btn btn-quiet" href="/admin/api-keys">\(desk.say("shell.cancel"))</a></div></form></section>
            """
    }

    private func message(_ field: String, _ problem: Problem?) -> String? {
        if let error = problem?.errors.first(where: { $0.field == field || $0.field.hasPrefix("\(field)[") }) {
            return desk.words.optional("wrong.\(error.code)") ?? error.message
        }
        return problem?.field == field ? problem?.title : nil
    }

    private func wrong(_ field: String, _ problem: Problem?) -> HTML? {
        message(field, problem).map { _ in "aria-invalid=\"true\"" }
    }

    private func error(_ message: String?, _ id: String) -> HTML? {
        message.map { "<p class=\"error\" id=\"\(id)-error\">\($0)</p>" }
    }

    private func field(_ name: String, _ label: String, _ input: HTML, _ help: String, _ message: String?) -> HTML {
        """
        <div class="field"><label for="f-\(name)">\(label)</label>\(input)<p class="help">\(help)</p>\(error(message, "f-\(name)"))</div>
        """
    }

    /// A new key's text.
    func key(_ text: String, _ name: String) -> HTML {
        shown(
            desk.say("keys.made", ["name": name]), desk.say("keys.once"), text,
            "<button type=\"button\" class=\"btn btn-main\" data-copy=\"\(text)\">\(Icon.named("copy"))\(desk.say("keys.copy"))</button>",
            back: "/admin/api-keys")
    }

    /// A link that lets somebody in.
    func link(_ origin: String, _ path: String, _ name: String, _ back: String) -> HTML {
        shown(
            desk.say("team.linkFor", ["name": name]), desk.say("team.linkOnce", ["name": name]), origin + path,
            "<button type=\"button\" class=\"btn btn-main\" data-copy-link=\"\(path)\">\(Icon.named("copy"))\(desk.say("team.copyLink"))</button>",
            back: back)
    }

    private func shown(_ title: String, _ words: String, _ secret: String, _ copy: HTML, back: String) -> HTML {
        """
        <header class="page-head"><h1>\(title)</h1></header>
        <section class="card" data-secret><div class="card-body roomy stack"><p>\(words)</p>
        <pre class="code note"><code tabindex="0">\(secret)</code></pre><div class="row">\(copy)<a class="btn" href="\(back)">\(desk.say("keys.done"))</a></div></div></section>
        """
    }
}
