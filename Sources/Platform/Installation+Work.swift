import Kernel
import Store

extension Installation {
    /// Does portions of what waits, shop by shop in turn, until nothing is left or so many are done; answers how many
    /// were. A portion that fails is logged and left for the next round; the others go on.
    @discardableResult
    public func work(atMost portions: Int = 200) async throws -> Int {
        var open = try await waitingWork()
        var done = 0
        while !open.isEmpty && done < portions {
            var left: [(work: Work, tenant: Int64)] = []
            for piece in open where done < portions {
                try Task.checkCancellation()
                do {
                    if try await piece.work.advance(self, piece.tenant) { left.append(piece) }
                    done += 1
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    log.error("the work \(piece.work.name) failed in shop \(piece.tenant): \(error)")
                }
            }
            open = left
        }
        return done
    }

    /// Does everything that waits in one shop, until nothing is left there.
    public func work(_ entry: ShopEntry) async throws {
        for piece in try await waitingWork() where piece.tenant == entry.tenant {
            while try await piece.work.advance(self, piece.tenant) { try Task.checkCancellation() }
        }
    }

    private func waitingWork() async throws -> [(work: Work, tenant: Int64)] {
        let works = registry.modules.flatMap(\.works)
        if works.isEmpty { return [] }
        let now = clock.now
        return try await store.read { db in
            try works.flatMap { work in try work.waiting(db, now).map { tenant in (work, tenant) } }
        }
    }
}
