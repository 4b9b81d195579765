import Kernel
import Logging
import Store

/// The workers of one process: takes due jobs under leases, runs them beside each other up to the seats of their queues, and
/// writes down together what came of those that end together. Several processes share a database; each job has one worker at
/// a time, and what a worker does after it has lost a job counts for nothing.
public actor JobCrew {
    /// Names this process among those that share the database.
    public nonisolated let worker: String
    private let seats: JobSeats
    private var running: [ID<JobRecord>: Seat] = [:]
    private var ended: [(claim: JobClaim, result: RunResult)] = []
    private var lastBeat = Instant.earliest
    /// Whose turn it is to be first.
    private var turn = 0
    private var isPassing = false
    private var wantsPass = false
    private var isWriting = false
    /// Whether a queue had no seat left at the last look or after it, so that more may wait than was seen.
    private var mayBeMore = false
    private var isDraining = false
    private var isResting = false
    private var isGone = false

    private struct Seat {
        let claim: JobClaim
        let lease: Lease
        let task: Task<Void, any Error>
    }

    init(worker: String, seats: JobSeats) {
        self.worker = worker
        self.seats = seats
    }

    /// Whether nothing runs here.
    public var isIdle: Bool { running.isEmpty }

    /// How many jobs run here.
    public var load: Int { running.count }

    // MARK: Taking jobs

    /// Says that this process is alive, then takes and begins what is due, as far as there are seats. Called when something
    /// was announced, four times a second, and whenever seats become free; calls at the same time are one.
    public func pass(_ installation: Installation) async {
        wantsPass = true
        if isPassing { return }
        isPassing = true
        defer { isPassing = false }
        while wantsPass {
            wantsPass = false
            do {
                try await beat(installation)
                _ = try await take(installation, only: nil, atMost: .max)
            } catch {
                installation.log.error("jobs could not be taken: \(error)")
            }
        }
    }

    /// Runs what is due, in one shop or in all, and waits for it; answers how many jobs were run. For tests, simulations and
    /// tools, which do their work here and now.
    func drain(_ installation: Installation, only tenant: Int64? = nil, atMost limit: Int = .max) async throws -> Int {
        isDraining = true
        defer { isDraining = false }
        var done = 0
        while done < limit {
            try Task.checkCancellation()
            try await beat(installation)
            let taken = try await take(installation, only: tenant, atMost: limit - done)
            if taken.isEmpty { break }
            for task in taken.compactMap({ id in running[id]?.task }) { _ = try? await task.value }
            done += taken.count
        }
        return done
    }

    private func take(
        _ installation: Installation, only tenant: Int64?, atMost limit: Int
    ) async throws -> [ID<JobRecord>] {
        let queues = installation.registry.queues
        let free = free(queues)
        let wasFull = free.count < queues.count
        mayBeMore = wasFull && !isDraining
        if isResting || isGone || free.isEmpty { return [] }
        let now = installation.clock.now
        let claims = claims(installation)
        let waiting = try await installation.store.read { db in
            try claims.waiting(free.map(\.queue), at: now, only: tenant, in: db)
        }
        if waiting.isEmpty { return [] }
        turn += 1
        let share = Share(waiting: waiting, free: free, turn: turn, limit: limit)
        let taken = try await installation.store.write { db in try share.take(claims, at: now, on: db) }
        mayBeMore = (wasFull || share.isFilled(by: taken)) && !isDraining
        for claim in taken { begin(claim, installation) }
        return taken.map(\.id)
    }

    private func free(_ queues: [QueueName]) -> [(queue: QueueName, seats: Int)] {
        var used: [QueueName: Int] = [:]
        for seat in running.values { used[seat.claim.queue, default: 0] += 1 }
        return queues.map { queue in (queue, seats[queue] - used[queue, default: 0]) }.filter { pair in pair.1 > 0 }
    }

    private func claims(_ installation: Installation) -> JobClaims {
        JobClaims(
            worker: worker, registry: installation.registry, randomness: installation.randomness,
            ids: installation.ids)
    }

    // MARK: Running

    private func begin(_ claim: JobClaim, _ installation: Installation) {
        let lease = Lease(LeaseFence(job: claim.id, token: claim.token))
        // A job that this very process had lost and has taken again: what still runs of it counts for nothing.
        running[claim.id]?.lease.lose()
        running[claim.id]?.task.cancel()
        let task = Background.task {
            let result = await Self.run(claim, lease, installation)
            await self.end(claim, result, installation)
        }
        running[claim.id] = Seat(claim: claim, lease: lease, task: task)
    }

    private static func run(_ claim: JobClaim, _ lease: Lease, _ installation: Installation) async -> RunResult {
        do {
            guard let entry = installation.registry.job(claim.name) else { throw Self.unknown(claim.name) }
            try await entry.decode(claim.input).run(JobRun(claim, lease, installation))
            return .done
        } catch let ending as JobEnding {
            switch ending {
            case .again(let span): return .again(after: max(.milliseconds(1), span))
            case .giveUp(let problem): return .failed(problem, isFinal: true)
            }
        } catch let problem as Problem {
            return .failed(problem, isFinal: false)
        } catch let error as DBError {
            return .failed(error.problem, isFinal: false)
        } catch {
            installation.log.warning("job \(claim.name) failed: \(error)", metadata: ["job": "\(claim.id)"])
            return .failed(
                Problem(.internal, "jobs.failed", "Something went wrong on our side.", detail: "\(error)"),
                isFinal: false)
        }
    }

    private static func unknown(_ name: JobName) -> Problem {
        Problem(
            .notFound, "jobs.unknown", "This build knows no job '\(name)'.",
            remedy: "It is tried again: another server may know it.")
    }

    private func end(_ claim: JobClaim, _ result: RunResult, _ installation: Installation) async {
        guard running[claim.id]?.claim.token == claim.token, !isGone else { return }
        ended.append((claim, result))
        await writeEnded(installation)
    }

    /// What ends while others are written is written next, all in one commit.
    private func writeEnded(_ installation: Installation) async {
        if isWriting { return }
        isWriting = true
        while !ended.isEmpty {
            let batch = ended
            ended = []
            do { try await write(batch, installation) } catch {
                // Their leases run out, and they are run again.
                installation.log.error("what came of \(batch.count) jobs could not be written: \(error)")
            }
            for item in batch where running[item.claim.id]?.claim.token == item.claim.token {
                running[item.claim.id] = nil
            }
            // Beside this: what others ask for is no reason to wait with what ended.
            if mayBeMore { _ = Background.task { await self.pass(installation) } }
        }
        isWriting = false
    }

    private func write(_ batch: [(claim: JobClaim, result: RunResult)], _ installation: Installation) async throws {
        let book = AttemptBook(
            registry: installation.registry, randomness: installation.randomness, ids: installation.ids)
        let (now, worker) = (installation.clock.now, worker)
        try await installation.store.write { db in try book.note(batch, by: worker, at: now, on: db) }
    }

    // MARK: Leases

    /// Renews the leases, and lets go of what was cancelled or taken by others.
    private func beat(_ installation: Installation) async throws {
        let now = installation.clock.now
        if running.isEmpty || (now - lastBeat < LeasePolicy.beat && now >= lastBeat) { return }
        lastBeat = now
        let held = running.values.map(\.claim).sorted { a, b in a.id < b.id }
        let claims = claims(installation)
        let lost = try await installation.store.write { db in try claims.beat(held, at: now, on: db) }
        for claim in held where lost.contains(claim.id) { drop(claim) }
    }

    /// Looks at the leases at once, whenever that was done last: something was cancelled.
    public func checkLeases(_ installation: Installation) async {
        lastBeat = .earliest
        await pass(installation)
    }

    private func drop(_ claim: JobClaim) {
        guard let seat = running[claim.id], seat.claim.token == claim.token,
            !ended.contains(where: { item in item.claim.id == claim.id })
        else { return }
        seat.lease.lose()
        seat.task.cancel()
        running[claim.id] = nil
    }

    // MARK: The end

    /// Takes nothing more; what runs goes on.
    public func rest() { isResting = true }

    /// Gives back what still runs, for other processes to take at once; the attempts do not count.
    public func giveBack(_ installation: Installation) async {
        isResting = true
        let left = running.values.sorted { a, b in a.claim.id < b.claim.id }
        for seat in left {
            seat.lease.lose()
            seat.task.cancel()
        }
        let batch = left.map { seat in (claim: seat.claim, result: RunResult.givenBack) }
        do { try await write(batch, installation) } catch {
            installation.log.error("jobs could not be given back: \(error)")
        }
        running = [:]
    }

    /// Lets go of everything, as when the process is killed: nothing is written, and the leases run out.
    func abandon() {
        isGone = true
        for seat in running.values {
            seat.lease.lose()
            seat.task.cancel()
        }
        running = [:]
        ended = []
    }
}

