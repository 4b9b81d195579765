import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Tabular
import Testing

@testable import Importing

/// Files that are uploaded, and the work of servers on them.
struct BackgroundImportTests {
    /// Whoever asks here: a part of Martlet itself, which never leaves the team.
    static let asker = Caller.system("test")

    static func upload(
        _ shop: ImportShop, _ bytes: [UInt8], kind: ImportRun.Kind = .orders, named name: String = "orders.csv",
        as caller: Caller = asker
    ) async throws -> ImportUpload {
        let uploads = ImportUploads(shop.world.installation, as: shop.world.invocation(as: caller))
        let receipt = try await uploads.receive(kind, name: name)
        for start in stride(from: 0, to: bytes.count, by: 10_000) {
            try receipt.write(bytes[start..<min(start + 10_000, bytes.count)])
        }
        return try await receipt.finish()
    }

    static func work(_ shop: ImportShop) async throws { try await shop.world.installation.work(shop.world.shop) }

    static func detail(_ shop: ImportShop, _ run: ID<ImportRun>) async throws -> ImportDetail {
        try await shop.world.fetch(GetImport(import: run))
    }

    @Test(arguments: Engine.available)
    func aFileIsLookedAtTriedAndImported(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 21, documents: 260)
        let upload = try await Self.upload(shop, file.csv(), named: "/home/ada/../Orders 2026.csv")
        #expect(upload.state == .ready && upload.fileName == "Orders 2026.csv" && upload.size == file.csv().count)
        let survey = try await shop.world.fetch(SurveyImport(upload: upload.id))
        #expect(survey.problems.isEmpty)
        #expect(survey.columns.filter { $0.field != nil }.count == 8)
        #expect(survey.rows.count == 5)

        let trial = try await shop.world.perform(TryImport(upload: upload.id), as: Self.asker)
        #expect(trial.state == .waiting)
        try await Self.work(shop)
        let tried = try await shop.world.fetch(GetTrial(trial: trial.id))
        #expect(tried.trial.state == .finished)
        #expect(tried.trial.report?.counts.orders == file.truth.orders)
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        #expect(try await shop.runs().isEmpty)

        let run = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        #expect(run.state == .running)
        try await Self.work(shop)
        let done = try await Self.detail(shop, run.id)
        #expect(done.import.state == .finished && done.progress?.state == .finished)
        #expect(done.import.counts.orders == file.truth.orders)
        #expect(done.report?.importID == run.id.reference)
        #expect(try await shop.truth() == file.truth)
        #expect(try await shop.world.verify().isEmpty)

