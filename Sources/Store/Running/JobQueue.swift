import Foundation
import Kernel

/// Bounded first-in-first-out queue between callers and database threads.
final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [Job] = []
    private var head = 0
    private var isClosed = false
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    /// How many jobs wait.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return jobs.count - head
    }

    /// Appends a job, or refuses it when too many wait.
    func put(_ job: Job) throws {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { throw Problem(.unavailable, "store.closed", "The database was closed.") }
        if jobs.count - head >= limit {
            throw Problem(
                .unavailable, "store.busy", "Too many requests are waiting for the database.",
                remedy: "Try again in a moment.", details: ["limit": "\(limit)"])
        }
        jobs.append(job)
        condition.signal()
    }

    /// Waits for jobs and takes what has gathered, at most `max`; an exclusive one alone. Nil when closed and empty.
    func take(max: Int) -> [Job]? {
        condition.lock()
        defer { condition.unlock() }
        while head == jobs.count {
            if isClosed { return nil }
            condition.wait()
        }
        var end = head
        while end < jobs.count, end - head < max, jobs[end].mode != .exclusive { end += 1 }
        if end == head { end += 1 }
        let taken = Array(jobs[head..<end])
        head = end
        if head == jobs.count {
            jobs.removeAll(keepingCapacity: jobs.capacity <= 4096)
            head = 0
        } else if head > 1024, head * 2 > jobs.count {
            jobs.removeFirst(head)
            head = 0
        }
        return taken
    }

    /// Takes no further jobs; those that wait are still done.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }
}