/// How the free seats of a process are shared among the shops that want some: each as many as the others, then whoever
/// wants the rest. Who is first changes from turn to turn.
private struct Share: Sendable {
    let waiting: JobClaims.Waiting
    let free: [(queue: QueueName, seats: Int)]
    let turn: Int
    let limit: Int

    /// Whether these leave a queue without a seat.
    func isFilled(by taken: [JobClaim]) -> Bool {
        var counts: [QueueName: Int] = [:]
        for claim in taken { counts[claim.queue, default: 0] += 1 }
        return taken.count >= limit || free.contains { pair in counts[pair.queue, default: 0] >= pair.seats }
    }

    func take(_ claims: JobClaims, at now: Instant, on db: Connection) throws -> [JobClaim] {
        for tenant in waiting.lost { try claims.takeBack(in: tenant, at: now, on: db) }
        var taken: [JobClaim] = []
        for line in waiting.due where !line.tenants.isEmpty {
            guard var left = free.first(where: { pair in pair.queue == line.queue })?.seats else { continue }
            left = min(left, limit - taken.count)
            let first = turn % line.tenants.count
            let tenants = Array(line.tenants[first...] + line.tenants[..<first])
            let each = max(1, left / tenants.count)
            for portion in [each, Int.max] {
                for tenant in tenants where left > 0 {
                    let got = try claims.take(line.queue, in: tenant, atMost: min(portion, left), at: now, on: db)
                    left -= got.count
                    taken += got
                }
            }
        }
        return taken
    }
}
