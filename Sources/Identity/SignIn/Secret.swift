import Crypto
import Kernel

/// A secret that is handed out once: 256 random bits as text, of which only the hash is kept.
struct Secret: Sendable {
    /// What the holder gets.
    let text: String

    /// A new secret.
    init(_ randomness: any Randomness) { text = Base64URL.encode(randomness.bytes(32)) }

    /// What is stored and looked up.
    var hash: [UInt8] { Secret.hash(text) }

    /// The hash of a secret somebody sent. Plain SHA-256 is right for 256 random bits: there is nothing to guess.
    static func hash(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}

/// Comparison that takes the same time wherever the difference is.
public enum ConstantTime {
    /// Whether both are the same bytes. Only their lengths can be told from the time it takes.
    public static func equal(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for (x, y) in zip(a, b) { difference |= x ^ y }
        return difference == 0
    }

    /// Whether both are the same text.
    public static func equal(_ a: String, _ b: String) -> Bool { equal(Array(a.utf8), Array(b.utf8)) }
}
