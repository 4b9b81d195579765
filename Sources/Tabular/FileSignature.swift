import Kernel

/// Recognises files that are certainly not lists, so that they are refused by name and not as strange rows.
enum FileSignature {
    private static let binaries: [(prefix: [UInt8], what: String, remedy: String?)] = [
        ([0x89, 0x50, 0x4e, 0x47], "a PNG picture", nil),
        ([0xff, 0xd8, 0xff], "a JPEG picture", nil),
        (Array("GIF8".utf8), "a GIF picture", nil),
        (Array("%PDF".utf8), "a PDF document", nil),
        (
            [0x50, 0x4b, 0x03, 0x04], "an Excel workbook or ZIP archive",
            "Save the sheet as CSV, or unpack the archive."
        ),
        ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook", "Save the sheet as CSV."),
        ([0x1f, 0x8b], "compressed twice", "Unpack it once."),
        (Array("BZh".utf8), "a bzip2 archive", "Unpack it first; gzip is read directly."),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive", "Unpack it first; gzip is read directly."),
        ([0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive", "Unpack it first; gzip is read directly."),
        (Array("SQLite format 3".utf8), "a SQLite database", nil),
    ]

    /// Throws when the first bytes are those of a picture, archive, document or other binary file, or there are none.
    static func refuseBinary(_ head: UnsafeRawBufferPointer, encoding: TextEncoding, name: String) throws {
        if head.isEmpty {
            throw Problem(
                .invalid, "tabular.empty", "The file is empty", detail: "\(name) has no content.",
                remedy: "Export it again.")
        }
        for known in binaries where head.starts(with: known.prefix) {
            throw binary(name: name, because: "it is \(known.what)", remedy: known.remedy)
        }
        if encoding == .utf16LittleEndian || encoding == .utf16BigEndian { return }
        var controls = 0
        let looked = min(head.count, 4096)
        for (index, byte) in head[0..<looked].enumerated() {
            if byte == 0 { throw binary(name: name, because: "it has a zero byte at position \(index + 1)") }
            if byte < 0x20, !(0x09...0x0d).contains(byte), byte != 0x1a, byte != 0x1b { controls += 1 }
        }
        if controls * 20 > looked { throw binary(name: name, because: "it is full of control characters") }
    }

    /// Throws when the text is JSON, HTML or XML. `head` is UTF-8.
    static func refuseOtherText(_ head: [UInt8], name: String) throws {
        let visible = head.drop { (byte: UInt8) -> Bool in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = visible.first else {
            throw Problem(
                .invalid, "tabular.empty", "The file is empty", detail: "\(name) has only blank lines.",
                remedy: "Export it again.")
        }
        let next = visible.dropFirst().first { (byte: UInt8) -> Bool in byte != 0x20 && !(0x09...0x0d).contains(byte) }
        let following = next ?? 0
        let isLetter = (0x41...0x5a).contains(following & 0xdf)
        switch first {
        case UInt8(ascii: "{"):
            if following == UInt8(ascii: "\"") || following == UInt8(ascii: "}") { throw otherText("JSON", name: name) }
        case UInt8(ascii: "["):
            if "{[\"]".utf8.contains(following) { throw otherText("JSON", name: name) }
        case UInt8(ascii: "<"):
            if isLetter || following == UInt8(ascii: "!") || following == UInt8(ascii: "?") {
                throw otherText("a web page or XML", name: name)
            }
        default: break
        }
    }

    /// The refusal of a file that is no text.
    static func binary(name: String, because reason: String, remedy: String? = nil) -> Problem {
        Problem(
            .invalid, "tabular.not_text", "This is not a text file",
            detail: "\(name) cannot be read as a list: \(reason).",
            remedy: remedy ?? "Export the list as CSV (comma, semicolon or tab separated text).")
    }

    private static func otherText(_ what: String, name: String) -> Problem {
        Problem(
            .invalid, "tabular.not_a_list", "This is not a delimited list",
            detail: "\(name) is \(what).",
            remedy: "Export the list as CSV (comma, semicolon or tab separated text).")
    }
}
