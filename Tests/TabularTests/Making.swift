import CZlib
import Kernel
import Tabular

/// The same numbers for the same seed, everywhere.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

/// Packs bytes as one gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let room = output.count
    input.withUnsafeMutableBufferPointer { (source: inout UnsafeMutableBufferPointer<UInt8>) in
        output.withUnsafeMutableBufferPointer { (target: inout UnsafeMutableBufferPointer<UInt8>) in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            deflate(&stream, Z_FINISH)
        }
    }
    let length = room - Int(stream.avail_out)
    deflateEnd(&stream)
    return Array(output[0..<length])
}

/// Everything a source gives, read in pieces of some size.
func drain(_ source: ByteSource, piece: Int = 1000) throws -> [UInt8] {
    var all: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 1)
    defer { buffer.deallocate() }
    while true {
        let count = try source.read(into: buffer)
        if count == 0 { return all }
        all.append(contentsOf: buffer[0..<count])
    }
}

/// The text of bytes, converted in pieces of some size.
func decode(_ bytes: [UInt8], encoding: TextEncoding? = nil, chunk: Int = 4096) throws -> (
    text: String, guess: TextEncodingGuess
) {
    let stream = try TextStream(ByteSource(bytes: bytes), encoding: encoding, chunkSize: chunk)
    var all: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(16, chunk / 2), alignment: 1)
    defer { buffer.deallocate() }
    while true {
        let count = try stream.read(into: buffer)
        if count == 0 { return (String(decoding: all, as: UTF8.self), stream.guess) }
        all.append(contentsOf: buffer[0..<count])
    }
}

/// A reader over text with a stated layout.
func reader(
    _ text: String, _ dialect: Dialect = Dialect(), expecting: Int? = nil, limits: RecordLimits = .standard,
    bufferSize: Int = 4096
) throws -> RecordReader {
    let stream = try TextStream(ByteSource(bytes: Array(text.utf8)), encoding: .utf8)
    return RecordReader(stream, dialect: dialect, expectedFields: expecting, limits: limits, bufferSize: bufferSize)
}

/// Looks at a list given as text.
func inspect(
    _ text: String, options: ReadingOptions = ReadingOptions(), vocabulary: [TargetField] = []
) throws -> TabularFile {
    try TabularFile.inspect(bytes: Array(text.utf8), name: "list.csv", options: options, vocabulary: vocabulary)
}

/// The Problem that `body` throws; nil when it throws none or something else.
func problem(_ body: () throws -> Void) -> Problem? {
    do {
        try body()
        return nil
    } catch {
        return error as? Problem
    }
}

/// Reads one cell through a record, as an import does.
func record(_ cell: String) throws -> TabularRecord {
    let sink = ByteSink()
    var writer = CSVWriter(sink)
    try writer.write([cell, "x"])
    let reader = try reader(String(decoding: sink.bytes, as: UTF8.self))
    _ = try reader.next()
    return reader.record
}
