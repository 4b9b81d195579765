import Kernel
import StoreFixtures
import Testing

@testable import Store

@Suite struct AnnouncementTests {
    @Test(arguments: Engine.available) func commitsAreHeardAndFailuresAreNot(_ engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let heard = try store.announcements(of: "tests")
        let other = try store.announcements(of: "others")
        await #expect(throws: Problem.self) {
            try await store.write { db in
                try db.announce("others")
                throw Problem(.conflict, "tests.no", "No.")
            }
        }
        try await store.write { db in
            try db.announce("tests")
            try db.announce("tests")
        }
        var listening = heard.makeAsyncIterator()
        #expect(await listening.next() != nil)
        await store.close()
        var surprises = 0
        for await _ in other { surprises += 1 }
        // On PostgreSQL whoever begins to listen is told that something may have been missed before.
        #expect(surprises <= (engine == .postgres ? 1 : 0))
    }

    /// Two stores on one database are two processes.
    @Test(.enabled(if: Engine.hasPostgres, "MARTLET_TEST_POSTGRES is not set"))
    func otherProcessesHearToo() async throws {
        let address = try TestStore.address(.postgres)
        defer { address.remove() }
        let (one, two) = (try Store.open(address.url), try Store.open(address.url))
        try await Migrator([]).up(one)
        var heard = try two.announcements(of: "tests").makeAsyncIterator()
        // The first is that it listens from now on.
        _ = await heard.next()
        try await one.write { db in try db.announce("tests") }
        #expect(await heard.next() != nil)
        await one.close()
        await two.close()
    }
}
