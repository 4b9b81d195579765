import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Synchronization
import Testing

@testable import Platform

@Suite struct SweepTests {
    /// A sweep that finds a note which is gone by the time it is looked for: as if another server had been faster.
    private static func world(_ engine: Engine, timesDue: Int, asked: Asked) async throws -> World {
        let sweep = Sweep("test.gone") { _ in
            asked.again() <= timesDue ? ChangeNote(note: ID(raw: RawID(high: 1, low: 1)), text: "late") : nil
        }
        let module = Module(name: "broom", summary: "A broom.", sweeps: [sweep])
        return try await World.fresh(engine, modules: [NotesModule.module, module])
    }

    @Test(arguments: Engine.available) func whatAnotherServerHasDoneIsDone(_ engine: Engine) async throws {
        let asked = Asked()
        let world = try await Self.world(engine, timesDue: 1, asked: asked)
        try await world.installation.settle(world.shop)
        #expect(asked.times == 2)
    }

    @Test(arguments: Engine.available) func whatStaysDueAndIsRefusedIsTold(_ engine: Engine) async throws {
        let asked = Asked()
        let world = try await Self.world(engine, timesDue: 9, asked: asked)
        let refusal = await world.refusal { try await world.installation.settle(world.shop) }
        #expect(refusal?.kind == .notFound && asked.times == 2)
    }
}

/// A number that closures share.
private final class Asked: Sendable {
    private let number = Mutex(0)
    var times: Int { number.withLock { number in number } }

    func again() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}
