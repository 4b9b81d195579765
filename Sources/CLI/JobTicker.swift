import Platform

/// Runs jobs in a server: at once when a commit announces some, and four times a second for what others have asked for or
/// what falls due. Being cancelled is how it ends: then it takes no more, waits a little for what runs, and gives back the rest.
struct JobTicker {
    let installation: Installation

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await listen("jobs") { await installation.jobs.pass(installation) } }
            group.addTask { await listen("leases") { await installation.jobs.checkLeases(installation) } }
            group.addTask {
                while !Task.isCancelled {
                    await installation.jobs.pass(installation)
                    try? await Task.sleep(for: .milliseconds(250))  // cut short by the end
                }
            }
        }
        await end()
    }

    private func listen(_ topic: StaticString, _ body: @Sendable () async -> Void) async {
        do {
            for await _ in try installation.store.announcements(of: topic) { await body() }
        } catch {
            installation.log.error("commits of other processes are not heard of: \(error)")
        }
    }

    /// Five seconds for what runs; the wait itself is not cut short.
    private func end() async {
        await installation.jobs.rest()
        for _ in 0..<100 {
            if await installation.jobs.isIdle { break }
            await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
        }
        await installation.jobs.giveBack(installation)
    }
}
