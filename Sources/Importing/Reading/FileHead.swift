import Tabular

/// The beginning of a file's content, unpacked and cut behind a whole record: enough to say what the file is.
enum FileHead {
    /// How much of the content is kept.
    static let limit = 1 << 20

    /// The beginning of the content of a file, and whether it is all of it. Throws when the file is damaged before.
    static func read(_ path: String) throws -> (bytes: [UInt8], isWhole: Bool) {
        let source = try ByteSource(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1_024, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let count = try source.read(into: buffer)
            if count == 0 { return (bytes, true) }
            bytes.append(contentsOf: buffer[0..<count])
        }
        return (cut(bytes), false)
    }

    /// Up to the last line end that is no part of a quoted cell, where one can be found.
    static func cut(_ bytes: [UInt8]) -> [UInt8] {
        let width = bytes.prefix(64).contains(0) ? 2 : 1
        var quotes = 0
        var lastLine = 0
        var lastRecord = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { quotes += 1 }
            guard byte == 0x0a || byte == 0x0d else { continue }
            let end = width == 1 ? index + 1 : (index / 2 + 1) * 2
            if end > bytes.count { continue }
            lastLine = end
            if quotes.isMultiple(of: 2) { lastRecord = end }
        }
        if lastRecord > 0 { return Array(bytes[0..<lastRecord]) }
        return lastLine > 0 ? Array(bytes[0..<lastLine]) : bytes
    }
}
