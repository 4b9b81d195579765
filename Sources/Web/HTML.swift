import Kernel

/// A piece of markup. Interpolated text is escaped; only other `HTML` is spliced as it is. Literals are the only
/// way to write markup, so text that came from outside can never become one.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup as text.
    public let text: String

    /// Markup as written in the source.
    public init(stringLiteral value: String) { text = value }

    /// Markup with values in it.
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    init(markup: String) { text = markup }

    /// Nothing.
    public static let empty: HTML = ""

    /// Puts pieces behind each other.
    public static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.text + b.text) }

    /// Markup compiled into this build (a sprite, a style sheet): a literal by type.
    public static func trusted(_ literal: StaticString) -> HTML { HTML(markup: "\(literal)") }

    /// The markup as bytes.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// Collects literal and escaped parts.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        /// Reserves what the literal needs.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        /// Markup.
        public mutating func appendLiteral(_ literal: String) { text += literal }
        /// Text, escaped.
        public mutating func appendInterpolation(_ value: String) { HTML.escape(value, into: &text) }
        /// Text, escaped; nothing when absent.
        public mutating func appendInterpolation(_ value: String?) {
            if let value { HTML.escape(value, into: &text) }
        }
        /// Markup.
        public mutating func appendInterpolation(_ value: HTML) { text += value.text }
        /// Markup; nothing when absent.
        public mutating func appendInterpolation(_ value: HTML?) {
            if let value { text += value.text }
        }
        /// Pieces behind each other.
        public mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { text += value.text }
        }
        /// A whole number.
        public mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }
        /// The attribute's name when true, nothing when false: `<input \(flag: "required", isNeeded)>`.
        public mutating func appendInterpolation(flag name: StaticString, _ isSet: Bool) {
            if isSet { text += "\(name)" }
        }
    }

    static func escape(_ value: String, into text: inout String) {
        let needsEscape = value.utf8.contains { byte in
            byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
                || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        }
        guard needsEscape else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Sequence {
    /// Each element as markup, behind each other.
    public func html(_ view: (Element) -> HTML) -> HTML {
        var text = ""
        for element in self { text += view(element).text }
        return HTML(markup: text)
    }
}
