import Kernel
import Platform

/// The module's table of contents: {{plural}}.
public enum {{Module}}Module {
    /// What the registry collects.
    public static let module = Module(
        name: "{{module}}", summary: "{{Plural}} of a shop.",
        migrations: {{Module}}Schema.migrations,
        resources: [Resource("{{module}}", of: {{Record}}.self, singular: "{{words}}")],
        actions: [Create{{Record}}.self],
        queries: [List{{Module}}.self, Get{{Record}}.self],
        events: [{{Record}}Created.self],
        staffPermissions: {{Module}}Policies.staff)
}
