extension Schema {
    /// The schema as JSON Schema 2020-12; components are referred to below `prefix`.
    public func json(referencesBelow prefix: String = "#/components/schemas/") -> JSON {
        var object = JSONObject()
        describeShape(in: &object, prefix)
        if let format { object["format"] = .string(format) }
        if let pattern { object["pattern"] = .string(pattern) }
        let isList = if case .array = shape { true } else { false }
        if let minimumLength { object[isList ? "minItems" : "minLength"] = .int(Int64(minimumLength)) }
        if let maximumLength { object[isList ? "maxItems" : "maxLength"] = .int(Int64(maximumLength)) }
        if let summary { object["description"] = .string(summary) }
        if let entity { object["x-entity"] = .string(entity) }
        if let choices {
            object["x-choices"] = .array(choices.map { (choice: String) -> JSON in .string(choice) })
        }
        if let example { object["examples"] = .array([example]) }
        return isNullable ? Self.orNull(object) : .object(object)
    }

    private func describeShape(in object: inout JSONObject, _ prefix: String) {
        switch shape {
        case .any: break
        case .boolean: object["type"] = "boolean"
        case .number: object["type"] = "number"
        case .string: object["type"] = "string"
        case .integer(let minimum, let maximum):
            object["type"] = "integer"
            if let minimum { object["minimum"] = .int(minimum) }
            if let maximum { object["maximum"] = .int(maximum) }
        case .enumeration(let choices):
            object["type"] = "string"
            object["enum"] = .array(choices.map { (choice: String) -> JSON in .string(choice) })
        case .array(let element):
            object["type"] = "array"
            object["items"] = element.json(referencesBelow: prefix)
        case .dictionary(let value):
            object["type"] = "object"
            object["additionalProperties"] = value.json(referencesBelow: prefix)
        case .object(let fields): describe(fields, in: &object, prefix)
        case .reference(let name): object["$ref"] = .string(prefix + name)
        case .oneOf(let choices):
            object["oneOf"] = .array(choices.map { (choice: Schema) -> JSON in choice.json(referencesBelow: prefix) })
        }
    }

    private func describe(_ fields: [Field], in object: inout JSONObject, _ prefix: String) {
        object["type"] = "object"
        object["properties"] = .object(
            JSONObject(
                fields.map { (field: Field) -> JSONObject.Member in
                    .init(field.name, field.schema.json(referencesBelow: prefix))
                }))
        let required = fields.filter(\.isRequired).map { (field: Field) -> JSON in .string(field.name) }
        if !required.isEmpty { object["required"] = .array(required) }
        object["additionalProperties"] = false
    }

    private static func orNull(_ object: JSONObject) -> JSON {
        guard case .string(let type)? = object["type"], object["enum"] == nil else {
            return ["anyOf": [.object(object), ["type": "null"]]]
        }
        var nullable = object
        nullable["type"] = [.string(type), "null"]
        return .object(nullable)
    }
}
