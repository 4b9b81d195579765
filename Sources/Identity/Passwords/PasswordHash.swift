import Crypto
import CryptoExtras
import Foundation
import Kernel

/// What one password hash costs: scrypt's parameters. They are stored with every hash, so they can be raised later.
public struct PasswordCost: Sendable, Hashable {
    /// The binary logarithm of scrypt's N.
    public let logRounds: Int
    /// scrypt's r.
    public let blockSize: Int
    /// scrypt's p.
    public let parallelism: Int

    /// Parameters within 2¹⁷ rounds, r and p up to 16.
    public init(logRounds: Int, blockSize: Int, parallelism: Int) {
        self.logRounds = min(max(logRounds, 1), 17)
        self.blockSize = min(max(blockSize, 1), 16)
        self.parallelism = min(max(parallelism, 1), 16)
    }

    /// What live installations use: N = 2¹⁵, r = 8, p = 3; 32 MiB and about a third of a second.
    public static let standard = PasswordCost(logRounds: 15, blockSize: 8, parallelism: 3)
    /// What tests and simulations use: next to nothing.
    public static let cheap = PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1)
}

/// A password's hash with all that is needed to check against it: `$scrypt$ln=15,r=8,p=3$salt$hash`.
struct PasswordHash: Sendable, Hashable {
    let cost: PasswordCost
    let salt: [UInt8]
    let key: [UInt8]

    init(cost: PasswordCost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Hashes a password. Slow on purpose; only `PasswordHasher` calls it.
    init(_ password: String, cost: PasswordCost, salt: [UInt8]) throws {
        self.init(cost: cost, salt: salt, key: try Self.derive(password, cost, salt))
    }

    /// Whether the password is the one. Slow on purpose; only `PasswordHasher` calls it.
    func matches(_ password: String) throws -> Bool {
        ConstantTime.equal(try Self.derive(password, cost, salt), key)
    }

    /// The stored text.
    var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.base64(salt))$\(Self.base64(key))"
    }

    /// Reads the stored text; nil when it is no such thing.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let salt = Self.bytes(parts[3]),
            let key = Self.bytes(parts[4]), salt.count >= 8, key.count == 32
        else { return nil }
        var numbers: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let number = Int(sides[1]) else { return nil }
            numbers[sides[0]] = number
        }
        guard let ln = numbers["ln"], let r = numbers["r"], let p = numbers["p"] else { return nil }
        let cost = PasswordCost(logRounds: ln, blockSize: r, parallelism: p)
        guard cost.logRounds == ln, cost.blockSize == r, cost.parallelism == p else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    /// The same characters give the same bytes, however a keyboard composes them.
    private static func derive(_ password: String, _ cost: PasswordCost, _ salt: [UInt8]) throws -> [UInt8] {
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> [UInt8] in Array(bytes) }
    }

    /// Base64 without padding, as hashes of this form are written everywhere.
    private static func base64(_ bytes: [UInt8]) -> String {
        String(Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        Base64URL.decode(String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
    }
}
