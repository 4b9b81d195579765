import Kernel
import Logging
import Store
import Synchronization

/// Counts the statements that a store runs in transactions, by what it reports of each body.
public final class StatementCounter: Sendable {
    private let counted = Mutex(0)

    /// Begins at nothing.
    public init() {}

    /// Options for a test store that reports every body here.
    public var options: StoreOptions {
        var logger = Logger(label: "statements") { _ in Handler(counter: self) }
        logger.logLevel = .debug
        return StoreOptions(synchronous: .off, slowBody: .microseconds(-1), logger: logger)
    }

    /// How many statements run while something is done.
    public func statements(during body: () async throws -> Void) async rethrows -> Int {
        let before = counted.withLock { count in count }
        try await body()
        return counted.withLock { count in count } - before
    }

    fileprivate func add(_ count: Int) { counted.withLock { total in total += count } }
}

/// Takes the number of statements out of what a store reports, and drops the rest.
private struct Handler: LogHandler {
    let counter: StatementCounter
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard let count = event.metadata?["statements"] else { return }
        counter.add(Int(count.description) ?? 0)
    }
}
