import Kernel
import Platform
import Web

/// The API reference for people: one page from the registry, readable without scripts. Served at `/reference`.
public enum ReferencePage {
    /// The page. Throws when a type cannot be described.
    public static func html(_ registry: Registry) throws -> HTML {
        let schemas = SchemaRegistry()
        var sections: [HTML] = []
        for module in registry.modules {
            let actions = try registry.actions.filter { $0.module == module.name }.map { try action($0, schemas) }
            let queries = try registry.queries.filter { $0.module == module.name }.map { try query($0, schemas) }
            let events = registry.events.filter { $0.module == module.name }.map(event)
            sections.append(
                """
                <section id="\(module.name)"><h2>\(module.name)</h2><p>\(module.summary)</p>
                \(actions)\(queries)\(events)</section>
                """)
        }
        let contents: HTML = registry.modules.html { module in "<li><a href=\"#\(module.name)\">\(module.name)</a></li>"
        }
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>API reference · Martlet</title>
            <link rel="stylesheet" href="/assets/martlet.css">
            <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"></head><body><main class="reference" id="main">
            <h1>API reference</h1>
            <p>Send <code>Authorization: Bearer mk_…</code>. Every write takes an <code>Idempotency-Key</code> and can be
            tried with <code>?preview=true</code>. Problems are <code>application/problem+json</code>. The same as a
            machine reads it: <a href="/openapi.json">openapi.json</a>.</p>
            <nav aria-label="Modules"><ul role="list" class="row">\(contents)</ul></nav>
            \(sections)
            </main></body></html>
            """
    }

    private static func action(_ entry: ActionEntry, _ schemas: SchemaRegistry) throws -> HTML {
        let described = try entry.describe(schemas)
        let address = entry.route.map { "\($0.method) \($0.path)" } ?? "performed by Martlet itself"
        let example = String(decoding: schemas.example(of: Schema(.object(described.input))).bytes, as: UTF8.self)
        let emits = entry.emits.map(\.rawValue).joined(separator: ", ")
        return """
            <article class="card" id="\(entry.name.rawValue)"><h3><code>\(entry.name.rawValue)</code></h3><p>\(entry.summary)</p>
            <p><code>\(address)</code> · permission <code>\(entry.permission.rawValue)</code>\(emits.isEmpty ? "" : " · emits \(emits)")</p>
            \(fields(described.input, of: entry.name.rawValue))<pre><code>\(example)</code></pre></article>
            """
    }

    private static func query(_ entry: QueryEntry, _ schemas: SchemaRegistry) throws -> HTML {
        let described = try entry.describe(schemas)
        return """
            <article class="card" id="query-\(entry.name.rawValue)"><h3><code>\(entry.name.rawValue)</code></h3><p>\(entry.summary)</p>
            <p><code>GET \(entry.route.path)</code> · permission <code>\(entry.permission.rawValue)</code></p>
            \(fields(described.input, of: entry.name.rawValue))</article>
            """
    }

    private static func event(_ entry: EventEntry) -> HTML {
        """
        <article class="card" id="event-\(entry.name.rawValue)"><h3><code>\(entry.name.rawValue)</code></h3>
        <p>Event. \(entry.summary) Schema: <a href="/events/\(entry.name.rawValue).json">\(entry.name.rawValue).json</a></p></article>
        """
    }

    private static func fields(_ fields: [Schema.Field], of name: String) -> HTML {
        if fields.isEmpty { return "" }
        let rows: HTML = fields.html { field in
            "<tr><td><code>\(field.name)</code></td><td>\(words(field.schema))</td><td>\(field.isRequired ? "required" : "optional")</td></tr>"
        }
        return """
            <div class="table-wrap" tabindex="0" role="region" aria-label="Fields of \(name)"><table class="table" data-density="compact">
            <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Needed</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func words(_ schema: Schema) -> String {
        switch schema.shape {
        case .any: "any value"
        case .boolean: "true or false"
        case .integer: "whole number"
        case .number: "number"
        case .string: schema.entity.map { "id (\($0)_…)" } ?? schema.format ?? "text"
        case .enumeration(let values): values.joined(separator: " | ")
        case .array(let element): "list of \(words(element))"
        case .dictionary(let element): "named \(words(element))"
        case .object: "object"
        case .reference(let name): name
        case .oneOf(let choices): choices.map(words).joined(separator: " or ")
        }
    }
}
