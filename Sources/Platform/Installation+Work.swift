import Kernel
import Store

extension Installation {
    /// Does portions of what waits, shop by shop in turn, until nothing is left or so many are done, jobs among it; answers
    /// how many were. A portion that fails is logged and left for the next round; the others go on.
    @discardableResult
    public func work(atMost portions: Int = 200) async throws -> Int {
        let done = try await workThrough(atMost: portions)
        return try await done + jobs.drain(self, atMost: portions - done)
    }

    /// The same without jobs, which servers run beside it.
    @discardableResult
    public func workThrough(atMost portions: Int = 200) async throws -> Int {
        var open = try await waitingWork()
        var done = 0
        while !open.isEmpty && done < portions {
            var left: [WaitingPiece] = []
            for piece in open where done < portions {
                try Task.checkCancellation()
                do {
                    if try await piece.desk.advance(self, in: piece.tenant) { left.append(piece) }
                    done += 1
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    log.error("the work \(piece.name) failed in shop \(piece.tenant): \(error)")
                }
            }
            open = left
        }
        return done
    }

    /// Does everything that waits in one shop, until nothing is left there.
    public func work(_ entry: ShopEntry) async throws {
        for piece in try await waitingWork() where piece.tenant == entry.tenant {
            while try await piece.desk.advance(self, in: piece.tenant) { try Task.checkCancellation() }
        }
        _ = try await jobs.drain(self, only: entry.tenant)
    }

    /// Lets go of all background work, as when the process is killed: for simulations, whose process does not end.
    package func abandonWork() async {
        await jobs.abandon()
        for work in works { await work.desk.abandon() }
    }

    private struct WaitingPiece {
        let name: String
        let desk: any WorkDesk
        let tenant: Int64
    }

    private func waitingWork() async throws -> [WaitingPiece] {
        let works = works
        if works.isEmpty { return [] }
        let now = clock.now
        return try await store.read { db in
            try works.flatMap { kind, desk in
                try kind.waiting(db, now).map { tenant in WaitingPiece(name: kind.name, desk: desk, tenant: tenant) }
            }
        }
    }
}
