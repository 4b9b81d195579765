import Foundation
import Kernel
import Logging

/// Bounded queue between callers and database threads: a line for each party, first in first out, and the lines take
/// turns. Nobody's work waits behind all of somebody else's.
final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var lines: [Turn.Party: Line<Job>] = [:]
    /// The parties that have work waiting, the next one first.
    private var order = Line<Turn.Party>()
    private var waiting = 0
    private var isClosed = false
    private let limit: Int
    private let share: Int
    private let clock: any Clock
    private var report: RefusalReport

    /// At most `limit` bodies wait, of these at most `share` of one party; the house is bound by the first alone.
    init(limit: Int, share: Int = .max, clock: any Clock, logger: Logger? = nil) {
        self.limit = max(1, limit)
        self.share = max(1, share)
        self.clock = clock
        report = RefusalReport(logger)
    }

    /// How many jobs wait.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return waiting
    }

    /// Appends a job to its party's line, or refuses it when too many wait.
    func put(_ job: Job) throws {
        let party = job.turn?.party ?? .house
        let isUnderWay = job.turn?.hasChanged ?? false
        let now = clock.now
        job.since = now
        condition.lock()
        defer { condition.unlock() }
        if isClosed { throw Problem(.unavailable, "store.closed", "The database was closed.") }
        let refusal = isUnderWay ? nil : refusal(of: party)
        if let refusal {
            report.note(refusal, party, now)
            throw refusal.problem
        }
        if lines[party] == nil { order.append(party) }
        lines[party, default: Line()].append(job)
        waiting += 1
        condition.signal()
    }

    private func refusal(of party: Turn.Party) -> Refusal? {
        if waiting >= limit { return .busy }
        return party != .house && lines[party]?.count ?? 0 >= share ? .shopBusy : nil
    }

    /// Waits for jobs and takes what has gathered, at most `max`, one of each party in turn; an exclusive one alone. What
    /// nobody wants any more is not taken but refused. Nil when closed and empty.
    func take(max: Int) -> [Job]? {
        while let (taken, dropped) = gathered(max) {
            for (job, refusal) in dropped { job.finish(refusal.problem) }
            if !taken.isEmpty { return taken }
        }
        return nil
    }

    private func gathered(_ max: Int) -> (taken: [Job], dropped: [(Job, Refusal)])? {
        condition.lock()
        defer { condition.unlock() }
        while waiting == 0 {
            if isClosed { return nil }
            condition.wait()
        }
        let now = clock.now
        var taken: [Job] = []
        var dropped: [(Job, Refusal)] = []
        while taken.count < max, let party = order.first, let job = lines[party]?.first {
            if job.mode == .exclusive && !taken.isEmpty { break }
            advance(party)
            if let refusal = job.turn?.reasonToDrop(after: now - (job.since ?? now)) {
                report.note(refusal, party, now)
                dropped.append((job, refusal))
            } else {
                taken.append(job)
                if job.mode == .exclusive { break }
            }
        }
        return (taken, dropped)
    }

    /// Takes the first job off a party's line; the next job of the same party waits until the others had their turn.
    private func advance(_ party: Turn.Party) {
        order.removeFirst()
        waiting -= 1
        lines[party]?.removeFirst()
        if lines[party]?.isEmpty ?? true { lines[party] = nil } else { order.append(party) }
    }

    /// Takes no further jobs; those that wait are still done.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }
}

/// First in, first out, without moving what waits at each step.
struct Line<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: elements.capacity <= 4096)
            head = 0
        } else if head > 1024, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
    }
}

/// Tells operators now and then how much was not begun, and why; a line for each refusal would be one more burden.
struct RefusalReport {
    private static let period = TimeSpan.seconds(10)
    private let logger: Logger?
    private var counts: [Refusal: Int] = [:]
    private var told: Instant?

    init(_ logger: Logger?) { self.logger = logger }

    mutating func note(_ refusal: Refusal, _ party: Turn.Party, _ now: Instant) {
        counts[refusal, default: 0] += 1
        if let told, now - told < Self.period { return }
        told = now
        let list = counts.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", ")
        logger?.warning("work was refused before it was begun", metadata: ["refused": "\(list)", "last": "\(party)"])
        counts = [:]
    }
}

extension JobQueue {
    convenience init(_ options: StoreOptions) {
        self.init(limit: options.queueLimit, share: options.queueShare, clock: options.clock, logger: options.logger)
    }
}
