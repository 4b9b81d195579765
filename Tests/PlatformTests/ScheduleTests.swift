import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct ScheduleTests {
    static func hourly(_ world: World, in shop: ShopEntry? = nil) async throws -> ScheduleView {
        let found = try await world.fetch(ListSchedules(q: "errands.hourly"), in: shop).data.first
        return try #require(found)
    }

    /// All of them at the same time.
    static func work(_ processes: [Installation]) async {
        await withTaskGroup(of: Void.self) { group in
            for process in processes { group.addTask { _ = try? await process.work() } }
        }
    }

    @Test(arguments: Engine.available) func aNewShopHasThemAndTheyCome(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let fresh = try await Self.hourly(world)
        #expect(fresh.nextAt?.description == "2026-03-02T10:00:00Z" && fresh.lastAt == nil)
        try await world.work()
        #expect(try await world.notes() == [])
        world.clock.set(try Instant(parsing: "2026-03-02T10:00:00Z"))
        try await world.work()
        try await world.work()
        #expect(try await world.notes() == ["write hourly"])
        let after = try await Self.hourly(world)
        #expect(
            after.lastAt?.description == "2026-03-02T10:00:00Z" && after.nextAt?.description == "2026-03-02T11:00:00Z")
        // A server that was down does it once.
        world.clock.advance(by: .hours(7))
        try await world.work()
        #expect(try await world.notes().count == 2)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func peoplePauseThemAndChooseOtherTimes(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let id = try await Self.hourly(world).id
        try await world.perform(PauseSchedule(schedule: id))
        world.clock.advance(by: .hours(3))
        try await world.work()
        #expect(try await world.notes() == [])
        try await world.perform(RunSchedule(schedule: id))
        try await world.work()
        #expect(try await world.notes().count == 1)
        let resumed = try await world.perform(ResumeSchedule(schedule: id))
        #expect(resumed.nextAt?.description == "2026-03-02T13:00:00Z")
        let own = try await world.perform(SetScheduleTimes(schedule: id, cron: " 15  6 * * MON "))
        #expect(own.cron == "15 6 * * mon" && own.nextAt?.description == "2026-03-09T06:15:00Z")
        let wrong = await world.refusal { try await world.perform(SetScheduleTimes(schedule: id, cron: "61 * * * *")) }
        #expect(wrong?.errors.first?.field == "cron")
        let usual = try await world.perform(SetScheduleTimes(schedule: id))
        #expect(usual.cron == "0 * * * *")
        // The shop moves: its clocks show other hours, the schedule follows.
        try await world.perform(UpdateShop(timeZone: try TimeZoneID(parsing: "Asia/Kolkata")))
        try await world.work()
        #expect(try await Self.hourly(world).nextAt?.description == "2026-03-02T12:30:00Z")
        #expect(try await world.verify() == [])
    }

    /// Many processes look at random times, with the clock on its way across changes of the clocks: each due time comes once.
    @Test(arguments: Engine.available, ["Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"])
    func everyDueTimeComesOnce(_ engine: Engine, _ zone: String) async throws {
        let world = try await World.errands(engine, zone: zone)
        let calendar = ZonedCalendar(try TimeZoneID(parsing: zone))
        let id = try await Self.hourly(world).id
        var dice = Dice(11)
        for day in ["2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31"] {
            world.clock.set(try Instant(parsing: "\(day)T12:00:00Z"))
            let cron = "*/30 0-3 * * *"
            try await world.perform(SetScheduleTimes(schedule: id, cron: cron))
            let before = try await world.notes().count
            let start = world.clock.now
            var due: [Instant] = []
            while let next = try Cron(cron).next(after: due.last ?? start, in: calendar), next <= start + .hours(30) {
                due.append(next)
            }
            let processes = [world.installation, try world.process(3), try world.process(4)]
            var fired: Set<Instant> = []
            while world.clock.now < start + .hours(30) {
                world.clock.advance(by: .minutes(Int64(dice.number(1...29))))
                if world.clock.now > start + .hours(30) { world.clock.set(start + .hours(30)) }
                await Self.work(processes)
                if let last = try await Self.hourly(world).lastAt, last > start { fired.insert(last) }
            }
            #expect(fired == Set(due), "\(zone) \(day)")
            #expect(try await world.notes().count - before == due.count)
        }
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func theNightlyProofKeepsWhatItFinds(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let tenant = world.shop.tenant
        world.clock.set(try Instant(parsing: "2026-03-03T02:00:00Z"))
        try await world.work()
        let all = try await world.fetch(ListProofs(limit: 100)).data
        #expect(all.count == world.installation.registry.modules.flatMap(\.checks).count)
        #expect(all.allSatisfy { proof in proof.state == .holds })
        _ = try await world.installation.store.write { db in
            try db.execute("INSERT INTO setting (tenant, key, value, updated_at) VALUES (\(tenant), 'no.such', '1', 1)")
        }
        world.clock.advance(by: .days(1))
        try await world.work()
        let drifting = try await world.fetch(ListProofs(state: try AnyOf(parsing: "drifts"))).data
        #expect(drifting.map(\.name) == ["settings.valid"] && drifting.map(\.findings) == [["'no.such' is no setting"]])
        #expect(try await world.events(ProofDrifted.self).count == 1)
        _ = try await world.installation.store.write { db in
            try db.execute("DELETE FROM setting WHERE tenant = \(tenant) AND key = 'no.such'")
        }
        world.clock.advance(by: .days(1))
        try await world.work()
        #expect(try await world.events(ProofHeld.self).map(\.check) == ["settings.valid"])
        #expect(try await world.verify() == [])
    }

    /// A worker has kept what it found and stops before that is known: who looks next keeps what is so then.
    @Test(arguments: Engine.available) func aCheckThatIsDoneAgainKeepsWhatItFindsThen(_ engine: Engine) async throws {
        let world = try await World.errands(engine)
        let installation = world.installation
        world.clock.set(try Instant(parsing: "2026-03-03T02:00:00Z"))
        try await world.work()
        let tenant = world.shop.tenant
        let proof = try await world.fetch(ListProofs(limit: 1)).data[0].id
        let job = try await world.perform(CheckProof(proof: proof)).job
        let book = (registry: installation.registry, randomness: installation.randomness, ids: installation.ids)
        let claims = JobClaims(worker: "first", registry: book.registry, randomness: book.randomness, ids: book.ids)
        let now = world.clock.now
        let claim = try await installation.store.write { db in
            try claims.take(.slow, in: tenant, atMost: 1, at: now, on: db)
        }.first.unwrapped
        try await NightlyProof().run(JobRun(claim, Lease(LeaseFence(job: job, token: claim.token)), installation))
        let attempts = AttemptBook(registry: book.registry, randomness: book.randomness, ids: book.ids)
        try await installation.store.write { db in
            try attempts.note([(claim: claim, result: .givenBack)], by: "first", at: now, on: db)
            try db.execute("INSERT INTO setting (tenant, key, value, updated_at) VALUES (\(tenant), 'no.such', '1', 1)")
        }
        try await world.work()
        #expect(try await world.fetch(GetJob(jobRun: job)).attempts.map(\.outcome) == [.done, .givenBack])
        let drifting = try await world.fetch(ListProofs(state: try AnyOf(parsing: "drifts"))).data
        #expect(drifting.map(\.name) == ["settings.valid"])
    }
}
