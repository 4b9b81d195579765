import FaceFixtures
import Foundation
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Synchronization
import Testing

@testable import API

/// What callers hear when more is asked than can be done.
@Suite struct SheddingTests {
    private final class Gate: Sendable {
        let isHeld = Atomic<Bool>(false)
        let isOver = Atomic<Bool>(false)

        /// Called on the database's thread.
        func hold() {
            isHeld.store(true, ordering: .releasing)
            while !isOver.load(ordering: .acquiring) { usleep(1_000) }
        }
    }

    private final class Heard: Sendable {
        private let list = Mutex<[Answer]>([])
        var answers: [Answer] { list.withLock { $0 } }
        func note(_ answer: Answer) { list.withLock { $0.append(answer) } }
    }

    /// Holds the database's writer (on PostgreSQL its only connection) while `body` runs.
    private func held(_ stage: Stage, _ body: () async throws -> Void) async throws {
        let gate = Gate()
        let store = stage.world.installation.store
        let holding = Task { try await store.write { _ in gate.hold() } }
        while !gate.isHeld.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
        do { try await body() } catch {
            gate.isOver.store(true, ordering: .releasing)
            throw error
        }
        gate.isOver.store(true, ordering: .releasing)
        try await holding.value
    }

    @Test func aShopThatAsksForTooMuchHears429AndItsKeysStaySafe() async throws {
        let options = StoreOptions(queueShare: 3, synchronous: .off)
        let stage = try await Stage.open(.sqlite, options: options)
        let other = try await stage.key(["*"], in: try await stage.world.anotherShop())
        for key in [stage.key, other] { _ = try await stage.get("/v1/brands", key: key) }  // the first use is noted
        let heard = Heard()
        let store = stage.world.installation.store
        func begin(_ name: String, _ key: String) -> Task<Void, any Error> {
            Task { heard.note(try await stage.write(.post, "/v1/brands", ["name": .string(name)], key: key)) }
        }
        var tasks: [Task<Void, any Error>] = []
        try await held(stage) {
            for number in 0..<3 { tasks.append(begin("Brand \(number)", stage.key)) }
            while store.waiting < 3 { try await Task.sleep(for: .milliseconds(1)) }
            let refused = try await stage.write(.post, "/v1/brands", ["name": "Brand 3"], idempotencyKey: "k3")
            #expect(refused.status == 429 && refused.code == "store.shop_busy")
            #expect(refused.header("Retry-After") == "1")
            #expect(refused.header("Content-Type") == "application/problem+json")
            tasks.append(begin("Other", other))
            while store.waiting < 4 { try await Task.sleep(for: .milliseconds(1)) }
        }
        for task in tasks { try await task.value }
        #expect(heard.answers.map(\.status) == [201, 201, 201, 201])
        let again = try await stage.write(.post, "/v1/brands", ["name": "Brand 3"], idempotencyKey: "k3")
        #expect(again.status == 201 && again.header("Idempotent-Replayed") == nil, "what was refused was not done")
        let list = try await stage.get("/v1/brands")
        #expect(list.json["data"]?.array?.count == 4)
    }

    @Test func aKeyWithTooMuchUnderWayIsRefusedAtTheDoor() throws {
        let admission = Admission(share: 2, pause: .zero)
        try admission.enter(.stranger(1))
        try admission.enter(.stranger(1))
        let refused = #expect(throws: Problem.self) { try admission.enter(.stranger(1)) }
        #expect(refused?.code == "store.shop_busy")
        try admission.enter(.stranger(2))
        admission.leave(.stranger(1))
        try admission.enter(.stranger(1))
        #expect(throws: Problem.self) { try admission.enter(.stranger(1)) }
    }

    @Test func whoWaitsTooLongHears503AndNothingIsDone() async throws {
        let stage = try await Stage.open(.sqlite, patience: .milliseconds(300))
        _ = try await stage.get("/v1/brands")
        let heard = Heard()
        var asked: Task<Void, any Error>?
        try await held(stage) {
            asked = Task { heard.note(try await stage.write(.post, "/v1/brands", ["name": "Late"])) }
            while stage.world.installation.store.waiting < 1, heard.answers.isEmpty {
                try await Task.sleep(for: .milliseconds(1))
            }
            try await Task.sleep(for: .milliseconds(400))
        }
        try await asked?.value
        let late = heard.answers.first
        #expect(late?.status == 503 && late?.code == "store.late" && late?.header("Retry-After") == "1")
        #expect(try await stage.get("/v1/brands").json["data"]?.array?.isEmpty == true)
    }
}
