/// Makes text from outside fit to be kept and shown: no control characters, nothing that turns the writing
/// direction around, no invisible characters, no stray white space.
public enum FieldText {
    /// One line: every run of white space becomes one space, the ends are trimmed.
    public static func line(_ text: String) -> String {
        let parts = String(String.UnicodeScalarView(visible(text))).split(whereSeparator: \.isWhitespace)
        return parts.joined(separator: " ")
    }

    /// Several lines: line ends become `\n`, each line is cleaned, at most one empty line stays between two.
    public static func paragraphs(_ text: String) -> String {
        var lines: [String] = []
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let cleaned = line(String(part))
            if cleaned.isEmpty && (lines.last ?? "").isEmpty { continue }
            lines.append(cleaned)
        }
        if lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func visible(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.compactMap { (scalar: Unicode.Scalar) -> Unicode.Scalar? in
            switch scalar.value {
            case 0x09...0x0D, 0x85, 0x2028, 0x2029: " "
            case 0x00...0x1F, 0x7F...0x9F: nil
            case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB: nil
            case _: scalar
            }
        }
    }
}

extension Validation {
    /// The line cleaned; notes an error when it is required and empty, or longer than the limit.
    public mutating func line(_ text: String, _ field: String, limit: Int, isRequired: Bool = false) -> String {
        let cleaned = FieldText.line(text)
        check(!isRequired || !cleaned.isEmpty, field, "required", "This must not be empty.")
        check(cleaned.count <= limit, field, "too_long", "This may have at most \(limit) characters.")
        return cleaned
    }

    /// As `line`, for text of several lines.
    public mutating func paragraphs(_ text: String, _ field: String, limit: Int) -> String {
        let cleaned = FieldText.paragraphs(text)
        check(cleaned.count <= limit, field, "too_long", "This may have at most \(limit) characters.")
        return cleaned
    }
}

extension String {
    /// Nil instead of the empty text.
    public var nilIfEmpty: String? { isEmpty ? nil : self }
}
