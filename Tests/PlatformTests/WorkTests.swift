import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Synchronization
import Testing

@testable import Platform

@Suite struct WorkTests {
    /// Portions left in each shop, and the order in which they were done.
    final class Pile: Sendable {
        let state: Mutex<(left: [Int64: Int], done: [Int64])>
        init(_ left: [Int64: Int]) { state = Mutex((left: left, done: [])) }

        func work(failing: Int64? = nil) -> Work {
            Work("test.pile") { _, _ in
                self.state.withLock { state in state.left.filter { $0.value > 0 }.keys.sorted() }
            } advance: { _, tenant in
                if tenant == failing { throw Problem(.internal, "test.broken", "Not this shop.") }
                return self.state.withLock { state in
                    state.left[tenant, default: 0] -= 1
                    state.done.append(tenant)
                    return state.left[tenant, default: 0] > 0
                }
            }
        }

        var done: [Int64] { state.withLock { state in state.done } }
    }

    static func world(_ pile: Pile, failing: Int64? = nil) async throws -> World {
        let module = Module(name: "piles", summary: "Piles.", works: [pile.work(failing: failing)])
        return try await World.fresh(.sqlite, modules: [module])
    }

    @Test func shopsTakeTurns() async throws {
        let pile = Pile([1: 3, 2: 1, 3: 2])
        let world = try await Self.world(pile)
        #expect(try await world.installation.work() == 6)
        #expect(pile.done == [1, 2, 3, 1, 3, 1])
        #expect(try await world.installation.work() == 0)
    }

    @Test func thereIsABound() async throws {
        let pile = Pile([1: 100, 2: 100])
        let world = try await Self.world(pile)
        #expect(try await world.installation.work(atMost: 5) == 5)
        #expect(pile.done == [1, 2, 1, 2, 1])
    }

    @Test func oneShopsFailureDoesNotStopTheOthers() async throws {
        let pile = Pile([1: 2, 2: 2])
        let world = try await Self.world(pile, failing: 1)
        #expect(try await world.installation.work() == 2)
        #expect(pile.done == [2, 2])
    }

    @Test func anInverseMustExistAndNeedNothingNew() throws {
        #expect(throws: Problem.self) { try Registry(PlatformModule.all + [HailModule.broken]) }
        do {
            _ = try Registry(PlatformModule.all + [NotesModule.module, HailModule.broken])
            Issue.record("an inverse that needs more was accepted")
        } catch let problem as Problem {
            #expect(problem.title.contains("notes.hail_back is taken back by notes.write, which needs 'text'"))
        }
    }
}
