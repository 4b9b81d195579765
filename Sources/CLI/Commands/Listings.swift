import API
import ArgumentParser
import Composition
import Kernel
import Platform
import Web

/// Filters on the command line, in the grammar of query strings.
enum FilterArguments {
    static func json(_ arguments: [String], fields: [Schema.Field]) throws -> JSON {
        let text = arguments.map { argument -> String in
            let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let value = halves.count > 1 ? halves[1] : ""
            return "\(FormFields.encoded(halves.first ?? ""))=\(FormFields.encoded(value))"
        }
        return try QueryFilters.json(try FormFields(parsing: text.joined(separator: "&")), fields: fields)
    }
}

/// Lists actions, or shows one.
struct Actions: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the actions, or shows one with an example input.")
    @Argument(help: "One action's name.")
    var name: String?
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() throws {
        let registry = try Registry(Martlet.modules)
        let chosen = try name.map { [try registry.action($0)] } ?? registry.actions
        if json {
            let rows = try chosen.map { entry -> JSON in
                let schemas = SchemaRegistry()
                let input = Schema(.object(try entry.describe(schemas).input))
                return [
                    "name": .string(entry.name.rawValue), "summary": .string(entry.summary),
                    "permission": .string(entry.permission.rawValue),
                    "route": entry.route.map { .string("\($0.method) \($0.path)") } ?? .null,
                    "emits": .array(entry.emits.map { .string($0.rawValue) }), "example": schemas.example(of: input),
                ]
            }
            return Terminal.answer(json: JSON.array(rows).bytes)
        }
        for entry in chosen { Terminal.answer("\(entry.name)\t\(entry.summary)") }
        guard name != nil, let entry = chosen.first else { return }
        let schemas = SchemaRegistry()
        let input = Schema(.object(try entry.describe(schemas).input))
        for field in entry.fields { Terminal.answer("  \(field.name)\(field.isRequired ? " (required)" : "")") }
        Terminal.answer("  example: \(String(decoding: schemas.example(of: input).bytes, as: UTF8.self))")
    }
}

/// Lists queries.
struct Queries: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the queries with their filters.")
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() throws {
        let registry = try Registry(Martlet.modules)
        if json {
            let rows = registry.queries.map { entry -> JSON in
                [
                    "name": .string(entry.name.rawValue), "summary": .string(entry.summary),
                    "route": .string(entry.route.path), "filters": .array(entry.fields.map { .string($0.name) }),
                ]
            }
            return Terminal.answer(json: JSON.array(rows).bytes)
        }
        for entry in registry.queries {
            Terminal.answer("\(entry.name)\t\(entry.summary)\t\(entry.fields.map(\.name).joined(separator: ", "))")
        }
    }
}

/// Lists events.
struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the events.")
    @Flag(help: "Answer as JSON.")
    var json = false

    func run() throws {
        let registry = try Registry(Martlet.modules)
        if json {
            let rows = registry.events.map {
                ["name": .string($0.name.rawValue), "summary": .string($0.summary)] as JSON
            }
            return Terminal.answer(json: JSON.array(rows).bytes)
        }
        for entry in registry.events { Terminal.answer("\(entry.name)\t\(entry.summary)") }
    }
}

/// Draws the state machines.
struct Lifecycles: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Draws the state machines as Mermaid diagrams.")

    func run() throws {
        for lifecycle in Martlet.modules.flatMap(\.lifecycles) {
            Terminal.answer("%% \(lifecycle.name)")
            Terminal.answer(lifecycle.drawing)
        }
    }
}

/// Shows the settings in force.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the settings in force, without secrets.")

    func run() throws {
        let settings = try Opening.settings()
        Terminal.answer("MARTLET_DATABASE_URL=\(Self.redacted(settings.databaseURL))")
        Terminal.answer("MARTLET_HTTP=\(settings.host):\(settings.port)")
        Terminal.answer("MARTLET_PUBLIC_URL=\(settings.publicURL)")
        Terminal.answer("MARTLET_TRUSTED_HOPS=\(settings.trustedHops)")
        Terminal.answer("MARTLET_POSTGRES_POOL=\(settings.poolSize)")
        Terminal.answer("MARTLET_CONNECTIONS=\(settings.connections)")
        Terminal.answer("MARTLET_QUEUE=\(settings.queueLimit)")
        Terminal.answer("MARTLET_QUEUE_SHOP=\(settings.queueShare)")
        Terminal.answer("MARTLET_PATIENCE=\(settings.patience.microseconds / 1_000_000)")
        Terminal.answer("MARTLET_LOG=\(settings.logLevel.rawValue)")
    }

    /// The address without a password.
    static func redacted(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@"), let scheme = url.range(of: "://") else { return url }
        let user = url[scheme.upperBound..<at].split(separator: ":").first ?? ""
        return "\(url[..<scheme.upperBound])\(user)\(url[at...])"
    }
}
