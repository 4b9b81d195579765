
    @Test(arguments: Engine.available)
    func absentAndForeignLookTheSame(on engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [{{modules}}])
        let nobody = ID<{{Record}}>(raw: world.installation.ids.next())
        let problem = await world.refusal { try await world.perform({{Type}}({{record}}: nobody)) }
        #expect(problem?.code == "not_found")
    }
