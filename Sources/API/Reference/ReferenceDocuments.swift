import Kernel
import Platform

/// The reference as Markdown files, made from the registry: what `docs/reference/` holds.
public enum ReferenceDocuments {
    /// File names and texts.
    public static func all(_ registry: Registry) throws -> [(name: String, text: String)] {
        [
            ("actions.md", actions(registry)), ("queries.md", queries(registry)), ("events.md", try events(registry)),
            ("permissions.md", permissions(registry)), ("settings.md", try settings(registry)),
            ("lifecycles.md", lifecycles(registry)), ("checks.md", checks(registry)),
        ]
    }

    private static let preface = "<!-- Made by 'martlet docs docs/reference'. Do not edit. -->\n\n"

    private static func table(_ title: String, _ head: [String], _ rows: [[String]]) -> String {
        var text = "\(preface)# \(title)\n\n| \(head.joined(separator: " | ")) |\n"
        text += "|\(head.map { _ in " --- " }.joined(separator: "|"))|\n"
        for row in rows { text += "| \(row.map(cell).joined(separator: " | ")) |\n" }
        return text
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func actions(_ registry: Registry) -> String {
        table(
            "Actions", ["action", "what it does", "address", "permission", "input", "emits"],
            registry.actions.map { entry in
                let fields = entry.fields.map { $0.isRequired ? "**\($0.name)**" : $0.name }.joined(separator: ", ")
                return [
                    "`\(entry.name)`", entry.summary, entry.route.map { "`\($0.method) \($0.path)`" } ?? "internal",
                    "`\(entry.permission)`", fields, entry.emits.map { "`\($0)`" }.joined(separator: " "),
                ]
            })
    }

    private static func queries(_ registry: Registry) -> String {
        table(
            "Queries", ["query", "what it answers", "address", "permission", "filters"],
            registry.queries.map { entry in
                [
                    "`\(entry.name)`", entry.summary, "`GET \(entry.route.path)`", "`\(entry.permission)`",
                    entry.fields.map(\.name).joined(separator: ", "),
                ]
            })
    }

    private static func events(_ registry: Registry) throws -> String {
        var text = "\(preface)# Events\n\n"
        for entry in registry.events {
            let schemas = SchemaRegistry()
            let fields = schemas.resolve(try entry.describe(schemas))
            text += "## `\(entry.name)`\n\n\(entry.summary)\n\n```json\n"
            text += String(decoding: schemas.example(of: fields).bytes, as: UTF8.self) + "\n```\n\n"
        }
        return text
    }

    private static func permissions(_ registry: Registry) -> String {
        let staff = Set(registry.modules.flatMap(\.staffPermissions))
        return table(
            "Permissions", ["permission", "owner and admin", "staff", "needed by"],
            registry.permissions.map { permission in
                let users =
                    registry.actions.filter { $0.permission == permission }.map { "`\($0.name)`" }
                    + registry.queries.filter { $0.permission == permission }.map { "`\($0.name)`" }
                return [
                    "`\(permission)`", "yes", staff.contains(permission) ? "yes" : "no", users.joined(separator: " "),
                ]
            })
    }

    private static func settings(_ registry: Registry) throws -> String {
        table(
            "Settings", ["setting", "meaning", "default"],
            try registry.settings.map { setting in
                let value = String(decoding: try setting.defaultJSON().bytes, as: UTF8.self)
                return ["`\(setting.key)`", setting.summary, "`\(value)`"]
            })
    }

    private static func lifecycles(_ registry: Registry) -> String {
        var text = "\(preface)# Lifecycles\n\n"
        for lifecycle in registry.modules.flatMap(\.lifecycles) {
            text += "## \(lifecycle.name)\n\n```mermaid\n\(lifecycle.drawing)\n```\n\n"
        }
        return text
    }

    private static func checks(_ registry: Registry) -> String {
        table(
            "What 'martlet verify' checks", ["check", "promise"],
            registry.modules.flatMap(\.checks).map { ["`\($0.name)`", $0.promise] })
    }
}
