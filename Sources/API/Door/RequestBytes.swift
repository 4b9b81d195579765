import Hummingbird
import Kernel
import NIOCore

extension Request {
    /// The whole body. Refuses with 413 as soon as more than `limit` bytes have come.
    public func bytes(upTo limit: Int) async throws -> [UInt8] {
        var buffer = ByteBuffer()
        for try await var part in body {
            buffer.writeBuffer(&part)
            if buffer.readableBytes > limit {
                throw Problem(.tooLarge, "body_too_large", "The body is larger than \(limit) bytes.")
            }
        }
        return Array(buffer.readableBytesView)
    }
}
