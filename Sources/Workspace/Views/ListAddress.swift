import Kernel

/// The query string of a list's address in one form, whichever way it was typed: members in alphabetical order,
/// escaped one way, without empty ones, and without the place in the list, which belongs to a moment and not to a view.
enum ListAddress {
    private static let passing: Set<String> = ["after"]

    static func canonical(_ query: String) -> String {
        let parts = query.drop { character in character == "?" }.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (key: decoded(pair[0]), value: pair.count > 1 ? decoded(pair[1]) : "")
        }
        let kept = parts.filter { part in !part.key.isEmpty && !part.value.isEmpty && !passing.contains(part.key) }
        // Members of the same name keep their order: the sort is stable by position.
        let sorted = kept.enumerated().sorted { a, b in
            a.element.key == b.element.key ? a.offset < b.offset : a.element.key < b.element.key
        }
        return sorted.map { part in "\(encoded(part.element.key))=\(encoded(part.element.value))" }
            .joined(separator: "&")
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self)),
                value.count == 1
            {
                bytes.append(value[0])
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes += Hex.encode([byte]).uppercased().utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","),
            UInt8(ascii: ":"), UInt8(ascii: "!"):
            true
        case _: false
        }
    }
}
