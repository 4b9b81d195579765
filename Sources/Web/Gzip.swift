import CZlib
import Kernel

/// Packing with gzip (RFC 1952), as browsers and most programs take it.
public enum Gzip {
    /// How hard to look for repetitions.
    public enum Effort: Int32, Sendable {
        /// For answers made while somebody waits.
        case brisk = 5
        /// For what is packed once and sent many times.
        case thorough = 9
    }

    /// Bytes as one gzip file.
    public static func compress(_ bytes: [UInt8], effort: Effort = .brisk) throws -> [UInt8] {
        let packer = try GzipPacker(effort)
        return try packer.pack(bytes) + packer.finish()
    }
}

/// Packs a content that comes in pieces. What it gives out, piece behind piece, is one gzip file.
public final class GzipPacker {
    private let stream: UnsafeMutablePointer<z_stream>
    private let room: UnsafeMutableBufferPointer<UInt8>

    /// Begins a file.
    public init(_ effort: Gzip.Effort = .brisk) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        room = .allocate(capacity: 16 * 1024)
        let gzipWindow: Int32 = 15 + 16
        let memory: Int32 = 8
        let result = deflateInit2_(
            stream, effort.rawValue, Z_DEFLATED, gzipWindow, memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else { throw Self.failure(result) }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        room.deallocate()
    }

    /// Takes the next piece; answers what is ready, often nothing yet.
    public func pack(_ bytes: some Collection<UInt8>) throws -> [UInt8] {
        if let packed = try bytes.withContiguousStorageIfAvailable({ piece in try run(piece, Z_NO_FLUSH) }) {
            return packed
        }
        return try Array(bytes).withUnsafeBufferPointer { piece in try run(piece, Z_NO_FLUSH) }
    }

    /// Ends the file; answers what was still held back. Nothing can be packed afterwards.
    public func finish() throws -> [UInt8] { try run(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH) }

    private func run(_ piece: UnsafeBufferPointer<UInt8>, _ flush: Int32) throws -> [UInt8] {
        var packed: [UInt8] = []
        stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
        stream.pointee.avail_in = UInt32(piece.count)
        repeat {
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            let result = deflate(stream, flush)
            guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else { throw Self.failure(result) }
            packed.append(contentsOf: room.prefix(room.count - Int(stream.pointee.avail_out)))
        } while stream.pointee.avail_out == 0
        return packed
    }

    private static func failure(_ result: Int32) -> Problem {
        Problem(.internal, "gzip_failed", "The answer could not be packed.", detail: "zlib reports \(result)")
    }
}
