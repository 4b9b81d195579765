import Kernel
import Logging
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

/// Several processes on one PostgreSQL: installations that share nothing but the database.
@Suite(.enabled(if: Engine.hasPostgres, "MARTLET_TEST_POSTGRES is not set"))
struct ManyProcessesTests {
    private static func process(on url: String, _ seed: UInt64) throws -> Installation {
        try Installation(
            store: Store.open(url, options: StoreOptions(poolSize: 3)),
            modules: PlatformModule.all + [NotesModule.module],
            clock: SystemClock(), randomness: SeededRandomness(seed),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func theyWriteToOneAuditLogAtTheSameTime() async throws {
        let address = try TestStore.address(.postgres)
        defer { address.remove() }
        let processes = try (1...3).map { seed in try Self.process(on: address.url, UInt64(seed)) }
        try await processes[0].migrator.up(processes[0].store)
        let shop = try await processes[0].createShop(
            slug: "shared", name: "Shared", currency: .gbp, timeZone: try TimeZoneID(parsing: "Europe/London"))
        let invocation = Invocation(
            tenant: shop.tenant, caller: World.owner, request: RequestContext(requestID: "req-many"))
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for number in 0..<150 {
                let process = processes[number % 3]
                group.addTask {
                    do {
                        _ = try await process.perform(WriteNote(text: "note \(number)"), as: invocation)
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: [any Error]()) { all, error in if let error { all.append(error) } }
        }
        #expect(failures.isEmpty, "\(failures.first.map { "\($0)" } ?? "")")
        try await processes[1].dispatcher.drain()
        let report = try await processes[2].verify(shop)
        #expect(report.holds)
        for process in processes { await process.store.close() }
    }
}
