import API
import Composition
import Foundation
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

/// What must be true of the build as a whole.
@Suite struct BuildTests {
    @Test func theRegistryIsSound() throws {
        let registry = try Registry(Martlet.modules)
        #expect(registry.actions.count > 50 && registry.queries.count > 20)
        for module in registry.modules {
            for lifecycle in module.lifecycles { #expect(lifecycle.faults == [], "\(lifecycle.name)") }
        }
        for action in registry.actions { #expect(action.summary.hasSuffix("."), "\(action.name) says what it does") }
    }

    /// docs/reference is made from the code and committed; whoever changes the code renews it.
    @Test func theGeneratedReferenceIsInStep() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for (name, text) in try ReferenceDocuments.all(try Registry(Martlet.modules)) {
            let stored = try? String(contentsOf: root.appendingPathComponent("docs/reference/\(name)"), encoding: .utf8)
            #expect(stored == text, "run: martlet docs docs/reference  (\(name) differs)")
        }
    }

    @Test(arguments: Engine.available)
    func migrationsGoUpAndDownWithoutATrace(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let migrator = Migrator(try Registry(Martlet.modules).migrations)
        try await migrator.up(store)
        #expect(try await migrator.plan(store).isEmpty)
        #expect(try await migrator.drift(store) == [])
        try await migrator.down(store, to: nil)
        #expect(try await migrator.plan(store).count == migrator.migrations.count)
        try await migrator.up(store)
        #expect(try await migrator.drift(store) == [])
        await store.close()
    }

    /// A shop in which nothing has happened keeps every promise, on both engines.
    @Test(arguments: Engine.available)
    func anEmptyShopKeepsEveryPromise(on engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: Array(Martlet.modules.dropFirst(PlatformModule.all.count)))
        #expect(try await world.verify() == [])
        try await world.installation.tick()
        #expect(try await world.verify() == [])
    }
}

/// Each list, asked as a page would ask it, must walk an index and never the whole shop or a sort.
@Suite struct ListPlanTests {
    @Test func listsOfEveryModuleAnswerOnAnEmptyShop() async throws {
        let world = try await World.fresh(.sqlite, modules: Array(Martlet.modules.dropFirst(PlatformModule.all.count)))
        for query in world.installation.registry.queries
        where query.isList && !query.fields.contains(where: \.isRequired) {
            let decoded = try query.decode(Array("{\"limit\":1}".utf8))
            let body = try await world.installation.fetchDecoded(decoded, as: world.invocation())
            #expect(try JSON(parsing: body)["data"]?.array != nil, "\(query.name)")
        }
    }
}
