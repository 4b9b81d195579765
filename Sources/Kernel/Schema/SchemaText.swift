extension SchemaRegistry {
    /// The JSON value that a text from a query string, a form or a command line stands for: numbers and truth values
    /// by the schema, lists separated by commas or as JSON, money as `GBP 12.50`, other objects as JSON. Text that does not fit
    /// stays text, so that decoding it says what was expected.
    public func json(of text: String, for schema: Schema) -> JSON {
        let schema = resolve(schema)
        let plain = JSON.string(text)
        switch schema.shape {
        case .string, .enumeration: return plain
        case .boolean: return Self.words[text].map { (value: Bool) -> JSON in .bool(value) } ?? plain
        case .integer: return Int64(text).map { (value: Int64) -> JSON in .int(value) } ?? plain
        case .number:
            guard let value = Double(text), value.isFinite else { return plain }
            return .double(value)
        case .array(let element):
            if text.isEmpty { return [] }
            if text.hasPrefix("["), case .array(let elements) = document(text) { return .array(elements) }
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            return .array(parts.map { (part: Substring) -> JSON in json(of: Text.trimmed(String(part)), for: element) })
        case .object where schema.format == "money":
            let parts = text.split(separator: " ")
            guard parts.count == 2 else { return document(text) }
            return ["amount": .string(String(parts[1])), "currency": .string(String(parts[0]))]
        case .any, .dictionary, .object, .oneOf, .reference: return document(text)
        }
    }

    private func document(_ text: String) -> JSON {
        // Text that is no JSON stays text; the decoder then says what the field expects.
        (try? JSON(parsing: text)) ?? .string(text)
    }

    private static let words: [String: Bool] = [
        "true": true, "yes": true, "on": true, "1": true, "false": false, "no": false, "off": false, "0": false,
    ]
}
