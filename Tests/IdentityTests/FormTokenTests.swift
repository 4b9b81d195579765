import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("The secret of a session's forms")
struct FormTokenTests {
    private let secret = Array(UInt8(0)..<32)

    @Test("Every request gets another text, and all of them are accepted", arguments: Engine.available)
    func masked(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        var texts: Set<String> = []
        for _ in 0..<5 {
            let who = try await office.door.session(token: office.owner.token)
            texts.insert(who.csrf)
            #expect(texts.allSatisfy { text in who.accepts(csrf: text) })
        }
        #expect(texts.count == 5)
    }

    @Test("What goes out has nothing of the secret in it")
    func hidden() {
        let masked = FormToken(secret).masked(SystemRandomness())
        #expect(masked.utf8.count == 86)
        #expect(!masked.contains(Base64URL.encode(secret).prefix(8)))
    }

    @Test("The bare secret, changed texts, other lengths and other sessions' texts are refused")
    func refused() throws {
        let token = FormToken(secret)
        let masked = token.masked(SystemRandomness())
        var changed = try #require(Base64URL.decode(masked))
        changed[40] ^= 1
        let other = FormToken(Array(UInt8(1)...32)).masked(SystemRandomness())
        let wrong = [
            "", "=", Base64URL.encode(secret), Base64URL.encode(changed), masked + masked, String(masked.dropLast()),
            Base64URL.encode([UInt8](repeating: 0, count: 64)), other,
        ]
        for text in wrong { #expect(!token.accepts(text), "\(text)") }
        #expect(token.accepts(masked))
    }

    @Test("Without a secret nothing is accepted")
    func none() {
        let none = FormToken([])
        #expect(none.masked(SystemRandomness()) == "")
        #expect(!none.accepts(""))
    }
}
