import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

/// Requests that arrive together: what must be unique stays so, and the index stays in step.
@Suite struct SameMomentTests {
    @Test(arguments: Engine.available)
    func productsWithTheSameNewWordsAreAllIndexed(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let words = ["PORCELAIN", "TEAPOT", "TURQUOISE", "HANDMADE"]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<16 {
                let title = (0..<4).map { words[($0 + index) % 4] }.joined(separator: " ")
                group.addTask {
                    try await world.perform(
                        CreateProduct(title: "\(title) \(index)", variants: [VariantInput(sku: "S\(index)")]))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await world.fetch(SearchProducts(q: "porcelan teapto")).data.count == 16)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func oneOfManyGetsTheSKU(on engine: Engine) async throws {
        let world = try await World.catalog(engine)
        let codes = await withTaskGroup(of: String.self) { group in
            for index in 0..<12 {
                group.addTask {
                    let problem = await world.refusal {
                        try await world.perform(
                            CreateProduct(title: "Product \(index)", variants: [VariantInput(sku: "22423")]))
                    }
                    return problem?.code ?? "made"
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == ["made": 1, "variants.sku_taken": 11])
        #expect(try await world.fetch(ListProducts()).data.count == 1, "the refused left nothing behind")
        #expect(try await world.verify() == [])
    }
}
