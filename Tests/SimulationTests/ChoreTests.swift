import Composition
import Kernel
import Platform
import Store
import Testing

@testable import Simulation

/// Jobs and workflows on a machine whose process dies at every place there is.
struct ChoreTests {
    private static let world = Result { try SimulatedWorld(modules: Martlet.modules, shops: 1) }

    /// What is left of a chore when everything has come to its end.
    private static func expected(_ course: Course, isFlow: Bool) -> [String] {
        switch (course, isFlow) {
        case (.well, true), (.failsOnce, true), (.waits, true): ["done 1 1"]
        case (.well, false), (.failsOnce, false), (.waits, false): ["done 1 0"]
        case (.fails, true): ["undone 0 0"]
        case (.fails, false): ["asked 1 0"]
        case (.sticks, true): ["asked 1 0", "asked 1 1"]
        case (.sticks, false): ["asked 0 0"]
        }
    }

    @Test(
        "Whatever statement, commit or answer the process dies at, a job and a workflow come to the same end",
        arguments: Course.allCases, [false, true])
    func killedEverywhere(_ course: Course, _ isFlow: Bool) throws {
        let world = try Self.world.get()
        for boundary in StorageBoundary.allCases {
            var visit = 1
            while try Self.survives(world, course, isFlow, Fault(boundary: boundary, visit: visit, effect: .death)) {
                visit += 1
            }
            #expect(visit > 2, "there is something to die at")
        }
    }

    /// Answers whether the fault happened at all: when it did not, every place was tried.
    private static func survives(
        _ world: SimulatedWorld, _ course: Course, _ isFlow: Bool, _ fault: Fault
    ) throws -> Bool {
        let machine = try Machine(world.registry, on: world.disk.copy(), at: SimulatedWorld.start + .minutes(5))
        machine.chance.begin(UInt64(fault.visit))
        let shop = world.shops[0].entry
        let asked = try machine.alone { installation in
            try await installation.perform(
                AskChore(course: course, isFlow: isFlow), as: installation.system("test", tenant: shop.tenant)
            ).outcome
        }
        let chore = try #require(asked).chore
        machine.fault.plan(fault)
        _ = machine.begin { installation in try await installation.work(shop) }
        var dice = Dice(UInt64(fault.visit))
        machine.settle(&dice)
        let happened = machine.fault.happened
        machine.restart()
        for _ in 0..<9 {
            machine.clock.advance(by: .seconds(40))
            try machine.alone { installation in try await installation.work(shop) }
        }
        let left = try machine.read(shop.tenant) { db in try db.find(chore) }
        #expect(
            expected(course, isFlow: isFlow).contains("\(left.state) \(left.first) \(left.second)"),
            "\(course) \(isFlow ? "flow" : "job"), \(fault): \(left)")
        let report = try machine.alone { installation in try await installation.verify(shop) }
        #expect(report.holds, "\(fault): \(report.checks.first { line in !line.findings.isEmpty }?.findings ?? [])")
        return happened
    }
}
