import Kernel
import Logging
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct LeaseTests {
    @Test(arguments: Engine.available) func aWorkerThatComesBackLateChangesNothing(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "late back-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        let sleeper = world.installation
        async let sleeping: Void = sleeper.jobs.pass(sleeper)
        await Gates.arrival(at: deed)
        await sleeping
        world.clock.advance(by: LeasePolicy.span + .seconds(1))
        let other = try world.process(9)
        // The lease ran out: that was an attempt. The other process takes the job when it is due again.
        #expect(try await other.jobs.drain(other) == 0)
        #expect(try await world.job(id).reasonCode == "jobs.lost")
        world.clock.advance(by: .minutes(1))
        await other.jobs.pass(other)
        #expect(try await world.job(id).token == 2)
        Gates.open(deed)
        while await !other.jobs.isIdle { await Task.yield() }
        while await !sleeper.jobs.isIdle { await Task.yield() }
        #expect(try await world.notes() == [deed])
        let answer = try await world.fetch(GetJob(jobRun: id))
        #expect(answer.job.state == .done && answer.attempts.map(\.outcome) == [.done, .lost])
        #expect(answer.attempts[0].worker == other.jobs.worker)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func leasesAreRenewed(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "gate renewed-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        let (one, other) = (world.installation, try world.process(9))
        await one.jobs.pass(one)
        await Gates.arrival(at: deed)
        for _ in 0..<10 {
            world.clock.advance(by: .seconds(20))
            await one.jobs.pass(one)
            #expect(try await other.jobs.drain(other) == 0)
        }
        Gates.open(deed)
        while await !one.jobs.isIdle { await Task.yield() }
        #expect(try await world.fetch(GetJob(jobRun: id)).attempts.map(\.outcome) == [.done])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func aJobThatKillsItsProcessesDies(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "gate poison-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        for round in 1...3 {
            let process = try world.process(UInt64(round))
            await process.jobs.pass(process)
            #expect(try await world.job(id).state == .running)
            await process.abandonWork()
            world.clock.advance(by: .minutes(1))
            let next = try world.process(UInt64(10 + round))
            #expect(try await next.jobs.drain(next) == 0)
            #expect(try await world.job(id).state == (round == 3 ? .dead : .waiting))
            world.clock.advance(by: .minutes(2))
        }
        Gates.open(deed)
        #expect(try await world.notes() == [])
        #expect(try await world.fetch(GetJob(jobRun: id)).attempts.map(\.outcome) == [.lost, .lost, .lost])
        #expect(try await world.events(JobDied.self).map(\.reasonCode) == ["jobs.lost"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func cancelledWhileItRuns(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "late cancelled-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        let one = world.installation
        await one.jobs.pass(one)
        await Gates.arrival(at: deed)
        try await world.perform(CancelJob(jobRun: id))
        Gates.open(deed)
        while await !one.jobs.isIdle { await Task.yield() }
        #expect(try await world.notes() == [])
        #expect(try await world.job(id).state == .cancelled)
        #expect(try await world.fetch(GetJob(jobRun: id)).attempts.map(\.outcome) == [.cancelled])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatAWorkerIsAtIsNotTriedAgainBesideIt(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "gate busy-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        let one = world.installation
        await one.jobs.pass(one)
        await Gates.arrival(at: deed)
        let refused = await world.refusal { try await world.perform(RetryJob(jobRun: id)) }
        #expect(refused?.code == "job_runs.under_way")
        Gates.open(deed)
        while await !one.jobs.isIdle { await Task.yield() }
        #expect(try await world.fetch(GetJob(jobRun: id)).attempts.map(\.outcome) == [.done])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func aServerThatStopsGivesBackWhatRuns(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let deed = "late given-\(engine)"
        let id = try await world.perform(AskErrands(deeds: [deed]))[0]
        let one = world.installation
        await one.jobs.pass(one)
        await Gates.arrival(at: deed)
        await one.jobs.rest()
        #expect(await !one.jobs.isIdle)
        await one.jobs.giveBack(one)
        #expect(await one.jobs.isIdle)
        let given = try await world.job(id)
        #expect(given.state == .waiting && given.attempts == 0)
        Gates.open(deed)
        let other = try world.process(9)
        #expect(try await other.jobs.drain(other) == 1)
        #expect(try await world.notes() == [deed])
        #expect(try await world.fetch(GetJob(jobRun: id)).attempts.map(\.outcome) == [.done, .givenBack])
        #expect(try await one.jobs.drain(one) == 0)
        #expect(try await world.verify() == [])
    }

    /// Processes take jobs from one queue, some are killed at random; every effect is there exactly once.
    @Test(arguments: Engine.available, [1, 2, 3, 4] as [UInt64])
    func manyWorkersAndSomeAreKilled(_ engine: Engine, _ seed: UInt64) async throws {
        let world = try await World.errands(engine, seed: seed)
        var dice = Dice(seed)
        var processes = try (1...3).map { number in try world.process(seed * 100 + UInt64(number)) }
        var asked: [String] = []
        for round in 0..<12 {
            let deeds = (0..<dice.number(1...20)).map { number in
                dice.once(in: 5) ? "fail once \(round)-\(number)" : "write \(round)-\(number)"
            }
            asked += deeds
            try await world.perform(AskErrands(deeds: deeds))
            await withTaskGroup(of: Void.self) { group in
                for process in processes { group.addTask { _ = try? await process.jobs.drain(process) } }
                if dice.once(in: 2) {
                    let victim = dice.below(3)
                    let dying = processes[victim]
                    group.addTask { await dying.abandonWork() }
                    if let fresh = try? world.process(seed * 1_000 + UInt64(round)) { processes[victim] = fresh }
                }
            }
            world.clock.advance(by: .seconds(Int64(dice.number(1...40))))
        }
        // Those that were killed too often are asked for again: what they did before they were, they did once.
        for _ in 0..<3 {
            for _ in 0..<8 {
                world.clock.advance(by: .minutes(6))
                try await world.work()
            }
            for job in try await world.fetch(ListJobs(state: try AnyOf(parsing: "dead"), limit: 100)).data {
                try await world.perform(RetryJob(jobRun: job.id))
            }
        }
        let written = try await world.notes().filter { text in text != "write hourly" }
        #expect(written.sorted() == asked.sorted())
        let open = try AnyOf<JobRecord.State>(parsing: "waiting,running,dead")
        let left = try await world.fetch(ListJobs(state: open, name: try AnyOf(parsing: "errands.run")))
        #expect(left.data.isEmpty)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func commitsAreAnnounced(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let heard = try world.installation.store.announcements(of: "jobs")
        let listening = Task {
            for await _ in heard {
                await world.installation.jobs.pass(world.installation)
                if try await world.notes().count == 1 { return true }
            }
            return false
        }
        _ = await world.refusal { try await world.perform(AskErrands(deeds: ["write no"], isRefused: true)) }
        try await world.perform(AskErrands(deeds: ["write announced-\(engine)"]))
        // What the pass begins is run beside it; a second commit is heard too.
        while try await world.notes().isEmpty { await Task.yield() }
        try await world.perform(AskErrands(deeds: [], at: nil))
        listening.cancel()
        #expect(try await world.notes() == ["write announced-\(engine)"])
    }
}
