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
    /// Opens the desk at which one process does it: the installation holds it for as long as it runs.
    public let open: @Sendable () -> any WorkDesk

    /// A kind of work of which a process keeps nothing from one portion to the next.
    public init(
        _ name: String, waiting: @escaping @Sendable (Connection, Instant) throws -> [Int64],
        advance: @escaping @Sendable (Installation, Int64) async throws -> Bool
    ) {
        self.init(name, waiting: waiting, desk: { PlainDesk(portion: advance) })
    }

    /// A kind of work of which a process keeps something between portions, at a desk of its own.
    public init(
        _ name: String, waiting: @escaping @Sendable (Connection, Instant) throws -> [Int64],
        desk: @escaping @Sendable () -> any WorkDesk
    ) {
        self.name = name
        self.waiting = waiting
        open = desk
    }
}

/// Where one process does a kind of work.
public protocol WorkDesk: Sendable {
    /// Does the next portion in a shop, some tenths of a second long; answers whether more is left there. Several
    /// servers may ask at once: whoever comes second leaves the portion alone.
    func advance(_ installation: Installation, in tenant: Int64) async throws -> Bool
    /// Lets go of everything, as when the process is killed: nothing is tidied up, whoever comes next goes on.
    func abandon() async
}

/// A desk on which nothing lies.
private struct PlainDesk: WorkDesk {
    let portion: @Sendable (Installation, Int64) async throws -> Bool

    func advance(_ installation: Installation, in tenant: Int64) async throws -> Bool {
        try await portion(installation, tenant)
    }

    func abandon() async {}
}
