import CZlib
import Kernel

/// Unpacks gzip: several members one after the other are one content, zero padding at the end is allowed,
/// a file cut short or damaged is a Problem and never a shorter content.
final class GzipInflater {
    private enum State { case insideMember, betweenMembers, finished }

    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let packed: UnsafeMutableRawBufferPointer
    private var state = State.insideMember
    private var inputEnded = false

    init(name: String) throws {
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        packed = .allocate(byteCount: 64 * 1024, alignment: 16)
        let gzipWindow: Int32 = 15 + 16
        let result = inflateInit2_(stream, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw Problem(.internal, "tabular.inflate_unavailable", "Compressed files cannot be read here")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        packed.deallocate()
    }

    func inflate(from input: RawInput, into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let targetStart = target.baseAddress, target.count > 0 else { return 0 }
        stream.pointee.next_out = targetStart.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: target.count)
        let room = Int(stream.pointee.avail_out)
        while stream.pointee.avail_out > 0, state != .finished {
            try refill(from: input)
            switch state {
            case .insideMember: try inflateMember()
            case .betweenMembers: try beginNextMember()
            case .finished: break
            }
        }
        return room - Int(stream.pointee.avail_out)
    }

    private func refill(from input: RawInput) throws {
        guard stream.pointee.avail_in == 0, !inputEnded else { return }
        let count = try input.read(into: packed)
        inputEnded = count == 0
        stream.pointee.next_in = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    private func inflateMember() throws {
        if stream.pointee.avail_in == 0, inputEnded {
            throw Problem(
                .invalid, "tabular.gzip_truncated", "The compressed file ends in the middle",
                detail: "\(name) was cut short: the download or copy did not finish.",
                remedy: "Fetch the file again.")
        }
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        switch result {
        case Z_OK, Z_BUF_ERROR: return
        case Z_STREAM_END: state = .betweenMembers
        default:
            let reason = stream.pointee.msg.map { (text: UnsafeMutablePointer<CChar>) -> String in String(cString: text)
            }
            throw damaged(reason ?? "zlib reports \(result)")
        }
    }

    private func beginNextMember() throws {
        guard stream.pointee.avail_in > 0, let next = stream.pointee.next_in else {
            if inputEnded { state = .finished }
            return
        }
        switch next.pointee {
        case 0:
            stream.pointee.next_in = next + 1
            stream.pointee.avail_in -= 1
        case 0x1f:
            guard inflateReset(stream) == Z_OK else { throw damaged("the next part cannot be started") }
            state = .insideMember
        default:
            throw damaged("other data follows the compressed part")
        }
    }

    private func damaged(_ reason: String) -> Problem {
        Problem(
            .invalid, "tabular.gzip_damaged", "The compressed file is damaged", detail: "\(name): \(reason).",
            remedy: "Fetch the file again, or unpack it yourself.")
    }
}
