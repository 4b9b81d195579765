/// Codable values as the product's JSON: snake_case names, nil left out, every wrong field named at once,
/// unknown fields refused.
public enum Wire {
    /// The JSON text of a value. Types that are `JSONWritable` write themselves.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let output = WireOutput()
        try output.write(value)
        return output.writer.bytes
    }

    /// The JSON value of a value.
    public static func json(_ value: some Encodable) throws -> JSON { try JSON(parsing: encode(value)) }

    /// Reads a value. Throws `malformed_json` for text that is no JSON, and otherwise one `validation_failed`
    /// that names every missing, wrong and unknown field by its path; problems of other kinds come as they are.
    public static func decode<T: Decodable>(
        _ type: T.Type, from bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws -> T {
        try decode(type, from: JSON(parsing: bytes, limits: limits))
    }

    /// Reads a value from parsed JSON, as above. `refusingUnknown: false` passes over unknown fields, for what
    /// other programs or newer versions wrote.
    public static func decode<T: Decodable>(_ type: T.Type, from json: JSON, refusingUnknown: Bool = true) throws -> T {
        let findings = WireFindings(refusingUnknown: refusingUnknown)
        do {
            let value = try findings.read(type, json)
            if findings.errors.isEmpty { return value }
        } catch {
            try findings.note(error, since: 0, type)
        }
        throw Problem.validation(findings.errors)
    }
}
