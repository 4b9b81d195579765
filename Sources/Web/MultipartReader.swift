import Kernel

/// Reads a `multipart/form-data` body as it comes, piece by piece, with memory that does not follow the files in it.
public struct MultipartReader {
    /// What was found next.
    public enum Part: Equatable, Sendable {
        /// A plain field with its whole value.
        case field(name: String, value: String)
        /// A file begins; its content follows as `bytes`.
        case file(name: String, fileName: String)
        /// More of the file that began last.
        case bytes([UInt8])
        /// The file that began last is through.
        case fileEnd
    }

    private enum State { case preamble, headers, field(name: String), file, end }

    private static let headerLimit = 8 * 1_024
    private static let fieldLimit = 64 * 1_024
    private static let partLimit = 1_000

    private let delimiter: [UInt8]
    private var buffer: [UInt8] = Array("\r\n".utf8)
    private var state = State.preamble
    private var parts = 0

    /// A reader for a body of this content type. Refuses any other type than `multipart/form-data` with a boundary.
    public init(contentType: String) throws {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
        else {
            throw Problem(
                .malformed, "unsupported_media_type", "Send the file as multipart/form-data.", field: "Content-Type")
        }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Takes more of the body and answers what is complete in it.
    public mutating func read(_ bytes: some Sequence<UInt8>) throws -> [Part] {
        buffer.append(contentsOf: bytes)
        var found: [Part] = []
        while try step(&found) {}
        return found
    }

    /// Says that nothing follows. Refuses a body that was cut short.
    public func finish() throws {
        if case .end = state { return }
        throw Self.malformed("it ends in the middle")
    }

    /// One step; false when more bytes are needed.
    private mutating func step(_ found: inout [Part]) throws -> Bool {
        switch state {
        case .preamble:
            guard let start = position(of: delimiter) else {
                buffer.removeFirst(max(0, buffer.count - delimiter.count))
                return false
            }
            return pass(start + delimiter.count)
        case .headers: return try readHeaders(&found)
        case .field(let name):
            guard let end = position(of: delimiter) else {
                if buffer.count > Self.fieldLimit { throw Self.malformed("the field '\(name)' is too long") }
                return false
            }
            guard let value = String(validating: buffer[0..<end], as: UTF8.self), !value.utf8.contains(0) else {
                throw Self.malformed("the field '\(name)' is not UTF-8 text")
            }
            guard pass(end + delimiter.count) else { return false }
            found.append(.field(name: name, value: value))
            return true
        case .file:
            guard let end = position(of: delimiter) else {
                let sure = buffer.count - delimiter.count
                if sure > 0 {
                    found.append(.bytes(Array(buffer[0..<sure])))
                    buffer.removeFirst(sure)
                }
                return false
            }
            if end > 0 {
                found.append(.bytes(Array(buffer[0..<end])))
                buffer.removeFirst(end)
            }
            guard pass(delimiter.count) else { return false }
            found.append(.fileEnd)
            return true
        case .end:
            buffer.removeAll()
            return false
        }
    }

    /// Goes behind a delimiter: either another part begins, or that was the last.
    private mutating func pass(_ end: Int) -> Bool {
        guard buffer.count >= end + 2 else { return false }
        let isLast = buffer[end] == UInt8(ascii: "-") && buffer[end + 1] == UInt8(ascii: "-")
        state = isLast ? .end : .headers
        buffer.removeFirst(isLast ? end + 2 : end)
        return true
    }

    private mutating func readHeaders(_ found: inout [Part]) throws -> Bool {
        guard let end = position(of: Array("\r\n\r\n".utf8)) else {
            if buffer.count > Self.headerLimit { throw Self.malformed("the head of a part is too long") }
            return false
        }
        guard let head = String(validating: buffer[0..<end], as: UTF8.self) else {
            throw Self.malformed("the head of a part is not UTF-8 text")
        }
        buffer.removeFirst(end + 4)
        parts += 1
        if parts > Self.partLimit { throw Self.malformed("it has more than \(Self.partLimit) parts") }
        let lines = head.split(separator: "\r\n")
        let disposition = lines.first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = Self.parameter("name", of: String(disposition)) else {
            throw Self.malformed("a part has no name")
        }
        if let fileName = Self.parameter("filename", of: String(disposition)) {
            found.append(.file(name: name, fileName: fileName))
            state = .file
        } else {
            state = .field(name: name)
        }
        return true
    }

    private func position(of needle: [UInt8]) -> Int? {
        let first = needle[0]
        return buffer.withUnsafeBufferPointer { (bytes: UnsafeBufferPointer<UInt8>) -> Int? in
            guard bytes.count >= needle.count else { return nil }
            var index = 0
            let last = bytes.count - needle.count
            while index <= last {
                if bytes[index] == first, matches(bytes, index, needle) { return index }
                index += 1
            }
            return nil
        }
    }

    private func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ needle: [UInt8]) -> Bool {
        for offset in 1..<needle.count where bytes[start + offset] != needle[offset] { return false }
        return true
    }

    /// A parameter of a header, quoted or not. Browsers write `"` in names as `%22`.
    static func parameter(_ name: String, of header: String) -> String? {
        for piece in pieces(header).dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, trimmed(halves[0]).lowercased() == name else { continue }
            let value = trimmed(halves[1])
            guard value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 else { return value }
            return String(value.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("%22", with: "\"")
        }
        return nil
    }

    /// What stands between semicolons outside of quotes.
    private static func pieces(_ header: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = header.startIndex
        var isQuoted = false
        var before: Character = " "
        for index in header.indices {
            let character = header[index]
            if character == "\"", before != "\\" { isQuoted.toggle() }
            if character == ";", !isQuoted {
                pieces.append(header[start..<index])
                start = header.index(after: index)
            }
            before = character
        }
        return pieces + [header[start...]]
    }

    private static func trimmed(_ text: Substring) -> String {
        let front = text.drop { $0 == " " || $0 == "\t" }
        return String(front.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    private static func malformed(_ what: String) -> Problem {
        Problem(.malformed, "malformed_form", "The form could not be read: \(what).")
    }
}
