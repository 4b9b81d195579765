import Kernel
import Platform
import Web

/// Turns a query string into the JSON a query decodes from, by the types of its declared fields. The same grammar
/// serves the API and the addresses of pages: `?status=pending&limit=50`, lists with commas.
public enum QueryFilters {
    /// JSON of the named fields; refuses unknown parameters and values of the wrong type, all at once.
    public static func json(
        _ form: FormFields, fields: [Schema.Field], path: (name: String, value: String)? = nil, ignoring: Set<String> = []
    ) throws -> JSON {
        var validation = Validation()
        var members = JSONObject()
        if let path { members[path.name] = .string(path.value) }
        for (name, value) in form.pairs where !ignoring.contains(name) && name != path?.name {
            guard let field = fields.first(where: { $0.name == name }) else {
                let known = fields.map(\.name).joined(separator: ", ")
                validation.add(name, "unknown", "There is no filter '\(name)' here. Known: \(known).")
                continue
            }
            if let json = json(of: value, field.schema) {
                members[name] = json
            } else {
                validation.add(name, "wrong_type", "'\(value)' is not a value for '\(name)'.")
            }
        }
        try validation.finish()
        return .object(members)
    }

    private static func json(of text: String, _ schema: Schema) -> JSON? {
        switch schema.shape {
        case .boolean: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        case .integer, .number: Int64(text).map { .int($0) }
        case .array(let element):
            array(text.split(separator: ",").map { part in json(of: String(part), element) })
        case .any, .string, .enumeration, .dictionary, .object, .reference, .oneOf: .string(text)
        }
    }

    private static func array(_ items: [JSON?]) -> JSON? {
        let found = items.compactMap { $0 }
        return found.count == items.count ? .array(found) : nil
    }
}
