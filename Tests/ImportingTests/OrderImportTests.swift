import Catalog
import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Tabular
import Testing

@testable import Importing

struct OrderImportTests {
    @Test(arguments: Engine.available)
    func figuresAreThoseOfTheFile(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 7, documents: 240, longest: 1_050)
        let report = try await shop.orders(file.csv())
        #expect(report.state == "finished")
        #expect(report.rejections.isEmpty)
        #expect(report.counts.lines == file.lines.count)
        #expect(report.counts.orders == file.truth.orders)
        #expect(report.counts.creditNotes == file.truth.creditNotes + file.truth.adjustments)
        #expect(report.counts.stockDocuments == file.truth.stockDocuments)
        #expect(try await shop.truth() == file.truth)
        let sizes = try await shop.sizes()
        #expect(sizes["customer"] == file.customers.count)
        #expect(sizes["variant"] == file.skus.count)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func importingTwiceChangesNothing(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 8, documents: 120)
        try await shop.orders(file.csv())
        let before = (try await shop.facts(), try await shop.sizes())
        let second = try await shop.orders(file.csv())
        #expect(second.counts.alreadyThere == second.counts.documents)
        #expect(second.counts.recorded == 0)
        #expect(try await shop.facts() == before.0)
        #expect(try await shop.sizes() == before.1)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func anOverlappingFileBringsOnlyWhatIsNewAndOverwritesNothing(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 9, documents: 100)
        let numbers = Set(file.lines.map(\.invoice)).sorted()
        let early = Set(numbers.prefix(60))
        try await shop.orders(file.text(of: file.lines.filter { early.contains($0.invoice) }))
        let changed = try #require(file.lines.first { early.contains($0.invoice) && $0.mills > 0 && $0.quantity > 0 })
            .invoice
        let late = file.lines.map { line -> TradeFile.Line in
            var line = line
            if line.invoice == changed { line.country = "Elsewhere" }
            return line
        }
        let report = try await shop.orders(file.text(of: late), named: "later.csv")
        #expect(report.counts.alreadyThere == 59)
        #expect(report.counts.changed == 1)
        #expect(report.changed.map(\.subject) == [changed])
        #expect(report.counts.recorded == numbers.count - 60)
        #expect(try await shop.truth() == file.truth)
        #expect(try await shop.facts().allSatisfy { !$0.hasSuffix("Elsewhere") })
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aCrashIsGoneOnWith(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 10, documents: 150)
        for parts in [2, 1] {
            var importer = shop.importer(parts: 20)
            importer.crashesAfterParts = parts
            await #expect(throws: ImportDropped.self) {
                try await importer.run(.bytes(file.csv(), name: "orders.csv"))
            }
        }
        #expect(try await shop.runs().map(\.state) == [.running])
        let report = try await shop.orders(file.csv())
        #expect(report.isResumed)
        #expect(report.state == "finished")
        #expect(report.counts.orders == file.truth.orders)
        #expect(report.counts.alreadyThere == 0)
        #expect(try await shop.runs().count == 1)
        #expect(try await shop.truth() == file.truth)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func whoeverWasOvertakenStops(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        func start(_ lease: String) -> StartImport {
            StartImport(
                kind: .orders, fileName: "a.csv", digest: "d", mapping: "", lines: 1, documents: 1, lease: lease)
        }
        let first = try await shop.world.perform(start("one"))
        let second = try await shop.world.perform(start("two"))
        #expect(second.isResumed && second.run.id == first.run.id)
        let refusal = await shop.world.refusal {
            try await shop.world.perform(RecordImportPart(run: first.run.id, lease: "one", documents: []))
        }
        #expect(refusal?.code == "imports.taken_over")
    }

    @Test(arguments: Engine.available)
    func undoneItCanBeImportedAgain(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 11, documents: 120)
        let first = try await shop.orders(file.csv())
        let facts = try await shop.facts()
        let id = try #require(first.importID?.id(ImportRun.self))
        let undone = try await ImportUndoing(shop.world.installation, as: shop.world.invocation()).run(id)
        #expect(undone.run.state == .undone)
        #expect(undone.orders == file.truth.orders)
        #expect(undone.customers == file.customers.count)
        #expect(undone.products == file.skus.count)
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        #expect(try await shop.world.verify().isEmpty)
        let again = try await shop.orders(file.csv())
        #expect(again.importID != first.importID)
        #expect(try await shop.facts() == facts)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func undoKeepsWhatWasTouchedAndWhatOthersUse(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 12, documents: 60)
        let numbers = Set(file.lines.map(\.invoice)).sorted()
        let firstHalf = Set(numbers.prefix(30))
        let first = try await shop.orders(file.text(of: file.lines.filter { firstHalf.contains($0.invoice) }))
        try await shop.orders(file.text(of: file.lines.filter { !firstHalf.contains($0.invoice) }), named: "b.csv")
        let tenant = shop.world.shop.tenant
        let importID = try #require(first.importID)
        let order = try #require(
            try await shop.world.read { db -> ID<Order>? in
                try db.scalar(
                    "SELECT id FROM sales_order WHERE tenant = \(tenant) AND import_id = \(importID) ORDER BY id")
            })
        let delete = try shop.world.installation.registry.action("orders.delete").decode(
            JSON.object(JSONObject([.init("order", .string(order.description))])).bytes)
        _ = try await shop.world.installation.runner.performDecoded(delete, as: shop.world.invocation())
        let id = try #require(importID.id(ImportRun.self))
        let undone = try await ImportUndoing(shop.world.installation, as: shop.world.invocation()).run(id)
        #expect(undone.kept == 1)
        #expect(undone.keptDocuments == [order.reference])
        #expect(try await shop.world.verify().isEmpty)
        let again = try await shop.orders(file.csv())
        #expect(try await shop.truth().creditNotes == file.truth.creditNotes)
        #expect(again.counts.rejectedDocuments == 0)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func aDryRunWritesNothingAndForetellsTheCounts(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 13, documents: 90)
        let planned = try await shop.orders(file.csv(), dryRun: true)
        #expect(planned.state == "planned")
        #expect(planned.importID == nil)
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        #expect(try await shop.runs().isEmpty)
        let done = try await shop.orders(file.csv())
        #expect(done.counts == planned.counts)
        let again = try await shop.orders(file.csv(), dryRun: true)
        #expect(again.counts.alreadyThere == again.counts.documents)
        #expect(again.counts.customers == 0 && again.counts.products == 0)
    }

    @Test(arguments: Engine.available)
    func nobodyImportsWithoutTheRight(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let caller = World.person("guest", ["orders.*"])
        let importer = OrderImporter(
            shop.world.installation, shop: shop.world.shop, as: shop.world.invocation(as: caller))
        let refusal = await shop.world.refusal {
            _ = try await importer.run(.bytes(TradeFile(seed: 1, documents: 3).csv(), name: "a.csv"))
        }
        #expect(refusal?.kind == .forbidden)
    }
}
