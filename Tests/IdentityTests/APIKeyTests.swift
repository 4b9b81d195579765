import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("API keys")
struct APIKeyTests {
    @Test("A key acts with its scopes, and its text is stored nowhere", arguments: Engine.available)
    func scopes(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let (key, text) = try await office.door.createAPIKey(
            name: "Till", scopes: ["orders.*", "products.read"], as: office.asOwner)
        #expect(text.hasPrefix("mk_live_"))
        let who = try await office.door.apiKey(text)
        #expect(who.caller.kind == .apiKey)
        #expect(who.caller.principal == key.id.description)
        #expect(who.tenant == office.world.shop.tenant)
        #expect(who.caller.may("orders.cancel"))
        #expect(who.caller.may("products.read"))
        #expect(!who.caller.may("products.update"))
        #expect(!who.caller.may("team.read"))
        #expect(!who.accepts(csrf: ""))
        let hash: [UInt8]? = try await office.world.read { db in try db.scalar("SELECT hash FROM api_key_secret") }
        #expect(hash == Secret.hash(text))
        let bodies = try await office.world.read { db in
            try db.rows("SELECT body FROM audit_entry") { row in try row.next() as String }
        }
        let secret = text.suffix(58)
        #expect(!bodies.contains { $0.contains(secret) || $0.contains(Hex.encode(hash ?? [])) })
        #expect(try await office.world.verify() == [])
    }

    @Test("Nobody makes a key that can do more than they", arguments: Engine.available)
    func limited(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let admin = try await office.hire("Bob", role: "admin")
        _ = try await office.door.createAPIKey(
            name: "ok", scopes: ["team.*", "*.read"], as: office.invocation(admin.caller))
        let refused = await office.world.refusal {
            _ = try await office.door.createAPIKey(name: "no", scopes: ["*"], as: office.invocation(admin.caller))
        }
        #expect(refused?.code == "team.grants_too_much")
        let staff = try await office.hire("Sam", role: "staff")
        let forbidden = await office.world.refusal {
            _ = try await office.door.createAPIKey(
                name: "no", scopes: ["orders.read"], as: office.invocation(staff.caller))
        }
        #expect(forbidden?.code == "forbidden")
    }

    @Test("A key shrinks and dies with its maker's standing", arguments: Engine.available)
    func maker(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        try await office.world.perform(
            CreateRole(key: "integrator", title: "Integrator", permissions: ["api_keys.*", "orders.*"]),
            as: office.owner.caller)
        let place = Reference(kind: "loc", raw: office.world.installation.ids.next())
        let bob = try await office.hire("Bob", role: "integrator", locations: [place])
        let (_, text) = try await office.door.createAPIKey(
            name: "Sync", scopes: ["orders.cancel", "api_keys.read"], as: office.invocation(bob.caller))
        let before = try await office.door.apiKey(text)
        #expect(before.caller.may("orders.cancel"))
        #expect(before.caller.locations == [place.raw])
        let role = try #require(await office.world.read { db in try Role.keyed("integrator", in: db) })
        try await office.world.perform(UpdateRole(role: role.id, permissions: ["api_keys.*"]), as: office.owner.caller)
        let after = try await office.door.apiKey(text)
        #expect(!after.caller.may("orders.cancel"))
        #expect(after.caller.may("api_keys.read"))
        let member = try await office.member(bob)
        try await office.world.perform(RemoveMember(member: member.id), as: office.owner.caller)
        let gone = await office.world.refusal { _ = try await office.door.apiKey(text) }
        #expect(gone?.code == "bad_api_key")
    }

    @Test("Keys expire and can be revoked", arguments: Engine.available)
    func ends(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let (key, text) = try await office.door.createAPIKey(name: "Long", scopes: ["orders.read"], as: office.asOwner)
        let (_, short) = try await office.door.createAPIKey(
            name: "Short", scopes: ["orders.read"], expires: office.world.clock.now + .hours(1), as: office.asOwner)
        office.world.clock.advance(by: .minutes(60))
        let expired = await office.world.refusal { _ = try await office.door.apiKey(short) }
        #expect(expired?.code == "bad_api_key")
        _ = try await office.door.apiKey(text)
        try await office.world.perform(RevokeAPIKey(key: key.id), as: office.owner.caller)
        try await office.world.perform(RevokeAPIKey(key: key.id), as: office.owner.caller)
        let revoked = await office.world.refusal { _ = try await office.door.apiKey(text) }
        #expect(revoked == expired)
        #expect(try await office.world.events(APIKeyRevoked.self).count == 1)
        let past = await office.world.refusal {
            _ = try await office.door.createAPIKey(
                name: "Past", scopes: ["orders.read"], expires: office.world.clock.now, as: office.asOwner)
        }
        #expect(past?.errors.map(\.field) == ["expires_at"])
    }

    @Test("The list shows scopes and a coarse last use, never the secret", arguments: Engine.available)
    func listed(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let (_, text) = try await office.door.createAPIKey(name: "Till", scopes: ["orders.read"], as: office.asOwner)
        let start = office.world.clock.now
        _ = try await office.door.apiKey(text)
        office.world.clock.advance(by: .minutes(5))
        _ = try await office.door.apiKey(text)
        let listed = try #require(try await office.world.fetch(ListAPIKeys(), as: office.owner.caller).data.first)
        #expect(listed.lastUsedAt == start)
        #expect(listed.scopes == ["orders.read"])
        office.world.clock.advance(by: .minutes(11))
        _ = try await office.door.apiKey(text)
        let later = try #require(try await office.world.fetch(ListAPIKeys(), as: office.owner.caller).data.first)
        #expect(later.lastUsedAt == start + .minutes(16))
    }

    @Test("A key of the operator needs no maker", arguments: Engine.available)
    func operators(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let system = office.world.installation.system("cli", tenant: office.world.shop.tenant)
        let (key, text) = try await office.door.createAPIKey(name: "Ops", scopes: ["*"], as: system)
        #expect(key.maker == nil)
        #expect(try await office.door.apiKey(text).caller.permissions.covers(.all))
    }

    @Test("Typing errors are found without asking the database")
    func text() throws {
        let ids = IDSource(clock: ManualClock(.seconds(1_772_000_000)), randomness: SeededRandomness(1))
        let key = APIKeyText(ids.id(APIKey.self), SeededRandomness(2))
        #expect(APIKeyText(key.text)?.id == key.id)
        #expect(key.text.utf8.count == 93)
        let characters = Array(key.text)
        for index in characters.indices {
            var wrong = characters
            wrong[index] = wrong[index] == "7" ? "3" : "7"
            #expect(APIKeyText(String(wrong)) == nil, "position \(index)")
        }
        #expect(APIKeyText(String(key.text.dropLast())) == nil)
        #expect(APIKeyText(key.text + "a") == nil)
        #expect(APIKeyText("") == nil)
        #expect(APIKeyText(String(repeating: "é", count: 46) + "a") == nil)
    }
}
