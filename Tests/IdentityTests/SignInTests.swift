import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("Signing in")
struct SignInTests {
    @Test("The right password opens a session as the person, with their role", arguments: Engine.available)
    func rightPassword(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let grant = try await office.signIn(" ADA@example.org ")
        let who = try await office.door.session(token: grant.token)
        #expect(who.caller.principal == office.owner.user.id.description)
        #expect(who.caller.role == "owner")
        #expect(who.caller.permissions.covers(.all))
        #expect(who.tenant == office.world.shop.tenant)
        #expect(who.accepts(csrf: grant.csrf))
        #expect(!who.accepts(csrf: ""))
        #expect(!who.accepts(csrf: String(grant.csrf.dropLast())))
        #expect(grant.token.utf8.count == 43)
        #expect(!grant.needsSetUp)
        #expect(try await office.world.verify() == [])
    }

    @Test("A wrong password, an unknown address and no membership answer alike", arguments: Engine.available)
    func wrong(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let gone = try await office.hire("Bob", role: "staff")
        let bob = try await office.member(gone)
        try await office.world.perform(RemoveMember(member: bob.id), as: office.owner.caller)
        let wrong = await office.world.refusal { _ = try await office.signIn("ada@example.org", "not the password") }
        let unknown = await office.world.refusal { _ = try await office.signIn("eve@example.org", "not the password") }
        let removed = await office.world.refusal { _ = try await office.signIn("bob@example.org") }
        #expect(wrong?.code == "sign_in.wrong_credentials")
        #expect(wrong?.status == 401)
        #expect(unknown == wrong)
        #expect(removed == wrong)
        #expect(try await office.world.audits("sessions.refuse") == 1)
    }

    @Test("A membership in another shop opens no door here", arguments: Engine.available)
    func otherShop(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let other = try await office.world.anotherShop()
        let refused = await office.world.refusal {
            _ = try await office.door.signIn(
                email: "ada@example.org", password: Office.password, shop: other.shop.slug, request: Office.request())
        }
        #expect(refused?.code == "sign_in.wrong_credentials")
        let here = try await office.door.signIn(
            email: "ada@example.org", password: Office.password, shop: "test-shop", request: Office.request())
        #expect(here.tenant == office.world.shop.tenant)
    }

    @Test("Guessing from one place is slowed, others are not held up", arguments: Engine.available)
    func throttled(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        for _ in 0..<5 {
            let refused = await office.world.refusal {
                _ = try await office.signIn("ada@example.org", "wrong", ip: "203.0.113.9")
            }
            #expect(refused?.code == "sign_in.wrong_credentials")
        }
        // Right or wrong, the next attempt from there has to wait.
        let right = await office.world.refusal { _ = try await office.signIn("ada@example.org", ip: "203.0.113.9") }
        let wrong = await office.world.refusal {
            _ = try await office.signIn("ada@example.org", "x", ip: "203.0.113.9")
        }
        #expect(right?.status == 429)
        #expect(right?.details["retry_after"] == "2")
        #expect(wrong == right)
        _ = try await office.signIn("ada@example.org", ip: "198.51.100.7")
        office.world.clock.advance(by: .seconds(61))
        _ = try await office.signIn("ada@example.org", ip: "203.0.113.9")
    }

    @Test("Waits double and stop at a minute", arguments: Engine.available)
    func waitsAreBounded(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        var waits: [String] = []
        for _ in 0..<14 {
            let refused = await office.world.refusal {
                _ = try await office.signIn("ada@example.org", "x", ip: "203.0.113.9")
            }
            if let wait = refused?.details["retry_after"] {
                waits.append(wait)
                office.world.clock.advance(by: .seconds(try #require(Int64(wait))))
                _ = await office.world.refusal {
                    _ = try await office.signIn("ada@example.org", "x", ip: "203.0.113.9")
                }
            }
        }
        #expect(waits.prefix(7) == ["2", "3", "5", "9", "17", "33", "61"])
        #expect(waits.allSatisfy { Int($0).map { $0 <= 61 } ?? false })
    }

    @Test("Strangers everywhere cannot lock somebody out of a place they know", arguments: Engine.available)
    func noLockout(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        _ = try await office.signIn("ada@example.org", ip: "192.0.2.1")
        for number in 0..<60 {
            _ = await office.world.refusal {
                _ = try await office.signIn("ada@example.org", "guess", ip: "203.0.113.\(number)")
            }
        }
        let newPlace = await office.world.refusal { _ = try await office.signIn("ada@example.org", ip: "192.0.2.99") }
        #expect(newPlace?.status == 429)
        _ = try await office.signIn("ada@example.org", ip: "192.0.2.1")
    }

    @Test("The password is in no table and no audit row", arguments: Engine.available)
    func nothingLeaks(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let grant = try await office.signIn("ada@example.org")
        let tenant = office.world.shop.tenant
        let bodies = try await office.world.read { db in
            try db.rows("SELECT body FROM audit_entry WHERE tenant = \(tenant)") { row in try row.next() as String }
        }
        let stored: String? = try await office.world.read { db in
            try db.scalar("SELECT password FROM user_account WHERE email_folded = 'ada@example.org'")
        }
        let hash = try #require(stored)
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        for body in bodies {
            #expect(!body.contains(Office.password))
            #expect(!body.contains(hash))
            #expect(!body.contains(grant.token))
            #expect(!body.contains(Hex.encode(Secret.hash(grant.token))))
        }
        #expect(bodies.contains { $0.contains("[redacted]") })
    }

    @Test("Many wrong guesses at one moment use up the free ones together", arguments: Engine.available)
    func parallelGuesses(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<24 {
                group.addTask {
                    await office.world.refusal {
                        _ = try await office.signIn("ada@example.org", "guess \(number)", ip: "203.0.113.50")
                    }?.code
                }
            }
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        let evaluated = codes.filter { $0 == "sign_in.wrong_credentials" }.count
        #expect(codes.allSatisfy { $0 == "sign_in.wrong_credentials" || $0 == "sign_in.too_many_attempts" })
        #expect(evaluated < 24)
    }
}
