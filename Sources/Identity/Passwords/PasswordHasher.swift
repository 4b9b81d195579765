import Dispatch
import Kernel
import Synchronization

/// Hashes passwords on a thread of its own, one after the other: hashing is slow and takes 32 MiB on purpose, and must
/// neither hold up the threads that serve requests nor happen inside a transaction.
final class PasswordHasher: Sendable {
    /// How many may wait; the next is refused.
    static let waitingLimit = 48

    let cost: PasswordCost
    private let randomness: any Randomness
    private let queue = DispatchQueue(label: "martlet.passwords")
    private let waiting = Atomic<Int>(0)
    /// What is hashed against when there is no such person: the work is the same, and nothing matches.
    private let nobody: PasswordHash

    init(cost: PasswordCost, randomness: any Randomness) {
        self.cost = cost
        self.randomness = randomness
        nobody = PasswordHash(cost: cost, salt: randomness.bytes(16), key: randomness.bytes(32))
    }

    /// The hash of a new password, as it is stored.
    func hash(_ password: String) async throws -> String {
        let salt = randomness.bytes(16)
        let cost = cost
        return try await run { try PasswordHash(password, cost: cost, salt: salt).text }
    }

    /// Whether the password belongs to the stored hash. Without one it takes as long, and is false.
    func verify(_ password: String, against stored: String?) async throws -> Bool {
        let known = stored.flatMap { PasswordHash($0) }
        let hash = known ?? nobody
        let matches = try await run { try hash.matches(password) }
        return matches && known != nil
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        // A simulation has one thread, and costs that are next to nothing.
        if Background.executor != nil { return try body() }
        let before = waiting.wrappingAdd(1, ordering: .relaxed).oldValue
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        guard before < Self.waitingLimit else {
            throw Problem(
                .unavailable, "sign_in.busy", "Too many people are signing in at the same moment.",
                remedy: "Try again in a few seconds.", details: ["retry_after": "5"])
        }
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
