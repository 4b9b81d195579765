import Kernel

extension Validation {
    /// Notes an error unless the text is fit to be kept and shown: within the limit, not empty where it must not be,
    /// without control characters or characters that turn the writing direction around.
    mutating func written(
        _ text: String?, _ field: String, limit: Int, isRequired: Bool = false, mayBreak: Bool = false
    ) {
        guard let text else { return }
        check(!isRequired || !Text.trimmed(text).isEmpty, field, "required", "This must not be empty.")
        check(text.count <= limit, field, "too_long", "This may have at most \(limit) characters.")
        let isClean = text.unicodeScalars.allSatisfy { (scalar: Unicode.Scalar) -> Bool in
            switch scalar.value {
            case 0x0A: mayBreak
            case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: false
            case _: true
            }
        }
        check(isClean, field, "bad_characters", "This may not have control or invisible characters.")
    }

    /// Refuses a note nobody could read, as the only fault.
    static func note(_ note: String?) throws {
        var check = Validation()
        check.written(note, "note", limit: 1_000, mayBreak: true)
        try check.finish()
    }
}
