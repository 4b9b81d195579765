import Kernel
import Store

/// Long work of many transactions that servers do in the background: a portion at a time, in turn with the work of
/// other shops. What is done and what is left stands in tables of the module, so that a server which was killed in
/// between, or another one, goes on where the last portion was committed.
public struct Work: Sendable {
    /// The stable name, for logs.
    public let name: String
    /// The shops in which a portion waits at this time. One statement that an index answers: it is asked four times a
    /// second.
    public let waiting: @Sendable (Connection, Instant) throws -> [Int64]
    /// Does the next portion in a shop, some tenths of a second long; answers whether more is left there. Several
    /// servers may ask at once: whoever comes second leaves the portion alone.
    public let advance: @Sendable (Installation, Int64) async throws -> Bool

    /// A kind of work.
    public init(
        _ name: String, waiting: @escaping @Sendable (Connection, Instant) throws -> [Int64],
        advance: @escaping @Sendable (Installation, Int64) async throws -> Bool
    ) {
        self.name = name
        self.waiting = waiting
        self.advance = advance
    }
}
