import API
import FaceFixtures
import Foundation
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Testing
import Web

@testable import Admin

/// What every list promises, asked of every list there is: a collection that is added tomorrow is asked too.
@Suite struct ListContractTests {
    private static let heaviest = 40_000

    private func sound(_ answer: Answer, _ path: String, status: Int = 200) throws {
        #expect(answer.status == status, "\(path): \(answer.text.prefix(1_500))")
        #expect(PageText.bareKeys(answer) == [], "\(path) has words that are missing")
        let weight = try Gzip.compress(answer.bytes).count
        #expect(weight <= Self.heaviest, "\(path) weighs \(weight)")
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func theListAndItsViewsAnswer(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let path = RecordAddress.list(collection)
        let page = try await shop.stage.page(path)
        try sound(page, path)
        let tabs = try #require(
            page.text.components(separatedBy: "<nav class=\"tabs\"").last?.components(separatedBy: "</nav>").first)
        let views = tabs.matches(of: /<a href="([^"]*)"/).map { PageText.unescaped(String($0.1)) }
        #expect(views.count >= (try shop.room(collection).views.count) + 1)
        for view in views { try sound(try await shop.stage.page(view), view) }
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func filtersAreTakenOrRefusedByName(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let path = RecordAddress.list(collection)
        let unknown = try await shop.stage.page("\(path)?no_such_filter=1")
        try sound(unknown, path, status: 422)
        #expect(unknown.text.contains("role=\"alert\""))
        #expect(unknown.text.contains("No such filter"), "names the filter")
        let entry = try shop.entry(collection)
        let schemas = SchemaRegistry()
        _ = try entry.describe(schemas)
        for field in entry.fields where !ListState.paging.contains(field.name) {
            let value = field.name == "sku" ? "TEA-1" : Self.text(schemas.example(of: field.schema), shop.ids)
            let address = "\(path)?\(field.name)=\(FormFields.encoded(value))"
            let page = try await shop.stage.page(address)
            try sound(page, address)
            let isShown =
                page.text.contains("popovertarget=\"filter-\(field.name)\"")
                || field.name == "q" && page.text.contains("name=\"q\" value=\"")
            #expect(isShown, "\(address) shows no filter")
            guard case .integer = schemas.resolve(field.schema).shape else { continue }
            let wrong = try await shop.stage.page("\(path)?\(field.name)=many")
            #expect(wrong.status == 422, "\(path)?\(field.name)=many")
        }
    }

