import Kernel

/// Parsing and printing of `application/x-www-form-urlencoded` and query strings, with limits.
public struct FormFields: Sendable {
    /// Names and values in the order they came.
    public let pairs: [(name: String, value: String)]

    /// Fields that are known already.
    public init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Parses a query string or a form body. Refuses malformed percent signs, invalid UTF-8 and more than 1,000 fields.
    public init(parsing text: some StringProtocol) throws {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(halves[0])
            let value = halves.count > 1 ? try Self.decoded(halves[1]) : ""
            pairs.append((name, value))
            if pairs.count > 1_000 { throw Self.malformed("more than 1,000 fields") }
        }
        self.pairs = pairs
    }

    /// The first value of a field.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// Every value of a field.
    public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// Percent-encodes a name or a value for a query string.
    public static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "~")
            if isPlain {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decoded(_ text: some StringProtocol) throws -> String {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(nibble), let low = iterator.next().flatMap(nibble) else {
                    throw malformed("a '%' without two hexadecimal digits")
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw malformed("bytes that are not UTF-8 text")
        }
        return text
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static func malformed(_ what: String) -> Problem {
        Problem(.malformed, "malformed_form", "The form or query string holds \(what).")
    }
}
