import Kernel

/// The merchant's code for one variant. Two spellings that differ in capitals or outer white space are the same SKU.
public enum SKU {
    /// The longest SKU that is kept.
    public static let limit = 64

    /// The one spelling a SKU is stored and compared in: trimmed, in capitals. Cheap for text that is so already.
    public static func normalised(_ text: String) -> String {
        var copy = text
        let isNormal = copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Bool in
            guard let first = bytes.first, let last = bytes.last, first > 0x20, last > 0x20 else {
                return bytes.isEmpty
            }
            return bytes.allSatisfy { (byte: UInt8) -> Bool in byte < 0x7F && !(97...122).contains(byte) }
        }
        return isNormal ? text : Text.trimmed(text).uppercased()
    }

    /// The SKU of a variant that came without one: made of the product's handle and the options, so that the same
    /// file gives the same SKU again.
    static func derived(handle: String, options: [String]) -> String {
        let parts = [handle] + options.map { SlugFormat.slug($0, maximumLength: 30) }.filter { !$0.isEmpty }
        return String(parts.joined(separator: "-").uppercased().prefix(limit))
    }
}

extension Validation {
    /// The SKU in its one spelling, without control or invisible characters.
    mutating func sku(_ text: String, _ field: String) -> String {
        SKU.normalised(line(text, field, limit: SKU.limit, isRequired: true))
    }
}
