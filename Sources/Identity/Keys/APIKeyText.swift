import Crypto
import Kernel

/// The text of an API key: `mk_live_`, 26 characters that name the key, `_`, 52 secret ones and 6 that check the rest.
///
/// The fixed start lets scanners find keys that have leaked; the check lets typing errors and other people's tokens be
/// refused without asking the database.
package struct APIKeyText: Sendable {
    static let prefix = "mk_live_"

    /// Which key it is.
    let id: ID<APIKey>
    /// The whole text.
    package let text: String

    /// A new key's text.
    init(_ id: ID<APIKey>, _ randomness: any Randomness) {
        self.id = id
        let secret = RawID(high: randomness.next(), low: randomness.next())
        let more = RawID(high: randomness.next(), low: randomness.next())
        let name = TypeID.text(prefix: "", id.raw)
        let body = "\(Self.prefix)\(name)_\(TypeID.text(prefix: "", secret))\(TypeID.text(prefix: "", more))"
        text = body + Self.check(body)
    }

    /// Takes text apart; nil unless it has the form and its check is right.
    package init?(_ text: String) {
        let size = TypeID.suffixLength
        guard text.utf8.count == Self.prefix.utf8.count + size + 1 + 2 * size + 6, text.hasPrefix(Self.prefix) else {
            return nil
        }
        let rest = text.dropFirst(Self.prefix.count)
        guard let id = ID<APIKey>("\(APIKey.idPrefix)_\(rest.prefix(size))"), rest.dropFirst(size).first == "_",
            Self.check(String(text.dropLast(6))) == text.suffix(6)
        else { return nil }
        self.id = id
        self.text = text
    }

    /// What is stored.
    var hash: [UInt8] { Secret.hash(text) }

    private static func check(_ body: String) -> String {
        let digest = RawID(bytes: Array(SHA256.hash(data: Array(body.utf8))).prefix(16)) ?? RawID(high: 0, low: 0)
        return String(TypeID.text(prefix: "", digest).suffix(6))
    }
}
