import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Customers

/// Requests that arrive together: what must be unique stays so, and the losers hear why.
@Suite struct SameMomentTests {
    @Test(arguments: Engine.available)
    func generatedNumbersAreDifferent(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let numbers = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<24 {
                group.addTask { try await world.perform(CreateCustomer(name: "Customer \(index)")).number }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(numbers.count == 24)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func oneOfManyGetsTheNumber(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let codes = await withTaskGroup(of: String.self) { group in
            for index in 0..<12 {
                group.addTask {
                    let problem = await world.refusal {
                        try await world.perform(CreateCustomer(name: "Customer \(index)", number: "17850"))
                    }
                    return problem?.code ?? "made"
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == ["made": 1, "customers.number_taken": 11])
    }

    @Test(arguments: Engine.available)
    func importsAtTheSameMomentAgreeOnTheCustomers(on engine: Engine) async throws {
        let world = try await World.customers(engine)
        let entries = (1...60).map { EnsureCustomers.Entry(number: "N\($0)") }
        let outcomes = try await withThrowingTaskGroup(of: EnsureCustomers.Outcome.self) { group in
            for turn in 0..<4 {
                let mine = Array(turn % 2 == 0 ? entries : entries.reversed())
                group.addTask { try await world.perform(EnsureCustomers(customers: mine)) }
            }
            return try await group.reduce(into: [EnsureCustomers.Outcome]()) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.ids == outcomes[0].ids && $0.ids.count == 60 })
        #expect(outcomes.reduce(0) { $0 + $1.created } == 60)
        #expect(try await world.events(CustomerCreated.self).count == 60)
    }
}
