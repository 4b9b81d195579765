import Crypto
import Kernel

/// Makes the JSON body of an audit row: the input with secrets removed, and each record before and after, by the
/// fields that changed. Bulky inputs are kept as their digest, so that an import does not store its file twice.
enum AuditBody {
    /// Inputs up to this many bytes are kept whole.
    static let inputLimit = 8_192

    static func json(of trail: ActionTrail, input: [UInt8], redacted: Set<String>) throws -> String {
        var writer = JSONWriter(capacity: input.count + 2_048)
        try writer.object { (body: inout JSONWriter) throws -> Void in
            body.key("input")
            try keep(input, redacted: redacted, in: &body)
            if !trail.changes.isEmpty {
                body.key("changes")
                try body.array { (list: inout JSONWriter) throws -> Void in
                    for change in trail.changes { try write(change, to: &list) }
                }
            }
            if trail.subjects.count > 1 { body.member("subjects", list: trail.subjects.map(\.description)) }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func keep(_ input: [UInt8], redacted: Set<String>, in body: inout JSONWriter) throws {
        if input.count > inputLimit {
            body.object { (digest: inout JSONWriter) -> Void in
                digest.member("digest", Hex.encode(Array(SHA256.hash(data: input))))
                digest.member("bytes", input.count)
            }
        } else if redacted.isEmpty {
            body.raw(input)
        } else {
            body.value(Redaction.masking(try JSON(parsing: input), fields: redacted))
        }
    }

    private static func write(_ change: RecordChange, to list: inout JSONWriter) throws {
        try list.object { (parts: inout JSONWriter) throws -> Void in
            parts.member("record", change.record.description)
            parts.member("kind", change.kind.rawValue)
            if let before = change.before, let after = change.after {
                let (old, new) = differing(try Wire.json(before), try Wire.json(after))
                parts.member("before", old)
                parts.member("after", new)
                return
            }
            for (name, record) in [("before", change.before), ("after", change.after)] {
                guard let record else { continue }
                parts.key(name)
                parts.raw(try Wire.encode(record))
            }
        }
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
