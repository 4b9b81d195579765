import Kernel

/// The text of a source as valid UTF-8, whatever encoding the file has. Never repairs in silence: bytes that do not
/// fit the encoding, zero bytes and other marks of a file that is no text are a Problem that says where.
public final class TextStream {
    /// What the file begins with said about its encoding; sharpened when the first non-ASCII byte comes.
    public private(set) var guess: TextEncodingGuess

    private let source: ByteSource
    private let raw: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var offsetOfStart: Int64 = 0
    private var sourceEnded = false

    /// Looks at the first bytes, refuses what is no text, and settles the encoding (or uses the declared one).
    public init(_ source: ByteSource, encoding: TextEncoding? = nil, chunkSize: Int = 256 * 1024) throws {
        self.source = source
        raw = .allocate(byteCount: max(chunkSize, 16), alignment: 16)
        guess = TextEncodingGuess(encoding: .utf8, evidence: .onlyASCII)
        try refill()
        let head = UnsafeRawBufferPointer(rebasing: raw[start..<end])
        guess = TextEncodingGuess.from(head, declared: encoding, isWhole: sourceEnded)
        try FileSignature.refuseBinary(head, encoding: guess.encoding, name: source.name)
        start += guess.markLength
        offsetOfStart += Int64(guess.markLength)
    }

    deinit { raw.deallocate() }

    /// The name problems are reported under.
    public var name: String { source.name }
    /// How far the file has been read.
    public var progress: SourceProgress { source.progress }

    /// Writes UTF-8 to the front of `target` (at least 16 bytes large) and returns how much; 0 means the end.
    /// A character may be split between two calls for UTF-8 files.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            if start < end {
                let moved = try convert(into: target)
                start += moved.consumed
                offsetOfStart += Int64(moved.consumed)
                if moved.produced > 0 { return moved.produced }
            }
            if sourceEnded {
                if start < end { throw brokenCharacter() }
                return 0
            }
            try refill()
        }
    }

    /// Moves the unread rest to the front and fills the buffer behind it.
    private func refill() throws {
        let rest = end - start
        if rest > 0, start > 0, let base = raw.baseAddress { base.copyMemory(from: base + start, byteCount: rest) }
        start = 0
        end = rest
        while end < raw.count, !sourceEnded {
            let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[end...]))
            sourceEnded = count == 0
            end += count
        }
    }

    private func convert(into target: UnsafeMutableRawBufferPointer) throws -> (consumed: Int, produced: Int) {
        let bytes = UnsafeRawBufferPointer(rebasing: raw[start..<end])
        if guess.evidence == .onlyASCII { guess = TextEncodingGuess.singleBytes(bytes, isLast: sourceEnded) }
        switch guess.encoding {
        case .utf8: return try copyUTF8(bytes, into: target)
        case .utf16LittleEndian: return try widen(bytes, into: target, littleEndian: true)
        case .utf16BigEndian: return try widen(bytes, into: target, littleEndian: false)
        case .windows1252: return try single(bytes, into: target, table: SingleByteText.windows1252)
        case .latin1: return try single(bytes, into: target, table: SingleByteText.latin1)
        }
    }

    private func copyUTF8(
        _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) throws -> (consumed: Int, produced: Int) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[0..<min(bytes.count, target.count)])
        let (valid, verdict) = UTF8Check.check(part)
        switch verdict {
        case .complete, .incomplete: break
        case .zero: throw zeroByte(at: offsetOfStart + Int64(valid))
        case .invalid:
            start += valid
            offsetOfStart += Int64(valid)
            throw brokenCharacter()
        }
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: part[0..<valid]))
        return (valid, valid)
    }

    private func single(
        _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, table: [UInt16]
    ) throws -> (consumed: Int, produced: Int) {
        var writer = UTF8Output(target)
        var index = 0
        while index < bytes.count, writer.hasRoom {
            let byte = bytes[index]
            if byte == 0 { throw zeroByte(at: offsetOfStart + Int64(index)) }
            if byte < 0x80 { writer.append(ascii: byte) } else { writer.append(UInt32(table[Int(byte) - 0x80])) }
            index += 1
        }
        return (index, writer.count)
    }

    private func widen(
        _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, littleEndian: Bool
    ) throws -> (consumed: Int, produced: Int) {
        var writer = UTF8Output(target)
        var index = 0
        func unit(_ at: Int) -> UInt32 {
            let first = UInt32(bytes[at])
            let second = UInt32(bytes[at + 1])
            return littleEndian ? first | second << 8 : first << 8 | second
        }
        while index + 2 <= bytes.count, writer.hasRoom {
            let code = unit(index)
            if code == 0 { throw zeroByte(at: offsetOfStart + Int64(index)) }
            if code & 0xf800 != 0xd800 {
                writer.append(code)
                index += 2
                continue
            }
            guard index + 4 <= bytes.count else { break }
            let low = unit(index + 2)
            guard code < 0xdc00, low & 0xfc00 == 0xdc00 else {
                start += index
                offsetOfStart += Int64(index)
                throw brokenCharacter()
            }
            writer.append(0x10000 + (code - 0xd800) << 10 + (low - 0xdc00))
            index += 4
        }
        return (index, writer.count)
    }

    private func zeroByte(at offset: Int64) -> Problem {
        FileSignature.binary(name: name, because: "it has a zero byte at position \(offset + 1)")
    }

    private func brokenCharacter() -> Problem {
        Problem(
            .invalid, "tabular.encoding_broken", "The text is not written in one encoding",
            detail: "\(name) was read as \(guess.encoding.rawValue) (\(guess.evidence.rawValue)), "
                + "but byte \(offsetOfStart + 1) does not fit.",
            remedy: "Name the encoding (\(TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))), "
                + "or save the file again as UTF-8.")
    }
}
