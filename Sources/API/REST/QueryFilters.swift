import Kernel
import Platform
import Web

/// Turns a query string into the JSON a query decodes from, by the types of its declared fields. The same grammar
/// serves the API and the addresses of pages: `?status=pending&limit=50`, lists with commas.
public enum QueryFilters {
    /// JSON of the named fields. What a field does not take stays text and unknown names stay, so that decoding names
    /// everything that is wrong at once. Refuses a parameter that contradicts the path.
    public static func json(
        _ form: FormFields, fields: [Schema.Field], path: (name: String, value: String)? = nil
    ) throws -> JSON {
        let schemas = SchemaRegistry()
        var members = JSONObject()
        if let path { members[path.name] = .string(path.value) }
        for (name, value) in form.pairs {
            if let path, name == path.name {
                if value == path.value { continue }
                throw Problem(
                    .invalid, "path_and_query_differ", "The path names another record than the query string.",
                    field: name)
            }
            let field = fields.first { $0.name == name }
            members[name] = field.map { schemas.json(of: value, for: $0.schema) } ?? .string(value)
        }
        return .object(members)
    }
}
