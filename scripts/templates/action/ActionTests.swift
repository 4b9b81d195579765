{{imports}}

@testable import {{Module}}

@Suite struct {{Type}}Tests {
    @Test(arguments: Engine.available)
    func keepsItsPromise(on engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [{{modules}}])
        // Arrange, perform, and expect what the action promises: its outcome, its events, each refusal by its code.
        Issue.record("say here what {{Type}} promises")
        #expect(try await world.verify() == [])
    }
{{absent}}}
