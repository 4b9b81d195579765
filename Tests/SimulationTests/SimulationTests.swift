import Composition
import Kernel
import Platform
import Store
import Testing

@testable import Simulation

struct SimulationTests {
    private static let world = Result { try SimulatedWorld(modules: Martlet.modules) }

    @Test("Every promise holds on a walk through everything that can be asked, and the same seed walks the same way")
    func walk() throws {
        let world = try Self.world.get()
        let report = try Simulation(world, seed: 11, steps: 250, verifyEvery: 60).run()
        if let violation = report.violation {
            Issue.record("\(violation.finding)\n\(violation.trace.joined(separator: "\n"))")
        }
        #expect(report.tally.faults > 0 && report.tally.answers["done", default: 0] > 60)
        let again = try Simulation(world, seed: 11, steps: 250, verifyEvery: 60).run()
        #expect(again.digest == report.digest && again.rounds == report.rounds)
        #expect(try Simulation(world, seed: 12, steps: 30).run().digest != report.digest)
    }

    @Test("Runs at the same time do not touch each other: each goes as it goes alone")
    func sideBySide() async throws {
        let world = try Self.world.get()
        let seeds: [UInt64] = [31, 32, 33]
        let together = try await withThrowingTaskGroup(of: (UInt64, String).self) { group in
            for seed in seeds {
                group.addTask { (seed, try Simulation(world, seed: seed, steps: 120, manner: .even).run().digest) }
            }
            return try await group.reduce(into: [:]) { found, pair in found[pair.0] = pair.1 }
        }
        for seed in seeds {
            #expect(try Simulation(world, seed: seed, steps: 120, manner: .even).run().digest == together[seed])
        }
    }

    @Test("Two bodies that differ in the order of their members, or in what is null, ask for the same")
    func sameRequests() throws {
        func same(_ a: JSON, _ b: JSON) -> Bool { KeyModel.asksTheSame(a.bytes, b.bytes) }
        let body: JSON = ["lines": [["line": 1, "quantity": "1"]], "restock": true, "shipping": nil]
        #expect(same(body, ["shipping": nil, "restock": true, "lines": [["quantity": "1", "line": 1]]]))
        #expect(same(body, ["lines": [["line": 1, "quantity": "1"]], "restock": true]))
        #expect(!same(body, ["lines": [["line": 1, "quantity": "1"]], "restock": false]))
        #expect(
            !same(body, ["lines": [["line": 1, "quantity": "1"], ["line": 2, "quantity": "1"]], "restock": true]))
        #expect(!same(["lines": [1, 2]], ["lines": [2, 1]]))
    }

    @Test("Every action there is gets done on the way, but for those of which somebody says why not")
    func everyActionIsReached() throws {
        let world = try Self.world.get()
        var tally = Tally()
        for seed: UInt64 in 40...45 {
            let report = try Simulation(world, seed: seed, steps: 2_500, manner: .even).run()
            if let violation = report.violation {
                Issue.record("\(violation.finding)\n\(violation.trace.joined(separator: "\n"))")
            }
            tally.add(report.tally)
        }
        // What is rare, or follows from something rare (a run stops when whoever asked for it may no longer), is led to.
        let leading: Set<String> = [
            "bulk_runs.start", "team.remove", "team.change_role", "roles.update", "imports.begin", "payments.capture",
            "refunds.request",
        ]
        for seed: UInt64 in 46...57 {
            let rare = Set(world.actions).subtracting(tally.actions.keys).subtracting(Unreached.reasons.keys)
            if rare.isEmpty { break }
            tally.add(
                try Simulation(world, seed: seed, steps: 1_500, manner: .even, favouring: rare.union(leading)).run()
                    .tally)
        }
        let never = Set(world.actions).subtracting(tally.actions.keys)
        #expect(
            never == Set(Unreached.reasons.keys), "a new action needs a refinement in Inputs, or a reason in Unreached")
    }

    @Test("Goods that go missing behind the log's back are noticed, and the shortest way there is told")
    func missingGoods() throws {
        let world = try SimulatedWorld(modules: Martlet.modules + [Faulty.losingGoods], shops: 2)
        let report = try Simulation(world, seed: 3, steps: 2_000, verifyEvery: 20, favouring: ["shelves.tidy"]).run()
        let violation = try #require(report.violation)
        #expect(violation.isConfirmed)
        #expect(
            ["stock.levels_are_what_was_done", "verify.inventory.levels_equal_moves"].contains(violation.finding.rule))
        #expect(violation.trace.contains { $0.contains("shelves.tidy") })
        // What was touched by nobody since is seen at the next look at it: an order, the loss, and the look.
        #expect(violation.trace.count <= 10, "\(violation.trace)")
    }

    @Test("Work that is lost when the process dies between two commits is noticed, with the fault that shows it")
    func halfDoneWork() throws {
        let world = try SimulatedWorld(modules: Martlet.modules + [Faulty.halfDone], shops: 2)
        let report = try Simulation(world, seed: 5, steps: 4_000, verifyEvery: 40, favouring: ["payouts.ask"]).run()
        let violation = try #require(report.violation)
        #expect(violation.isConfirmed)
        #expect(violation.finding.rule == "verify.payouts.entered", "\(violation.finding) \(violation.trace)")
        #expect(violation.trace.contains { $0.contains("fault:") }, "\(violation.trace)")
    }

    @Test("A refusal for want of goods is measured against the shelf")
    func refusalsNeedAReason() throws {
        var model = ShopModel()
        model.stock.adopt("var_1", "loc_1", StockModel.Level(onHand: 5_000_000, reserved: 3_000_000, limit: 1_000_000))
        func objection(_ action: String, _ quantity: String, available: String) -> String? {
            let problem = Problem(
                .conflict, "inventory.not_enough", "There is not enough stock.",
                details: ["variant": "var_1", "location": "loc_1", "available": available])
            let lines: JSON = [["variant": "var_1", "quantity": .string(quantity)]]
            return model.objection(to: problem, of: action, ["location": "loc_1", "lines": lines])
        }
        // 5 are there, 3 are promised, and 1 may be promised beyond the shelf.
        #expect(objection("inventory.reserve", "4", available: "3") == nil)
        #expect(objection("inventory.reserve", "3", available: "3") != nil)
        #expect(objection("inventory.reserve", "4", available: "2") != nil)
        #expect(objection("inventory.transfer", "4", available: "3") == nil)
        #expect(objection("inventory.adjust", "-3", available: "3") != nil)
        #expect(objection("inventory.count", "1", available: "3") == nil)
        #expect(objection("inventory.count", "2", available: "3") != nil)
        #expect(objection("inventory.stock_in", "1", available: "3") != nil)
    }
}
