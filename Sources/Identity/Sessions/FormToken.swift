import Kernel

/// The secret by which a session's own pages prove their forms. It never goes out as it is: each request gets it under
/// another random mask, so that the length of a packed page says nothing about it.
struct FormToken: Sendable {
    private let secret: [UInt8]

    /// A session's secret; empty where forms carry none.
    init(_ secret: [UInt8]) { self.secret = secret }

    /// As forms carry it: the mask and the masked secret.
    func masked(_ randomness: any Randomness) -> String {
        if secret.isEmpty { return "" }
        let mask = randomness.bytes(secret.count)
        return Base64URL.encode(mask + zip(mask, secret).map { $0 ^ $1 })
    }

    /// Whether a text is this secret under some mask.
    func accepts(_ text: String) -> Bool {
        guard !secret.isEmpty, let bytes = Base64URL.decode(text), bytes.count == 2 * secret.count else { return false }
        let sent = zip(bytes.prefix(secret.count), bytes.suffix(secret.count)).map { $0 ^ $1 }
        return ConstantTime.equal(sent, secret)
    }
}
