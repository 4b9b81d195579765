import Kernel
import Web

/// The pages that show a secret once.
enum SecretView {
    static func keyForm(_ desk: Desk, _ form: FormFields, _ problem: Problem?) -> HTML {
        let name = Schema.Field("name", Schema(.string))
        let scopes = Schema.Field("scopes", Schema(.array(Schema(.string))))
        func message(_ field: String) -> String? {
            problem?.errors.first { $0.field.hasPrefix(field) }?.message
                ?? (problem?.field == field ? problem?.title : nil)
        }
        let banner: HTML? = problem.map { problem in
            """
            <div class="banner bad" role="alert">\(Icon.named("exception"))<div><p><b>\(problem.title)</b> \(problem.detail) \(problem.remedy)</p></div></div>
            """
        }
        let fields: HTML = [name, scopes].html { field in
            let error: HTML? = message(field.name).map { "<p class=\"error\">\($0)</p>" }
            return """
                <div class="field"><label for="f-\(field.name)">\(desk.label(field.name))</label><input class="input" id="f-\(field.name)" name="\(field.name)" value="\(form[field.name])">\(error)</div>
                """
        }
        return """
            <header class="page-head"><h1>New API key</h1><p class="sub">A program acts with it, never with more than you may do yourself.</p></header>
            <section class="card"><form class="card-body roomy stack" method="post" action="/admin/new/api-key">\(banner)
            <input type="hidden" name="csrf" value="\(desk.who.csrf)">\(fields)
            <p class="meta">Scopes are permissions: <code>orders.read</code>, <code>orders.*</code>, <code>*.read</code> or <code>*</code>.</p>
            <div class="row"><button class="btn btn-main">Make the key</button></div></form></section>
            """
    }

    static func key(_ text: String, name: String) -> HTML {
        shown("Key for \(name)", text, "Copy it now: it is not shown again.", back: "/admin/api-keys")
    }

    static func link(_ path: String) -> HTML {
        shown(
            "Sign-in link", path,
            "It signs one person in, once, within 15 minutes. Put your shop's address in front and send it to them.",
            back: "/admin/team")
    }

    private static func shown(_ title: String, _ secret: String, _ words: String, back: String) -> HTML {
        """
        <header class="page-head"><h1>\(title)</h1></header>
        <section class="card"><div class="card-body stack"><p>\(words)</p>
        <p><code class="code" tabindex="0">\(secret)</code></p><div class="row"><a class="btn" href="\(back)">Done</a></div></div></section>
        """
    }
}