    private static func text(_ example: JSON, _ ids: [String: String]) -> String {
        switch example {
        case .string(let text): (try? Reference(parsing: text)).flatMap { ids[$0.kind] } ?? text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .null: ""
        case .array, .object: String(decoding: example.bytes, as: UTF8.self)
        }
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func wordsFindARecordByItsTitleAndItsID(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let entry = try shop.entry(collection)
        guard entry.fields.contains(where: { $0.name == "q" }) else { return }
        let rows = try await shop.rows(collection)
        guard let row = rows.last, let prefix = Self.prefix(collection, shop) else { return }
        let title = try shop.room(collection).columns[0].value(in: row)
        var wanted = [title.string ?? title["name"]?.string ?? title["title"]?.string]
        if row["id"]?.string?.hasPrefix("\(prefix)_") ?? false { wanted.append(row["id"]?.string) }
        for words in wanted.compactMap({ $0 }) {
            let found = try await shop.rows(collection, "q=\(FormFields.encoded(words))")
            #expect(found.contains(row), "\(collection) does not find '\(words)'")
        }
        let none = try await shop.rows(collection, "q=no-such-thing-anywhere")
        #expect(none.isEmpty, "\(collection) finds what is not there")
    }

    private static func prefix(_ collection: String, _ shop: WorkedShop) -> String? {
        shop.stage.world.installation.registry.modules.flatMap(\.resources).first { $0.collection == collection }?
            .idPrefix
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func pagesGoForwardAndBackOverTheSameRows(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let path = RecordAddress.list(collection)
        let whole = PageText.rows(try await shop.stage.page("\(path)?limit=4"))
        var page = try await shop.stage.page("\(path)?limit=1")
        var seen = [PageText.rows(page)]
        while seen.count < 4, let next = PageText.link("next", in: page) {
            page = try await shop.stage.page(next)
            seen.append(PageText.rows(page))
        }
        // The audit log grows while other tests look at the shop.
        let grows = ["audit_entries", "events"].contains(collection)
        if !grows { #expect(seen.flatMap { $0 }.map(Self.withoutPlace) == whole.map(Self.withoutPlace)) }
        for rows in seen.dropLast().reversed() {
            let previous = try #require(PageText.link("prev", in: page), "\(path) has no way back")
            page = try await shop.stage.page(previous)
            #expect(PageText.rows(page) == rows)
        }
        #expect(seen.count == 1 || PageText.link("prev", in: page) == nil, "the first page has nothing before it")
    }

    private static func withoutPlace(_ row: String) -> String { row.replacing(#/(in|at)=[^\x22&]*/#, with: "") }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func exportsAndCountsAreTheRowsOfTheList(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let rows = try await shop.rows(collection)
        let csv = try await shop.stage.page("\(RecordAddress.lists(collection, "export"))?as=csv")
        #expect(csv.status == 200)
        #expect(csv.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(csv.header("Content-Disposition")?.hasPrefix("attachment; filename=\"\(collection)-") == true)
        let lines = csv.text.components(separatedBy: "\r\n").dropLast()
        #expect(lines.count == rows.count + 1)
        let ids = lines.dropFirst().map { line in String(line.prefix { $0 != "," }) }
        #expect(ids == rows.map { $0["id"]?.string ?? "" })
        let counts = try await shop.stage.page(RecordAddress.lists(collection, "counts"))
        #expect(counts.status == 200)
        #expect(counts.json["total"]?.string == String(rows.count), "\(counts.text)")
        for view in try shop.room(collection).views {
            let found = try await shop.rows(collection, view.query)
            #expect(counts.json["views"]?[view.key]?.string == String(found.count), "view \(view.key)")
        }
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func columnsAndRowHeightAreInTheAddress(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let columns = try shop.room(collection).columns
        let path = RecordAddress.list(collection)
        #expect(Set(columns.map(\.field)).count == columns.count, "a column stands twice")
        let last = try #require(columns.last)
        let page = try await shop.stage.page("\(path)?columns=\(last.field)&density=compact")
        #expect(page.text.contains("data-density=\"compact\""))
        guard let row = PageText.rows(page).first else { return }
        let cells = row.matches(of: /<t[hd] (?!class="sel")/).count
        #expect(cells == (columns.count > 1 ? 2 : 1), "\(path): \(row)")
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func rowsLeadToTheirRecordsAndFromThereToTheNext(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let list = try await shop.stage.page("\(RecordAddress.list(collection))?limit=3")
        let all = PageText.rows(list).compactMap(PageText.address)
        for address in all { try sound(try await shop.stage.page(address), address) }
        // Some rows lead to what they are about instead: a move to its document, a tag to its customers.
        let addresses = all.filter { $0.hasPrefix("\(RecordAddress.list(collection))/") && $0.contains("at=") }
        let hasPages = (try? shop.stage.world.installation.registry.query("\(collection).get")) != nil
        #expect(!hasPages || !all.isEmpty || PageText.rows(list).isEmpty, "\(collection)")
        let ways = RecordAddress.lists(collection, "")
        for (first, second) in zip(addresses, addresses.dropFirst()) {
            let forward = try await shop.stage.page("\(ways)next?\(try Self.query(first))")
            #expect(forward.header("Location") == second)
            let back = try await shop.stage.page("\(ways)previous?\(try Self.query(second))")
            #expect(back.header("Location") == first)
        }
        guard let first = addresses.first else { return }
        let before = try await shop.stage.page("\(ways)previous?\(try Self.query(first))")
        #expect(before.header("Location") == RecordAddress.list(collection), "before the first is the list")
    }

    private static func query(_ address: String) throws -> String {
        String(try #require(address.split(separator: "?", maxSplits: 1).dropFirst().first))
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func whoMayNotSeeAListIsToldWhichRightIsMissing(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let permission = try shop.entry(collection).permission
        let caller = try await shop.stage.authenticator.session(token: shop.stranger.token).caller
        let isMember = caller.may(permission)
        let paths =
            [RecordAddress.list(collection)] + ["counts", "export?as=csv"].map { RecordAddress.lists(collection, $0) }
        for path in paths {
            let page = try await shop.stage.page(path, session: shop.stranger)
            #expect(page.status == (isMember ? 200 : 403), "\(path)")
            if isMember { continue }
            #expect(page.text.contains(permission.rawValue), "\(path) names the right")
            #expect(page.text.contains("sidenav"), "\(path): the way around stays")
            #expect(!page.text.contains("href=\"\(RecordAddress.list(collection))\""), "\(path)")
        }
    }

    @Test(arguments: WorkedShop.collections, Engine.available)
    func emptyListsSayWhatTheyAreFor(_ collection: String, on engine: Engine) async throws {
        let shop = try await WorkedShop.on(engine)
        let path = RecordAddress.list(collection)
        let page = try await shop.stage.page(path, session: shop.newcomer)
        try sound(page, path)
        if PageText.rows(page).isEmpty {
            let parts = page.text.components(separatedBy: "<div class=\"empty\">")
            #expect(parts.count == 2)
            #expect(try #require(parts.last).contains(/<h[23]>[^<]{5,}<\/h[23]><p>[^<]{10,}<\/p>/), "\(path)")
        }
        guard try shop.entry(collection).fields.contains(where: { $0.name == "q" }) else { return }
        let nothing = try await shop.stage.page("\(path)?q=no-such-thing-anywhere", session: shop.newcomer)
        #expect(nothing.text.contains("Nothing matches these filters"))
        #expect(nothing.text.contains("data-clear-filters"))
    }

    @Test func everyListHasWordsOfItsOwn() async throws {
        let shop = try await WorkedShop.on(.sqlite)
        #expect(WorkedShop.collections.count >= 20)
        let words = Tongue.words(.english)
        let nameless = WorkedShop.collections.filter { collection in
            words.optional("collection.\(collection)") == nil || words.optional("singular.\(collection)") == nil
                || words.optional("empty.\(collection)") == nil
        }
        #expect(nameless == [], "no words for these collections")
        #expect(shop.stage.faults == [], "designs name what the build does not have")
    }
}
