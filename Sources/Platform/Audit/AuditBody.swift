import Crypto
import Kernel

/// Makes the JSON body of an audit row: the input with secrets removed, and each record before and after, by the
/// fields that changed. Bulky inputs are kept as their digest, so that an import does not store its file twice.
enum AuditBody {
    /// Inputs up to this many bytes are kept whole.
    static let inputLimit = 8_192

    static func json(of trail: ActionTrail, input: [UInt8], redacted: Set<String>) throws -> String {
        var body: [JSONObject.Member] = [.init("input", try kept(input, redacted: redacted))]
        if !trail.changes.isEmpty { body.append(.init("changes", .array(try trail.changes.map(change)))) }
        if trail.subjects.count > 1 {
            body.append(.init("subjects", .array(trail.subjects.map { .string($0.description) })))
        }
        return String(decoding: JSON.object(JSONObject(body)).bytes, as: UTF8.self)
    }

    private static func kept(_ input: [UInt8], redacted: Set<String>) throws -> JSON {
        if input.count > inputLimit {
            return .object(
                JSONObject([
                    .init("digest", .string(Hex.encode(Array(SHA256.hash(data: input))))),
                    .init("bytes", .int(Int64(input.count))),
                ]))
        }
        let json = try JSON(parsing: input)
        if redacted.isEmpty { return json }
        return Redaction.masking(json, fields: redacted)
    }

    private static func change(_ change: RecordChange) throws -> JSON {
        var parts: [JSONObject.Member] = [
            .init("record", .string(change.record.description)), .init("kind", .string(change.kind.rawValue)),
        ]
        let before = try change.before.map { try Wire.json($0) }
        let after = try change.after.map { try Wire.json($0) }
        if let before, let after {
            let (old, new) = differing(before, after)
            parts += [.init("before", old), .init("after", new)]
        } else {
            if let before { parts.append(.init("before", before)) }
            if let after { parts.append(.init("after", after)) }
        }
        return .object(JSONObject(parts))
    }

    /// Of two objects, only the members that differ.
    static func differing(_ before: JSON, _ after: JSON) -> (JSON, JSON) {
        guard case .object(let old) = before, case .object(let new) = after else { return (before, after) }
        var left: [JSONObject.Member] = []
        var right: [JSONObject.Member] = []
        for member in old.members where new[member.key] != member.value { left.append(member) }
        for member in new.members where old[member.key] != member.value { right.append(member) }
        return (.object(JSONObject(left)), .object(JSONObject(right)))
    }
}

/// Masks named members wherever they occur.
enum Redaction {
    static func masking(_ json: JSON, fields: Set<String>) -> JSON {
        switch json {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { (member: JSONObject.Member) -> JSONObject.Member in
                        let isSecret = fields.contains(member.key)
                        return .init(
                            member.key, isSecret ? .string("[redacted]") : masking(member.value, fields: fields))
                    }))
        case .array(let items): .array(items.map { masking($0, fields: fields) })
        case .null, .bool, .int, .double, .string: json
        }
    }
}
