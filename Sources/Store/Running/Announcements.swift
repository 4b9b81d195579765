import Synchronization

/// Brings word of commits to whoever listens: a body announces a topic, and when its transaction has committed, everybody
/// who listens to the topic hears of it, on PostgreSQL in every process. Nothing is heard of a body that failed; two
/// announcements may be heard as one, and one as two.
final class Announcements: Sendable {
    private struct Listener {
        let topic: String
        let line: AsyncStream<Void>.Continuation
    }

    private struct State {
        var next = 0
        var listeners: [Int: Listener] = [:]
    }

    private let state = Mutex(State())

    /// What is announced of a topic from now on.
    func listen(to topic: String) -> AsyncStream<Void> {
        let (stream, line) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { (state: inout State) -> Int in
            state.next += 1
            state.listeners[state.next] = Listener(topic: topic, line: line)
            return state.next
        }
        line.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    /// Tells whoever listens to one of the topics.
    func post(_ topics: Set<String>) {
        if topics.isEmpty { return }
        let lines = state.withLock { (state: inout State) -> [AsyncStream<Void>.Continuation] in
            state.listeners.values.filter { listener in topics.contains(listener.topic) }.map(\.line)
        }
        for line in lines { line.yield() }
    }

    /// Tells everybody: something may have been missed.
    func postAll() { post(state.withLock { (state: inout State) in Set(state.listeners.values.map(\.topic)) }) }

    /// Nobody will hear anything any more.
    func end() {
        let lines = state.withLock { (state: inout State) -> [AsyncStream<Void>.Continuation] in
            defer { state.listeners = [:] }
            return state.listeners.values.map(\.line)
        }
        for line in lines { line.finish() }
    }

    private func forget(_ number: Int) {
        state.withLock { (state: inout State) -> Void in state.listeners[number] = nil }
    }
}

extension Connection {
    /// Says that something of a topic has changed. Whoever listens hears of it once the transaction has committed.
    public func announce(_ topic: StaticString) throws {
        guard announced.insert("\(topic)").inserted, engine == .postgres else { return }
        let name = "\(topic)"
        try send("SELECT pg_notify('martlet', current_schema()::text || '/' || CAST(\(name) AS TEXT))")
    }
}
