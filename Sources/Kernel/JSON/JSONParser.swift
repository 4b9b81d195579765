/// How much JSON a caller may send.
public struct JSONLimits: Sendable {
    /// The deepest nesting of lists and objects.
    public var depth: Int
    /// The longest document.
    public var bytes: Int

    /// Limits; 64 levels and 8 MiB unless said otherwise.
    public init(depth: Int = 64, bytes: Int = 8 << 20) {
        self.depth = depth
        self.bytes = bytes
    }
}

extension JSON {
    /// Reads one document, to the letter of RFC 8259. Names of an object must differ; text must be valid UTF-8.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws {
        guard bytes.count <= limits.bytes else {
            throw Problem(
                .tooLarge, "document_too_large", "The document is too long.",
                remedy: "Send at most \(limits.bytes) bytes.", details: ["limit": String(limits.bytes)])
        }
        self = try bytes.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<UInt8>) throws -> JSON in
            var parser = JSONParser(buffer, depth: limits.depth)
            return try parser.document()
        }
    }

    /// Reads one document from text.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws {
        try self.init(parsing: [UInt8](text.utf8), limits: limits)
    }
}

/// A recursive-descent reader over bytes.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private var at = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) {
        self.bytes = bytes
        maximumDepth = depth
    }

    mutating func document() throws -> JSON {
        skipSpace()
        let value = try value()
        skipSpace()
        guard at == bytes.count else { throw failure("nothing more was expected") }
        return value
    }

    private mutating func value() throws -> JSON {
        switch peek {
        case 0x7B: return try object()
        case 0x5B: return try array()
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws -> JSON {
        try enter()
        var members: [JSONObject.Member] = []
        members.reserveCapacity(8)
        if peek == 0x7D { return .object(JSONObject(distinct: leave())) }
        while true {
            guard peek == 0x22 else { throw failure("a name in quotes was expected") }
            let key = try string()
            skipSpace()
            guard take(0x3A) else { throw failure("a colon was expected") }
            skipSpace()
            members.append(.init(key, try value()))
            skipSpace()
            if take(0x2C) {
                skipSpace()
                continue
            }
            guard peek == 0x7D else { throw failure("a comma or } was expected") }
            try refuseDuplicates(members)
            _ = leave()
            return .object(JSONObject(distinct: members))
        }
    }

    private mutating func array() throws -> JSON {
        try enter()
        var elements: [JSON] = []
        if peek != 0x5D {
            repeat {
                skipSpace()
                elements.append(try value())
                skipSpace()
            } while take(0x2C)
            guard peek == 0x5D else { throw failure("a comma or ] was expected") }
        }
        _ = leave()
        return .array(elements)
    }

    private mutating func enter() throws {
        depth += 1
        guard depth <= maximumDepth else { throw failure("nesting deeper than \(maximumDepth) levels is refused") }
        at += 1
        skipSpace()
    }

    private mutating func leave() -> [JSONObject.Member] {
        depth -= 1
        at += 1
        return []
    }

    private func refuseDuplicates(_ members: [JSONObject.Member]) throws {
        if members.count > 12 {
            guard Set(members.map(\.key)).count == members.count else { throw failure("a name occurs twice") }
            return
        }
        for index in members.indices.dropFirst() {
            for other in 0..<index where members[other].key == members[index].key {
                throw failure("the name “\(members[index].key)” occurs twice")
            }
        }
    }

    private mutating func number() throws -> JSON {
        let start = at
        var whole = true, value: Int64 = 0, fits = true
        let negative = take(0x2D)
        let first = peek
        guard let first, isDigit(first) else { throw failure("a value was expected") }
        while let byte = peek, isDigit(byte) {
            let digit = Int64(byte - 48)
            let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
            let (next, overAgain) =
                negative
                ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
            if over || overAgain { fits = false }
            value = next
            at += 1
        }
        if first == 48, at - start > (negative ? 2 : 1) { throw failure("a number starts with a needless zero") }
        if take(0x2E) {
            whole = false
            try digits()
        }
        if peek == 0x65 || peek == 0x45 {
            whole = false
            at += 1
            if peek == 0x2B || peek == 0x2D { at += 1 }
            try digits()
        }
        if whole, fits { return .int(value) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let double = Double(text), double.isFinite else { throw failure("this number is too large") }
        return .double(double)
    }

    private mutating func digits() throws {
        guard let byte = peek, isDigit(byte) else { throw failure("a digit was expected") }
        while let byte = peek, isDigit(byte) { at += 1 }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw failure("a value was expected") }
        }
        return value
    }

    private mutating func string() throws -> String {
        at += 1
        let start = at
        var seen: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            seen |= byte
            if byte == 0x22 {
                let utf8 = UnsafeBufferPointer(rebasing: bytes[start..<at])
                at += 1
                if seen < 0x80 { return String(decoding: utf8, as: UTF8.self) }
                guard let text = String(validating: utf8, as: UTF8.self) else {
                    throw failure("the text before is not valid UTF-8")
                }
                return text
            }
            if byte == 0x5C { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("control characters in text must be escaped") }
            at += 1
        }
        throw failure("the text has no end")
    }

    private mutating func escapedString(from start: Int) throws -> String {
        var text = [UInt8](bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case 0x22:
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("the text before is not valid UTF-8")
                }
                return string
            case 0x5C: try escape(into: &text)
            case 0..<0x20: throw failure("control characters in text must be escaped")
            default: text.append(byte)
            }
        }
        throw failure("the text has no end")
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        let byte = peek
        at += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(bytes[at - 1])
        case 0x62: text.append(8)
        case 0x66: text.append(12)
        case 0x6E: text.append(10)
        case 0x72: text.append(13)
        case 0x74: text.append(9)
        case 0x75: text.append(contentsOf: Character(try unicodeEscape()).utf8)
        default: throw failure("this escape is unknown")
        }
    }

    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        var code = try hexadecimal()
        if (0xD800..<0xDC00).contains(code) {
            guard take(0x5C), take(0x75) else { throw failure("half of a surrogate pair is missing") }
            let second = try hexadecimal()
            guard (0xDC00..<0xE000).contains(second) else { throw failure("half of a surrogate pair is missing") }
            code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair is missing") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits were expected")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
            at += 1
        }
    }

    private func failure(_ why: String) -> Problem {
        Problem(
            .malformed, "malformed_json", "The document is not valid JSON.", detail: "At byte \(at): \(why).",
            remedy: "Send one JSON document in UTF-8.", details: ["offset": String(at)])
    }
}
