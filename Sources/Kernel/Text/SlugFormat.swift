import Foundation

/// Names in addresses: lower-case ASCII letters and digits, words joined by single hyphens.
public enum SlugFormat {
    /// A slug made of a text, cut at a word where possible. Other scripts are written in Latin letters first; text
    /// without any letter or digit gives an empty slug.
    public static func slug(_ text: String, maximumLength: Int = 60) -> String {
        var folded = Text.folded(text)
        if !folded.utf8.allSatisfy({ (byte: UInt8) -> Bool in byte < 0x80 }) {
            folded = Text.folded(folded.applyingTransform(.toLatin, reverse: false) ?? folded)
        }
        var slug = ""
        var pendingHyphen = false
        for scalar in folded.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9":
                if pendingHyphen, !slug.isEmpty { slug.append("-") }
                pendingHyphen = false
                slug.unicodeScalars.append(scalar)
            case "'", "’": break
            default: pendingHyphen = true
            }
        }
        return cut(slug, maximumLength)
    }

    /// Whether a text is a slug already.
    public static func isSlug(_ text: String, maximumLength: Int = 60) -> Bool {
        (1...maximumLength).contains(text.utf8.count) && slug(text, maximumLength: maximumLength) == text
    }

    private static func cut(_ slug: String, _ maximumLength: Int) -> String {
        guard slug.utf8.count > maximumLength else { return slug }
        let head = slug.prefix(maximumLength)
        let endsWord = slug.dropFirst(maximumLength).first == "-"
        if !endsWord, let hyphen = head.lastIndex(of: "-"), head[..<hyphen].count >= maximumLength / 2 {
            return String(head[..<hyphen])
        }
        return String(head.last == "-" ? head.dropLast() : head)
    }
}