        let again = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        try await Self.work(shop)
        let second = try await Self.detail(shop, again.id)
        #expect(again.id != run.id && second.import.counts.alreadyThere == second.import.counts.documents)
        #expect(try await shop.truth() == file.truth)
    }

    @Test(arguments: Engine.available)
    func aKilledServerLosesNothingAndDoublesNothing(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 22, documents: 900)
        let upload = try await Self.upload(shop, file.csv())
        let run = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        let installation = shop.world.installation
        let tenant = shop.world.shop.tenant
        let desk = ImportDesk()
        #expect(try await desk.advance(installation, in: tenant))
        await desk.abandon()
        let midway = try await Self.detail(shop, run.id)
        #expect(midway.import.state == .running)
        #expect((1..<900).contains(midway.import.counts.recorded))
        // As long as the lease lasts, nobody else touches it.
        #expect(try await desk.advance(installation, in: tenant) == false)
        shop.world.clock.advance(by: TaskPolicy.lease + .seconds(1))
        try await Self.work(shop)
        let done = try await Self.detail(shop, run.id)
        #expect(done.import.state == .finished)
        #expect(done.import.counts.recorded == done.import.counts.documents)
        #expect(done.import.counts.alreadyThere == 0)
        #expect(try await shop.truth() == file.truth)
        #expect(try await shop.runs().count == 1)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func stoppedItIsGoneOnWithOrUndone(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 23, documents: 900)
        let upload = try await Self.upload(shop, file.csv())
        let run = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        let (installation, tenant) = (shop.world.installation, shop.world.shop.tenant)
        let desk = ImportDesk()
        _ = try await desk.advance(installation, in: tenant)
        let twice = await shop.world.refusal {
            try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        }
        #expect(twice?.code == "imports.running")
        let stopped = try await shop.world.perform(StopImport(import: run.id), as: Self.asker)
        #expect(stopped.state == .interrupted)
        #expect(try await desk.advance(installation, in: tenant) == false)
        #expect(try await Self.detail(shop, run.id).progress?.state == .stopped)
        let recorded = try await Self.detail(shop, run.id).import.counts.recorded
        try await Self.work(shop)
        #expect(try await Self.detail(shop, run.id).import.counts.recorded == recorded)
        let resumed = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        #expect(resumed.id == run.id)
        try await Self.work(shop)
        #expect(try await shop.truth() == file.truth)
        _ = try await ImportUndoing(installation, as: shop.world.invocation()).run(run.id)
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func whatWasNotTakenIsKeptAsTheCommandLineWritesIt(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let file = TradeFile(seed: 24, documents: 40)
        var text = String(decoding: file.csv(), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        text = (lines + [lines[1] + ",one cell too many"]).joined(
            separator: "\n")
        let sink = ByteSink()
        try await shop.orders(Array(text.utf8), dryRun: true, rejects: sink)
        let upload = try await Self.upload(shop, Array(text.utf8))
        let trial = try await shop.world.perform(TryImport(upload: upload.id), as: Self.asker)
        let run = try await shop.world.perform(BeginImport(upload: upload.id), as: Self.asker)
        try await Self.work(shop)
        let kept = try await shop.world.fetch(ListRejects(import: run.id, limit: 1))
        #expect(kept.hasMore && kept.data.first?.position == 1)
        let detail = try await Self.detail(shop, run.id)
        #expect(detail.import.counts.rejectedLines == detail.keptRejects)
        let last = try await shop.world.fetch(ListRejects(import: run.id, limit: 100)).data.last
        #expect(last?.code == .unreadable && last?.line == lines.count + 1)
        let foretold = try await shop.world.fetch(ListTrialRejects(trial: trial.id, limit: 100)).data
        #expect(foretold.count == detail.keptRejects)
        var written: [UInt8] = []
        let export = try await RejectExport.of(run.id, shop.world.installation, as: shop.world.invocation())
        try await export.write { bytes in written += bytes }
        #expect(String(decoding: written, as: UTF8.self) == String(decoding: sink.bytes, as: UTF8.self))
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func itIsDoneWithTheRightsOfWhoeverBeganIt(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let upload = try await Self.upload(shop, TradeFile(seed: 25, documents: 5).csv())
        let gone = Caller(kind: .user, principal: "usr_01h455vb4pex5vsknk084sn02q", permissions: .all, role: "owner")
        let run = try await shop.world.perform(BeginImport(upload: upload.id), as: gone)
        try await Self.work(shop)
        let detail = try await Self.detail(shop, run.id)
        #expect(detail.import.state == .failed && detail.progress?.failureCode == "imports.asker_gone")
        #expect(try await shop.sizes().values.allSatisfy { $0 == 0 })
        let refused = await shop.world.refusal {
            _ = try await Self.upload(shop, [1], as: World.person("guest", ["imports.read"]))
        }
        #expect(refused?.kind == .forbidden)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: Engine.available)
    func productsAndCustomersGoTheSameWay(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let products = try await Self.upload(
            shop, Array(ProductImportTests.list.utf8), kind: .products, named: "products.csv")
        let list = "Name,Email\nAnna,anna@example.com\nBert,no address\n"
        let customers = try await Self.upload(shop, Array(list.utf8), kind: .customers, named: "customers.csv")
        let trial = try await shop.world.perform(TryImport(upload: products.id), as: Self.asker)
        try await Self.work(shop)
        let foretold = try await shop.world.fetch(GetTrial(trial: trial.id)).trial.report
        #expect((foretold?.counts.products ?? 0) > 0)
        #expect(try await shop.sizes()["product"] == 0)
        let first = try await shop.world.perform(BeginImport(upload: products.id), as: Self.asker)
        let second = try await shop.world.perform(
            BeginImport(upload: customers.id, options: ImportChoices(tag: "Fair")), as: Self.asker)
        try await Self.work(shop)
        #expect(try await Self.detail(shop, first.id).import.counts.products == foretold?.counts.products)
        let people = try await Self.detail(shop, second.id)
        #expect(people.import.counts.customers == 1 && people.keptRejects == 1)
        #expect(try await shop.world.verify().isEmpty)
    }
}

/// What is found out about files, and what is refused.
struct UploadTests {
    @Test(arguments: Engine.available)
    func unusedFilesGoAfterADay(_ engine: Engine) async throws {
        let shop = try await ImportShop.open(engine)
        let upload = try await BackgroundImportTests.upload(shop, TradeFile(seed: 26, documents: 5).csv())
        let used = try await BackgroundImportTests.upload(shop, TradeFile(seed: 27, documents: 5).csv())
        _ = try await shop.world.perform(BeginImport(upload: used.id), as: BackgroundImportTests.asker)
        try await BackgroundImportTests.work(shop)
        shop.world.clock.advance(by: .hours(25))
        try await shop.world.installation.settle(shop.world.shop)
        let refusal = await shop.world.refusal { _ = try await shop.world.fetch(SurveyImport(upload: upload.id)) }
        #expect(refusal?.kind == .notFound)
        #expect(try await shop.world.fetch(SurveyImport(upload: used.id)).problems.isEmpty)
        shop.world.clock.advance(by: .days(8))
        try await shop.world.installation.settle(shop.world.shop)
        let tenant = shop.world.shop.tenant
        let left: Int? = try await shop.world.read { db in
            try db.scalar("SELECT count(*) FROM import_chunk WHERE tenant = \(tenant)")
        }
        #expect(left == 0)
        #expect(try await shop.world.verify().isEmpty)
    }

    @Test(arguments: [
        ("PK\u{3}\u{4}rest of a workbook", "tabular.not_text"), ("<html><body>no</body></html>", "tabular.not_a_list"),
        ("", "tabular.empty"),
    ])
    func whatIsNoListIsRefusedAtOnce(_ text: String, _ code: String) async throws {
        let shop = try await ImportShop.open(.sqlite)
        let refusal = await shop.world.refusal {
            _ = try await BackgroundImportTests.upload(shop, Array(text.utf8))
        }
        #expect(refusal?.code == code)
        #expect(refusal?.field == "file")
    }

    @Test func aFileLargerThanTheShopTakesIsRefusedOnItsWay() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let uploads = ImportUploads(
            shop.world.installation, as: shop.world.invocation(as: BackgroundImportTests.asker))
        let receipt = try await uploads.receive(.orders, name: "big.csv")
        let part = [UInt8](repeating: 65, count: 1_000_000)
        let refusal = await shop.world.refusal { for _ in 0..<201 { try receipt.write(part) } }
        #expect(refusal?.code == "imports.file_too_large")
    }

    @Test func whatIsUnclearIsAskedAboutAndCanBeSaid() async throws {
        let shop = try await ImportShop.open(.sqlite)
        let list = "Invoice;Code;Qty;Date;Price;Colour\nR1;12345;1;03/04/2026;2,50;red\nR2;12345;2;04/05/2026;2,50;\n"
        let upload = try await BackgroundImportTests.upload(shop, Array(list.utf8))
        let survey = try await shop.world.fetch(SurveyImport(upload: upload.id))
        #expect(survey.problems.map(\.field) == ["invoice_date"])
        #expect(survey.columns.map(\.confidence) == [.sure, .sure, .sure, .look, .sure, .skipped])
        #expect(survey.delimiter == "semicolon" && survey.isWhole && survey.sampledRows == 2)
        let refusal = await shop.world.refusal {
            try await shop.world.perform(BeginImport(upload: upload.id), as: BackgroundImportTests.asker)
        }
        #expect(refusal?.errors.map(\.field) == ["invoice_date"])
        let said = try await shop.world.fetch(SurveyImport(upload: upload.id, mapping: ["Date=invoice_date:dmy"]))
        #expect(said.problems.isEmpty)
        #expect(said.mapping.contains("4=invoice_date:dmy") && said.mapping.contains("6=-"))
        let back = try await shop.world.fetch(SurveyImport(upload: upload.id, mapping: said.mapping))
        #expect(back.problems.isEmpty && back.mapping == said.mapping)
        let wrong = await shop.world.refusal {
            _ = try await shop.world.fetch(SurveyImport(upload: upload.id, mapping: ["nonsense"]))
        }
        #expect(wrong?.errors.map(\.field) == ["mapping[0]"])
    }

    @Test func aLongFileIsJudgedByItsBeginningCutBehindARecord() {
        let record = Array("a,\"one\nline, two\",b\n".utf8)
        let whole = (0..<100).flatMap { _ in record }
        #expect(FileHead.cut(whole + Array("x,\"cut\nhere".utf8)) == whole)
        #expect(FileHead.cut(Array("no line end".utf8)) == Array("no line end".utf8))
        let wide: [UInt8] = [0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0]
        #expect(FileHead.cut(wide) == Array(wide.prefix(6)))
    }
}
