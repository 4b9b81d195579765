import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct JobTests {
    @Test(arguments: Engine.available) func aJobIsThereIfItsActionCommitted(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let jobs = try await world.perform(AskErrands(deeds: ["write one", "write two"]))
        let refused = await world.refusal {
            try await world.perform(AskErrands(deeds: ["write three"], isRefused: true))
        }
        #expect(refused?.code == "errands.refused")
        _ = try await world.preview(AskErrands(deeds: ["write four"]))
        #expect(try await world.fetch(ListJobs()).data.map(\.state) == [.waiting, .waiting])
        try await world.work()
        #expect(try await world.notes().sorted() == ["write one", "write two"], "they run beside each other")
        for job in jobs {
            let answer = try await world.fetch(GetJob(jobRun: job))
            #expect(answer.job.state == .done)
            #expect(answer.attempts.map(\.outcome) == [.done])
            #expect(answer.job.worker == nil)
        }
        try await world.work()
        #expect(try await world.notes().count == 2)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func higherPrioritiesGoFirstAndNothingBeforeItsTime(_ engine: Engine)
        async throws
    {
        let world = try await World.errands(engine)
        let one = try world.process(5, seats: JobSeats(["standard": 1]))
        let mark = "prio-\(engine)"
        try await world.perform(AskErrands(deeds: ["write \(mark) low"], priority: -3))
        try await world.perform(AskErrands(deeds: ["write \(mark) usual", "write \(mark) next"]))
        try await world.perform(AskErrands(deeds: ["write \(mark) high"], priority: 9))
        try await world.perform(
            AskErrands(deeds: ["write \(mark) later"], at: world.clock.now + .hours(1), priority: 9))
        try await one.work(world.shop)
        let order = ["high", "usual", "next", "low"].map { "write \(mark) \($0)#1" }
        #expect(Trace.all(mark) == order)
        world.clock.advance(by: .hours(1))
        try await one.work(world.shop)
        #expect(Trace.all(mark) == order + ["write \(mark) later#1"])
        await #expect(throws: Problem.self) { try await world.perform(AskErrands(deeds: ["x"], priority: 10)) }
    }

    @Test(arguments: Engine.available) func failuresWaitLongerEachTimeAndDieInTheEnd(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let id = try await world.perform(AskErrands(deeds: ["fail"])).first.unwrapped
        for (attempt, wait) in [(1, 10), (2, 30)] {
            try await world.work()
            let job = try await world.job(id)
            #expect(job.state == .waiting && job.attempts == attempt && job.reasonCode == "errands.failed")
            let due = job.dueAt - world.clock.now
            #expect(due <= .seconds(Int64(wait)) && due >= .seconds(Int64(wait) * 8 / 10))
            try await world.work()
            #expect(try await world.job(id).attempts == attempt)
            world.clock.advance(by: .seconds(Int64(wait)))
        }
        try await world.work()
        let dead = try await world.fetch(GetJob(jobRun: id))
        #expect(dead.job.state == .dead && dead.attempts.map(\.outcome) == [.failed, .failed, .failed])
        #expect(try await world.events(JobDied.self).map(\.attempts) == [3])
        world.clock.advance(by: .days(90))
        try await world.installation.tick()
        try await world.work()
        #expect(try await world.job(id).state == .dead, "dead letters stay")
        let raised = try await world.fetch(ListExceptions()).data
        #expect(raised.map(\.about) == [id.reference] && raised.map(\.reason) == ["jobs.dead"])
        try await world.perform(RetryException(exception: raised[0].id))
        try await world.work()
        #expect(try await world.job(id).attempts == 1)
        try await world.perform(CancelJob(jobRun: id))
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func endingsOtherThanSuccess(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let ids = try await world.perform(AskErrands(deeds: ["give up", "again", "fail once"]))
        try await world.work()
        #expect(try await world.job(ids[0]).state == .dead)
        let again = try await world.job(ids[1])
        #expect(again.state == .waiting && again.attempts == 0 && again.dueAt == world.clock.now + .minutes(1))
        world.clock.advance(by: .seconds(10))
        try await world.work()
        #expect(try await world.job(ids[2]).state == .done)
        #expect(try await world.notes() == ["fail once"])
        try await world.perform(CancelJob(jobRun: ids[1]))
        try await world.perform(CancelJob(jobRun: ids[0]))
        let twice = await world.refusal { try await world.perform(CancelJob(jobRun: ids[0])) }
        #expect(twice?.code == "invalid_transition")
        let done = await world.refusal { try await world.perform(RetryJob(jobRun: ids[2])) }
        #expect(done?.code == "invalid_transition")
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func aKeyHasOneUnfinishedJob(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let first = try await world.perform(AskErrands(deeds: ["write a", "write b"], key: "k"))
        #expect(first[0] == first[1])
        let again = try await world.perform(AskErrands(deeds: ["write c"], key: "k"))
        #expect(again == [first[0]])
        try await world.perform(CancelJob(jobRun: first[0]))
        let other = try await world.perform(AskErrands(deeds: ["write d"], key: "k"))
        #expect(other != again)
        let taken = await world.refusal { try await world.perform(RetryJob(jobRun: first[0])) }
        #expect(taken?.code == "job_runs.asked_again")
        try await world.work()
        try await world.perform(RetryJob(jobRun: first[0]))
        try await world.work()
        #expect(try await world.notes() == ["write d", "write a"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatFoundNoSeatIsTakenWhenOneIsFree(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let one = try world.process(5, seats: JobSeats(["standard": 1]))
        let deed = "gate seat-\(engine)"
        let jobs = try await world.perform(AskErrands(deeds: [deed, "write one", "write two"]))
        await one.jobs.pass(one)
        await Gates.arrival(at: deed)
        await one.jobs.pass(one)  // another commit is heard while other queues have seats
        Gates.open(deed)
        for _ in 0..<2_000 where try await world.job(jobs[2]).state != .done {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await world.notes() == [deed, "write one", "write two"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func queuesHaveSeatsAndShopsTakeTurns(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let other = try await world.anotherShop()
        let mark = "turn-\(engine)"
        try await world.perform(AskErrands(deeds: (1...6).map { "write \(mark) a\($0)" }))
        try await world.perform(AskErrands(deeds: (1...2).map { "write \(mark) b\($0)" }), in: other)
        try await world.perform(AskErrands(deeds: ["\(mark) slowly"], isSlow: true))
        let closed = try world.process(6, seats: JobSeats(["standard": 2, "slow": 0]))
        try await closed.work()
        let order = Trace.all(mark).map { line in String(line.split(separator: " ")[2].prefix(1)) }
        #expect(order.count == 8)
        #expect(Set(order.prefix(2)) == ["a", "b"] && Set(order[2..<4]) == ["a", "b"], "\(order)")
        #expect(Trace.all("slow \(mark)") == [])
        try await world.installation.work()
        #expect(Trace.all("slow \(mark)").count == 1)
    }

    @Test(arguments: Engine.available) func whatIsShownAndForHowLong(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let id = try await world.perform(AskErrands(deeds: ["write x", "fail"], secret: "hush"))[0]
        try await world.work()
        let shown = try await world.fetch(GetJob(jobRun: id))
        #expect(shown.input["deed"] == "write x")
        #expect(!String(decoding: shown.input.bytes, as: UTF8.self).contains("hush"))
        let health = try await world.fetch(ListQueues()).first { queue in queue.queue == .standard }
        #expect(health?.attempts == 2 && health?.failures == 1 && health?.later == 1 && health?.waiting == 0)
        #expect(health?.waitedMsP95 == 0)
        world.clock.advance(by: .days(32))
        try await world.installation.tick()
        #expect(
            try await world.fetch(ListJobs(name: try AnyOf(parsing: "errands.run"))).data.map(\.state) == [.waiting])
        let gone = await world.refusal { _ = try await world.fetch(GetJob(jobRun: id)) }
        #expect(gone?.code == "not_found")
        let nobody = await world.refusal {
            _ = try await world.fetch(ListJobs(), as: World.person("clerk", ["orders.read"]))
        }
        #expect(nobody?.kind == .forbidden)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func theDatabaseItselfLosesNothing(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let id = try await world.perform(AskErrands(deeds: ["fail"]))[0]
        try await world.work()
        let tenant = world.shop.tenant
        await #expect(throws: DBError.self) {
            try await world.installation.store.write { db in
                try db.execute("DELETE FROM job WHERE tenant = \(tenant) AND id = \(id)")
            }
        }
        await #expect(throws: DBError.self) {
            try await world.installation.store.write { db in
                try db.execute("UPDATE job SET token = token - 1 WHERE tenant = \(tenant) AND id = \(id)")
            }
        }
    }
}

extension Optional {
    /// The value, or a failed test.
    var unwrapped: Wrapped {
        get throws { try #require(self) }
    }
}
