import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import {{Module}}

@Suite struct Create{{Record}}Tests {
    func world(_ engine: Engine) async throws -> World { try await .fresh(engine, modules: [{{Module}}Module.module]) }

    @Test(arguments: Engine.available)
    func makesOneAndSaysSo(on engine: Engine) async throws {
        let world = try await world(engine)
        let made = try await world.perform(Create{{Record}}(name: "First"))
        #expect(try await world.fetch(Get{{Record}}({{record}}: made.id)) == made)
        #expect(try await world.fetch(List{{Module}}()).data == [made])
        #expect(try await world.events({{Record}}Created.self).map(\.{{record}}) == [made.id])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aNameIsTakenOnceInAShop(on engine: Engine) async throws {
        let world = try await world(engine)
        try await world.perform(Create{{Record}}(name: "First"))
        let problem = await world.refusal { try await world.perform(Create{{Record}}(name: "First")) }
        #expect(problem?.code == "{{module}}.name_taken")
        let other = try await world.anotherShop()
        try await world.perform(Create{{Record}}(name: "First"), in: other)
        #expect(try await world.fetch(List{{Module}}(), in: other).data.count == 1)
    }

    @Test(arguments: Engine.available)
    func anEmptyNameIsRefused(on engine: Engine) async throws {
        let world = try await world(engine)
        let problem = await world.refusal { try await world.perform(Create{{Record}}(name: "")) }
        #expect(problem?.errors.map(\.field) == ["name"])
    }
}
