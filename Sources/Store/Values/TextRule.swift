import Kernel

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What text may be stored: anything but NUL, which PostgreSQL cannot hold. Both engines refuse it alike.
enum TextRule {
    @inline(__always) static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        guard let start = bytes.baseAddress, memchr(start, 0, bytes.count) != nil else { return }
        throw Problem(
            .unprocessable, "store.nul_in_text", "Text must not contain the NUL character.",
            remedy: "Remove the character U+0000 from the text.")
    }
}
