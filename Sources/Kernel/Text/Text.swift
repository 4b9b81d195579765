import Foundation

/// Text as people look for it.
public enum Text {
    /// The search key of a text: lower case, without diacritics, runs of white space as one space, none at the
    /// ends. `  Crème  Brûlée ` becomes `creme brulee`, `Straße` becomes `strasse`.
    public static func folded(_ text: String) -> String {
        var copy = text
        let ascii = copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> String? in foldedASCII(bytes) }
        return ascii ?? foldedLatin(text) ?? foldedUnicode(text)
    }

    /// The text without white space at its ends.
    public static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        func isInk(_ scalar: Unicode.Scalar) -> Bool { !scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: isInk), let last = scalars.lastIndex(where: isInk)
        else { return "" }
        return String(scalars[first...last])
    }

    /// Folds bytes; nil when one is outside ASCII.
    private static func foldedASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.allSatisfy({ (byte: UInt8) -> Bool in byte < 0x80 }) else { return nil }
        return String(unsafeUninitializedCapacity: bytes.count) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            var at = 0, pendingSpace = false
            for byte in bytes {
                if byte == 32 || (9...13).contains(byte) {
                    pendingSpace = at > 0
                    continue
                }
                if pendingSpace {
                    out[at] = 32
                    at += 1
                    pendingSpace = false
                }
                out[at] = (65...90).contains(byte) ? byte | 0x20 : byte
                at += 1
            }
            return at
        }
    }

    /// Folds by table; nil when a scalar is not in it.
    private static func foldedLatin(_ text: String) -> String? {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            guard scalar.value < latin.count, let plain = latin[Int(scalar.value)] else { return nil }
            if plain == [32] {
                pendingSpace = !folded.isEmpty
                continue
            }
            if pendingSpace { folded.append(32) }
            pendingSpace = false
            folded.append(contentsOf: plain)
        }
        return String(decoding: folded, as: UTF8.self)
    }

    /// What the scalars of the Latin blocks fold to, one space for white space; nil where neighbours matter.
    private static let latin: [[UInt8]?] = (0..<UInt32(0x250)).map { (code: UInt32) -> [UInt8]? in
        guard let scalar = Unicode.Scalar(code) else { return nil }
        if scalar.properties.isWhitespace { return [32] }
        let text = String(scalar)
        let holdsSpace = text.decomposedStringWithCompatibilityMapping.unicodeScalars.contains {
            (part: Unicode.Scalar) -> Bool in part.properties.isWhitespace
        }
        return holdsSpace ? nil : [UInt8](foldedUnicode(text).utf8)
    }

    private static func foldedUnicode(_ text: String) -> String {
        let plain = text.decomposedStringWithCompatibilityMapping.lowercased()
        var result = ""
        result.reserveCapacity(plain.utf8.count)
        var pendingSpace = false
        for scalar in plain.decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                pendingSpace = !result.isEmpty
                continue
            }
            // Marks that change a letter go; those that are letters of their own, as in Devanagari, are no such marks.
            if scalar.properties.generalCategory == .nonspacingMark, scalar.properties.isDiacriticOrCombining {
                continue
            }
            if pendingSpace { result.append(" ") }
            pendingSpace = false
            if let plainer = undecomposed[scalar] {
                result.append(plainer)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result.precomposedStringWithCanonicalMapping
    }

    /// Latin letters that Unicode does not take apart.
    private static let undecomposed: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    ]
}

extension Unicode.Scalar.Properties {
    /// A mark above, below or through a letter.
    fileprivate var isDiacriticOrCombining: Bool { isDiacritic || canonicalCombiningClass.rawValue >= 200 }
}
