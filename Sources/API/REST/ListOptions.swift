import Kernel
import Platform
import Web

/// What every list can be asked for besides its filters: `count=true` for the total, `cursors=true` for the cursor of
/// each row.
struct ListOptions {
    /// Whether the total is wanted, counted up to ten thousand.
    var isCounted = false
    /// Whether the cursor of each row is wanted.
    var hasCursors = false

    /// Takes the options out of a list's query string; what is left are filters. Other queries have none.
    static func taken(
        from form: FormFields, of entry: QueryEntry
    ) throws -> (options: ListOptions, filters: FormFields) {
        guard entry.isList else { return (ListOptions(), form) }
        let options = ListOptions(isCounted: try flag("count", in: form), hasCursors: try flag("cursors", in: form))
        return (options, FormFields(form.pairs.filter { $0.name != "count" && $0.name != "cursors" }))
    }

    /// How they are described.
    static let parameters: [JSON] = [
        parameter("count", "true: also answer `total`, counted up to ten thousand."),
        parameter("cursors", "true: also answer `cursors`, one for each row."),
    ]

    /// A page's schema with what lists answer besides it. A page takes no other members, so they must be named in it.
    static func described(_ page: JSON?) -> JSON {
        var page = page?.object ?? JSONObject()
        var properties = page["properties"]?.object ?? JSONObject()
        properties["filters"] = ["type": "object", "description": "The filters it was asked with."]
        properties["total"] = [
            "type": "object", "required": ["count", "is_capped"], "additionalProperties": false,
            "properties": ["count": ["type": "integer"], "is_capped": ["type": "boolean"]],
        ]
        page["properties"] = .object(properties)
        return .object(page)
    }

    private static func parameter(_ name: String, _ summary: String) -> JSON {
        [
            "name": .string(name), "in": "query", "required": false, "description": .string(summary),
            "schema": ["type": "boolean"],
        ]
    }

    private static func flag(_ name: String, in form: FormFields) throws -> Bool {
        switch form[name] {
        case nil, "false": return false
        case "true": return true
        case _:
            var check = Validation()
            check.add(name, "wrong_type", "Expected true or false.")
            throw Problem.validation(check.errors)
        }
    }
}
