import Crypto
import Kernel

/// The hash of one link of an append-only chain: `SHA-256(previous hash ‖ fields)`, numbers as eight bytes, the largest
/// first, texts with their length in front, so that no two lists of fields are hashed alike.
public struct HashChain {
    /// What stands before the first link.
    public static let genesis = [UInt8](repeating: 0, count: 32)

    private var sha = SHA256()

    /// Begins the link that follows one with this hash.
    public init(after previous: [UInt8]) { sha.update(data: previous) }

    /// Adds numbers.
    public mutating func add(_ numbers: [Int64]) {
        for number in numbers {
            withUnsafeBytes(of: number.bigEndian) { bytes in sha.update(bufferPointer: bytes) }
        }
    }

    /// Adds texts.
    public mutating func add(_ texts: [String]) {
        for text in texts {
            var copy = text
            copy.withUTF8 { utf8 in
                withUnsafeBytes(of: UInt64(utf8.count).bigEndian) { bytes in sha.update(bufferPointer: bytes) }
                sha.update(bufferPointer: UnsafeRawBufferPointer(utf8))
            }
        }
    }

    /// The hash of the link.
    public func hash() -> [UInt8] { Array(sha.finalize()) }
}
