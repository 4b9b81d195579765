import Foundation
import Synchronization

/// The database threads of one store, and who waits for their end.
final class Workers: Sendable {
    private struct State {
        /// Threads whose body has not returned: the one that takes it to none is the last to hold a connection.
        var working = 0
        /// Threads that have not gone through `leave`.
        var running = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let whenDone: @Sendable () -> Void

    /// `whenDone` runs once, on the last thread, after it has closed its connection.
    init(count: Int, whenDone: @escaping @Sendable () -> Void) {
        self.whenDone = whenDone
        state.withLock { (state: inout State) -> Void in
            state.working = count
            state.running = count
        }
    }

    /// Starts one of the threads.
    func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            body()
            self.leave()
        }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Returns when all threads have ended.
    func wait() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) -> Void in
            let isOver = state.withLock { (state: inout State) -> Bool in
                if state.running > 0 { state.waiting.append(continuation) }
                return state.running == 0
            }
            if isOver { continuation.resume() }
        }
    }

    private func leave() {
        let isLast = state.withLock { (state: inout State) -> Bool in
            state.working -= 1
            return state.working == 0
        }
        if isLast { whenDone() }
        let waiting = state.withLock { (state: inout State) -> [CheckedContinuation<Void, Never>] in
            state.running -= 1
            guard state.running == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
