import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("Sessions")
struct SessionTests {
    @Test("A session ends after half an hour without use", arguments: Engine.available)
    func idle(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        office.world.clock.advance(by: .minutes(29))
        _ = try await office.door.session(token: office.owner.token)
        office.world.clock.advance(by: .minutes(29))
        _ = try await office.door.session(token: office.owner.token)
        office.world.clock.advance(by: .minutes(30))
        let ended = await office.world.refusal { _ = try await office.door.session(token: office.owner.token) }
        #expect(ended?.code == "session_ended")
        #expect(ended?.status == 401)
    }

    @Test("The shop decides how long idle is", arguments: Engine.available)
    func idleSetting(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let entry = try office.world.installation.registry.action("settings.set")
        let input = Array(#"{"key":"sessions.idle_minutes","value":5}"#.utf8)
        _ = try await office.world.installation.runner.performDecoded(entry.decode(input), as: office.asOwner)
        let grant = try await office.signIn("ada@example.org")
        office.world.clock.advance(by: .minutes(5))
        let ended = await office.world.refusal { _ = try await office.door.session(token: grant.token) }
        #expect(ended?.code == "session_ended")
        let tooLong = Array(#"{"key":"sessions.idle_minutes","value":5000}"#.utf8)
        let refused = await office.world.refusal {
            _ = try await office.world.installation.runner.performDecoded(entry.decode(tooLong), as: office.asOwner)
        }
        #expect(refused?.status == 422)
    }

    @Test("A session ends after twelve hours however busy", arguments: Engine.available)
    func absolute(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        for _ in 0..<35 {
            office.world.clock.advance(by: .minutes(20))
            _ = try await office.door.session(token: office.owner.token)
        }
        office.world.clock.advance(by: .minutes(20))
        let ended = await office.world.refusal { _ = try await office.door.session(token: office.owner.token) }
        #expect(ended?.code == "session_ended")
    }

    @Test("Signing in again rotates: new token and secret, the one it replaces is dead", arguments: Engine.available)
    func rotation(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let next = try await office.door.signIn(
            email: "ada@example.org", password: Office.password, replacing: office.owner.token,
            request: Office.request())
        #expect(next.token != office.owner.token)
        let who = try await office.door.session(token: next.token)
        #expect(who.accepts(csrf: next.csrf))
        #expect(!who.accepts(csrf: office.owner.csrf))
        let old = await office.world.refusal { _ = try await office.door.session(token: office.owner.token) }
        #expect(old?.code == "session_ended")
    }

    @Test("Signing out ends this session and no other", arguments: Engine.available)
    func signOut(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let second = try await office.signIn("ada@example.org")
        try await office.door.signOut(token: second.token, request: Office.request())
        try await office.door.signOut(token: second.token, request: Office.request())
        let ended = await office.world.refusal { _ = try await office.door.session(token: second.token) }
        #expect(ended?.code == "session_ended")
        _ = try await office.door.session(token: office.owner.token)
        #expect(try await office.world.audits("sessions.revoke") == 1)
    }

    @Test("People see and end their own sessions, not those of others", arguments: Engine.available)
    func ownSessions(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let bob = try await office.hire("Bob", role: "staff")
        let second = try await office.signIn("bob@example.org")
        let mine = try await office.world.fetch(ListSessions(), as: bob.caller).data
        #expect(mine.count == 2)
        let owners = try await office.world.fetch(ListSessions(), as: office.owner.caller).data
        let foreign = try #require(owners.first)
        let refused = await office.world.refusal {
            try await office.world.perform(RevokeSession(session: foreign.id), as: bob.caller)
        }
        #expect(refused?.status == 404)
        let newest = try #require(mine.first)
        try await office.world.perform(RevokeSession(session: newest.id), as: bob.caller)
        let ended = await office.world.refusal { _ = try await office.door.session(token: second.token) }
        #expect(ended?.code == "session_ended")
        // The owner may end anybody's.
        let left = try #require(mine.last)
        try await office.world.perform(RevokeSession(session: left.id), as: office.owner.caller)
        let gone = await office.world.refusal { _ = try await office.door.session(token: bob.token) }
        #expect(gone?.code == "session_ended")
    }

    @Test("A demotion counts from the next request, a removal ends the session", arguments: Engine.available)
    func demotion(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let bob = try await office.hire("Bob", role: "admin")
        #expect(bob.caller.may("team.invite"))
        let member = try await office.member(bob)
        try await office.world.perform(ChangeMemberRole(member: member.id, role: "staff"), as: office.owner.caller)
        let now = try await office.door.session(token: bob.token)
        #expect(!now.caller.may("team.invite"))
        #expect(now.caller.role == "staff")
        try await office.world.perform(RemoveMember(member: member.id), as: office.owner.caller)
        let ended = await office.world.refusal { _ = try await office.door.session(token: bob.token) }
        #expect(ended?.code == "session_ended")
        #expect(try await office.world.verify() == [])
    }

    @Test(
        "A session is read with one statement, and its start is audited as the person's own",
        arguments: Engine.available)
    func oneStatement(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let hash = Secret.hash(office.owner.token)
        let statements = try await office.world.installation.store.read { db -> Int in
            let before = db.statementCount
            _ = try OpenSession.find(hash, in: db)
            return db.statementCount - before
        }
        #expect(statements == 1)
        let principals = try await office.world.read { db in
            try db.rows("SELECT principal FROM audit_entry WHERE action = 'sessions.start'") { row in
                try row.next() as String
            }
        }
        #expect(Set(principals) == [office.owner.user.id.description])
    }

    @Test("Made-up tokens open nothing", arguments: Engine.available)
    func madeUp(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        for token in [
            "", "x", String(office.owner.token.reversed()), office.owner.csrf, String(repeating: "A", count: 10_000),
        ] {
            let refused = await office.world.refusal { _ = try await office.door.session(token: token) }
            #expect(refused?.code == "session_ended")
        }
    }

    @Test("What expired long ago is removed", arguments: Engine.available)
    func cleanUp(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        _ = await office.world.refusal { _ = try await office.signIn("ada@example.org", "wrong") }
        office.world.clock.advance(by: .days(2))
        let fresh = try await office.signIn("ada@example.org")
        try await office.world.installation.tick()
        let sessions: Int? = try await office.world.read { db in try db.scalar("SELECT count(*) FROM session") }
        #expect(sessions == 1)
        let counters: Int? = try await office.world.read { db in try db.scalar("SELECT count(*) FROM sign_in_throttle")
        }
        #expect(counters == 0)
        _ = try await office.door.session(token: fresh.token)
        let audits = try await office.world.audits("sessions.clean_up")
        try await office.world.installation.tick()
        #expect(try await office.world.audits("sessions.clean_up") == audits)
    }
}
