import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Identity

@Suite("Passwords")
struct PasswordTests {
    @Test("scrypt agrees with the vectors of RFC 7914")
    func vectors() throws {
        let cost = PasswordCost(logRounds: 10, blockSize: 8, parallelism: 16)
        let hash = try PasswordHash("password", cost: cost, salt: Array("NaCl".utf8))
        #expect(Hex.encode(hash.key) == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
    }

    @Test("A hash carries its parameters and reads back")
    func text() throws {
        let hash = try PasswordHash("grüße, world", cost: .cheap, salt: Array(repeating: 7, count: 16))
        #expect(hash.text.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(try read.matches("gru\u{308}ße, world"))
        #expect(try !read.matches("grüße, World"))
        #expect(try !read.matches(""))
    }

    @Test(
        "What is no hash, or asks for absurd work, is not read",
        arguments: [
            "", "plain", "$scrypt$", "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$", "$argon2id$ln=4,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ])
    func unreadable(_ text: String) { #expect(PasswordHash(text) == nil) }

    @Test("Without a stored hash nothing matches, with the same work")
    func nobody() async throws {
        let hasher = PasswordHasher(cost: .cheap, randomness: SeededRandomness(1))
        #expect(try await !hasher.verify("anything", against: nil))
        #expect(try await !hasher.verify("anything", against: "damaged"))
        let hash = try await hasher.hash("anything")
        #expect(try await hasher.verify("anything", against: hash))
    }

    @Test("Beyond the bound hashing is refused, not queued")
    func bounded() async throws {
        let hasher = PasswordHasher(
            cost: PasswordCost(logRounds: 9, blockSize: 8, parallelism: 1), randomness: SeededRandomness(1))
        let codes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<(PasswordHasher.waitingLimit * 3) {
                group.addTask {
                    do {
                        _ = try await hasher.hash("anything")
                        return nil
                    } catch { return (error as? Problem)?.code }
                }
            }
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(codes.contains("sign_in.busy"))
        #expect(codes.contains(nil))
        _ = try await hasher.hash("afterwards there is room again")
    }

    @Test(
        "Passwords that anybody would try are refused",
        arguments: [
            "short", "password1234", "aaaaaaaaaaaa", "1234567890", "9876543210", "qwertyuiop", "abcabcabcabc",
            "Passw0rd!!!!",
            "ada1234567x", "letmeinnow1",
        ])
    func guessable(_ password: String) {
        var check = Validation()
        PasswordRules.check(password, name: "Ada", email: "ada1234567@example.org", &check)
        #expect(!check.isClean, "\(password)")
    }

    @Test(
        "Long ones are welcome",
        arguments: ["correct horse battery table", "grüne Fenster 7", "k7#Zp2!mQw9x", "パスワードはとても長いです"])
    func good(_ password: String) {
        var check = Validation()
        PasswordRules.check(password, name: "Ada", email: "ada@example.org", &check)
        #expect(check.isClean, "\(password)")
    }

    @Test("Changing it needs the old one and ends all sessions", arguments: Engine.available)
    func change(_ engine: Engine) async throws {
        let office = try await Office.opened(engine)
        let elsewhere = try await office.signIn("ada@example.org")
        let who = try await office.door.session(token: office.owner.token)
        let wrong = await office.world.refusal {
            _ = try await office.door.changePassword(
                from: "not it at all", to: "a brand new one 77", as: who, request: Office.request())
        }
        #expect(wrong?.code == "users.wrong_password")
        let fresh = try await office.door.changePassword(
            from: Office.password, to: "a brand new one 77", as: who, request: Office.request())
        _ = try await office.door.session(token: fresh.token)
        for token in [elsewhere.token, office.owner.token] {
            let ended = await office.world.refusal { _ = try await office.door.session(token: token) }
            #expect(ended?.code == "session_ended")
        }
        let old = await office.world.refusal { _ = try await office.signIn("ada@example.org") }
        #expect(old?.code == "sign_in.wrong_credentials")
        _ = try await office.signIn("ada@example.org", "a brand new one 77")
    }

    @Test("Compares bytes wherever they differ")
    func constantTime() {
        #expect(ConstantTime.equal("abc", "abc"))
        #expect(!ConstantTime.equal("abc", "abd"))
        #expect(!ConstantTime.equal("abc", "xbc"))
        #expect(!ConstantTime.equal("abc", "abcd"))
        #expect(ConstantTime.equal("", ""))
    }
}
