import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct PagingTests {
    func world(_ engine: Engine, notes: Int) async throws -> World {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        for number in 0..<notes { try await world.perform(WriteNote(text: "\(number)")) }
        return world
    }

    func texts(_ page: Page<Note>) -> [String] { page.data.map(\.text) }

    /// Whatever the length of list and page: going on to the end and back again shows the same pages.
    @Test(arguments: Engine.available)
    func backIsForthReversed(on engine: Engine) async throws {
        let world = try await world(engine, notes: 11)
        for size in [1, 2, 3, 5, 10, 11, 12] {
            var forth: [[String]] = []
            var page = try await world.fetch(ListNotes(limit: size))
            #expect(page.previous == nil)
            while true {
                forth.append(texts(page))
                #expect(page.hasMore == (page.next != nil))
                guard let next = page.next else { break }
                page = try await world.fetch(ListNotes(limit: size, after: next))
            }
            #expect(forth.flatMap { $0 } == (0..<11).reversed().map { "\($0)" })
            var back = [texts(page)]
            while let previous = page.previous {
                page = try await world.fetch(ListNotes(limit: size, after: previous))
                back.insert(texts(page), at: 0)
            }
            #expect(back == forth, "pages of \(size)")
        }
    }

    /// New rows arrive at the front of the list: pages in both directions stay where they were.
    @Test(arguments: Engine.available)
    func cursorsStandStillWhileRowsArrive(on engine: Engine) async throws {
        let world = try await world(engine, notes: 6)
        let first = try await world.fetch(ListNotes(limit: 2))
        let second = try await world.fetch(ListNotes(limit: 2, after: first.next))
        try await world.perform(WriteNote(text: "new"))
        #expect(texts(try await world.fetch(ListNotes(limit: 2, after: first.next))) == texts(second))
        let back = try await world.fetch(ListNotes(limit: 2, after: second.previous))
        #expect(texts(back) == texts(first))
        let front = try await world.fetch(ListNotes(limit: 2, after: back.previous))
        #expect(texts(front) == ["new"] && front.previous == nil && front.next != nil)
        let before = try #require(second.previous)
        #expect(Cursor.before(try #require(second.next)) != before)
    }

    @Test(arguments: Engine.available)
    func rowsHaveCursorsWhenAsked(on engine: Engine) async throws {
        let world = try await world(engine, notes: 5)
        #expect(try await world.fetch(ListNotes()).cursors == nil)
        let page = try await world.installation.fetch(ListNotes(), as: world.invocation(), withCursors: true)
        let cursors = try #require(page.cursors)
        #expect(cursors.count == 5)
        let after = try await world.fetch(ListNotes(limit: 1, after: cursors[2]))
        #expect(texts(after) == ["1"])
        let before = try await world.fetch(ListNotes(limit: 1, after: Cursor.before(cursors[2])))
        #expect(texts(before) == ["3"])
        #expect(Cursor.before("nonsense") == nil)
    }

    /// What stood before the place is gone: the list begins with what follows it.
    @Test(arguments: Engine.available)
    func aPageBeforeNothingIsTheFirst(on engine: Engine) async throws {
        let world = try await world(engine, notes: 3)
        let page = try await world.installation.fetch(ListNotes(), as: world.invocation(), withCursors: true)
        let first = try #require(page.cursors?.first)
        let found = try await world.fetch(ListNotes(limit: 2, after: Cursor.before(first)))
        #expect(texts(found) == ["2", "1"] && found.previous == nil)
    }

    @Test(arguments: Engine.available)
    func countsAreWhatIsCollected(on engine: Engine) async throws {
        let world = try await world(engine, notes: 7)
        let query = ListNotes(limit: 2, after: nil)
        let installation = world.installation
        let whole = try await installation.count(query, as: world.invocation())
        #expect(whole?.count == 7 && whole?.isCapped == false)
        #expect(try await installation.count(query, cap: 7, as: world.invocation())?.isCapped == false)
        let both = try await installation.counts(decoded: [query, GetShop(), query], cap: 6, as: world.invocation())
        #expect(both.map { $0?.count } == [6, nil, 6] && both[2]?.isCapped == true)
        var texts: [String] = []
        for try await page in installation.export(query, as: world.invocation()) { texts += page.data.map(\.text) }
        #expect(texts == (0..<7).reversed().map { "\($0)" })
        let nobody = World.person("nobody", [])
        let refusal = await world.refusal { _ = try await installation.count(query, as: world.invocation(as: nobody)) }
        #expect(refusal?.kind == .forbidden)
    }

    @Test func exportsGoOnBeyondOnePage() async throws {
        let world = try await world(.sqlite, notes: 205)
        var pages: [Int] = []
        for try await page in world.installation.exportDecoded(ListNotes(), as: world.invocation()) {
            guard case .array(let rows) = page else { continue }
            pages.append(rows.count)
        }
        #expect(pages == [100, 100, 5])
    }

    /// Alternatives are read each from its own index and merged: the same rows as with one condition, in order, in
    /// both directions.
    @Test(arguments: Engine.available)
    func alternativesAreMerged(on engine: Engine) async throws {
        let world = try await world(engine, notes: 9)
        func page(_ filter: AnyOf<String>, limit: Int = 2, after: String?) async throws -> Page<String> {
            try await world.read { db in
                var conditions = Conditions(["tenant = \(db.tenant)"])
                conditions.add(filter, "text", isIndexed: true)
                return try db.page(
                    "text", from: "note", where: conditions, order: .descending("id"), limit: limit, after: after
                ) { row in try row.next(String.self) }
            }
        }
        let filter: AnyOf<String> = ["1", "4", "5", "8"]
        let first = try await page(filter, after: nil)
        #expect(first.data == ["8", "5"] && first.previous == nil)
        let second = try await page(filter, after: first.next)
        #expect(second.data == ["4", "1"] && second.next == nil)
        #expect(try await page(filter, after: second.previous).data == ["8", "5"])
        let others = try await page(.noneOf("8", "7"), limit: 100, after: nil)
        #expect(others.data == ["6", "5", "4", "3", "2", "1", "0"])
    }

    @Test(arguments: Engine.available)
    func columnsWithoutAValueAreFoundByEmpty(on engine: Engine) async throws {
        let world = try await world(engine, notes: 2)
        let place = ID<Note>(raw: RawID(high: 7, low: 7))
        let tenant = world.shop.tenant
        _ = try await world.installation.store.write { db in
            try db.execute("UPDATE note SET location = \(place) WHERE tenant = \(tenant) AND text = '1'")
        }
        func texts(_ text: String, isIndexed: Bool) async throws -> [String] {
            let filter = try AnyOf<ID<Note>?>(parsing: text)
            return try await world.read { db in
                var conditions = Conditions(["tenant = \(db.tenant)"])
                conditions.add(filter, "location", isIndexed: isIndexed)
                return try db.page(
                    "text", from: "note", where: conditions, order: .ascending("id"), limit: nil, after: nil
                ) { row in try row.next(String.self) }.data
            }
        }
        for isIndexed in [true, false] {
            #expect(try await texts("empty", isIndexed: isIndexed) == ["0"])
            #expect(try await texts("!empty", isIndexed: isIndexed) == ["1"])
            #expect(try await texts("\(place)", isIndexed: isIndexed) == ["1"])
            #expect(try await texts("!\(place)", isIndexed: isIndexed) == ["0"])
            #expect(try await texts("empty,\(place)", isIndexed: isIndexed) == ["0", "1"])
            #expect(try await texts("!empty,\(place)", isIndexed: isIndexed) == [])
        }
    }

    @Test(arguments: Engine.available)
    func foreignCursorsAreRefused(on engine: Engine) async throws {
        let world = try await world(engine, notes: 1)
        for cursor in ["nonsense", "WzEsMl0", "e30", ""] {
            let refusal = await world.refusal { _ = try await world.fetch(ListNotes(after: cursor)) }
            #expect(refusal?.code == "bad_cursor" && refusal?.field == "after", "\(cursor)")
        }
    }
}
