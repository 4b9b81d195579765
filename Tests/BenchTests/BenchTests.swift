import Bench
import Composition
import Kernel
import Logging
import Platform
import Store
import StoreFixtures
import Testing

/// What the bench measures are real orders: they are all there afterwards, and every promise of the shop holds.
@Suite struct BenchTests {
    private let stopwatch: Stopwatch

    init() {
        let start = ContinuousClock.now
        stopwatch = Stopwatch {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        }
    }

    private func installation(_ store: Store) throws -> Installation {
        try Installation(
            store: store, modules: Martlet.modules, clock: SystemClock(), randomness: SystemRandomness(),
            log: Logger(label: "bench"))
    }

    private func orders(_ installation: Installation) async throws -> Int64 {
        let shop = try await installation.shops()[0]
        let till = installation.system("test", tenant: shop.tenant)
        let answer = try await installation.fetchDecoded(
            try installation.registry.query("orders.list").decode(Array("{\"limit\":100}".utf8)), as: till)
        return Int64(try JSON(parsing: answer)["data"]?.array?.count ?? 0)
    }

    @Test func whatIsPlacedIsThereAndHoldsItsPromises() async throws {
        let store = try await TestStore.fresh(.sqlite, migrations: try Registry(Martlet.modules).migrations)
        let installation = try installation(store)
        let wish = BenchShop.Wish(shops: 2, articles: 8, orders: 10)
        #expect(try await BenchShop.make(wish, in: installation) == 10)
        #expect(try await BenchShop.make(BenchShop.Wish(shops: 2, articles: 8, orders: 0), in: installation) == 0)
        #expect(try await orders(installation) == 10)
        let placing = try await Placing(into: store, installation.registry, articles: 8, stopwatch)
        let report = try await placing.run(clients: 4, seconds: 3, warm: 0, seed: 1)
        #expect(report.orders.count > 0)
        #expect(RunnerStep.allCases.allSatisfy { step in report.steps["\(step)", default: 0] > 0 })
        #expect(report.runnerShare > 0 && report.runnerShare < 1)
        for shop in try await installation.shops() {
            let verified = try await installation.verify(shop)
            #expect(verified.holds)
        }
        await store.close()
    }

    @Test func jobsThatAreMeasuredAreDone() async throws {
        let registry = try Registry(Martlet.modules + [Working.module])
        let store = try await TestStore.fresh(.sqlite, migrations: registry.migrations)
        let installation = try installation(store)
        _ = try await BenchShop.make(BenchShop.Wish(shops: 1, articles: 4, orders: 1), in: installation)
        let report = try await Working(on: store, registry, stopwatch).run(idle: 5, seconds: 0.1)
        #expect(report.start.count == 5 && report.empty > 0 && report.acting > 0)
        let shop = try await installation.shops()[0]
        let answer = try await installation.fetchDecoded(
            try installation.registry.query("job_runs.list").decode(Array("{\"state\":\"!done\"}".utf8)),
            as: installation.system("test", tenant: shop.tenant))
        #expect(try JSON(parsing: answer)["data"]?.array?.count == 0)
        #expect(try await installation.verify(shop).holds)
    }
}
