import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Workspace

@Suite struct SavedViewTests {
    @Test(arguments: Engine.available) func viewsAreOnesOwnUntilTheyAreShared(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", ["boards.read"])
        let view = try await desk.world.perform(
            CreateSavedView(collection: "boards", name: "  Up  now ", query: "?state=up&after=xyz&q=a+b&empty="),
            as: desk.owner)
        #expect(view.name == "Up now" && view.query == "q=a%20b&state=up" && !view.isShared)
        #expect(try await desk.world.fetch(ListSavedViews(), as: bob).data.isEmpty)
        let rename = UpdateSavedView(savedView: view.id, name: "Mine")
        #expect(await desk.world.refusal { try await desk.world.perform(rename, as: bob) }?.kind == .notFound)
        try await desk.world.perform(UpdateSavedView(savedView: view.id, isShared: true), as: desk.owner)
        #expect(try await desk.world.fetch(ListSavedViews(collection: "boards"), as: bob).data.map(\.id) == [view.id])
        #expect(try await desk.world.fetch(ListSavedViews(collection: "team"), as: bob).data.isEmpty)
        #expect(await desk.world.refusal { try await desk.world.perform(rename, as: bob) }?.kind == .forbidden)
        let delete = DeleteSavedView(savedView: view.id)
        #expect(await desk.world.refusal { try await desk.world.perform(delete, as: bob) }?.kind == .forbidden)
        let share = CreateSavedView(collection: "boards", name: "All", query: "", isShared: true)
        #expect(await desk.world.refusal { try await desk.world.perform(share, as: bob) }?.kind == .forbidden)
        let carol = try await desk.hire("carol", ["saved_views.share"])
        try await desk.world.perform(delete, as: carol)
        #expect(try await desk.world.fetch(ListSavedViews(), as: desk.owner).data.isEmpty)
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func namesAreOnesOwnAndOnceForEachList(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", [])
        let create = CreateSavedView(collection: "boards", name: "Up", query: "state=up")
        try await desk.world.perform(create, as: desk.owner)
        try await desk.world.perform(create, as: bob)
        try await desk.world.perform(
            CreateSavedView(collection: "team", name: "Up", query: ""), as: desk.owner)
        let second = await desk.world.refusal { try await desk.world.perform(create, as: desk.owner) }
        #expect(second?.code == "saved_views.name_taken" && second?.field == "name")
        let down = try await desk.world.perform(
            CreateSavedView(collection: "boards", name: "Down", query: ""), as: desk.owner)
        let renamed = await desk.world.refusal {
            try await desk.world.perform(UpdateSavedView(savedView: down.id, name: "Up"), as: desk.owner)
        }
        #expect(renamed?.code == "saved_views.name_taken")
        #expect(try await desk.world.fetch(ListSavedViews(), as: desk.owner).data.count == 3)
    }

    @Test func whatIsNoViewIsRefused() async throws {
        let desk = try await Desk.opened(.sqlite)
        func refusal(_ collection: String, _ name: String, _ query: String) async -> Problem? {
            await desk.world.refusal {
                try await desk.world.perform(
                    CreateSavedView(collection: collection, name: name, query: query), as: desk.owner)
            }
        }
        #expect(await refusal("nowhere", "Name", "")?.field == "collection")
        #expect(await refusal("boards", "  ", "")?.field == "name")
        #expect(await refusal("boards", String(repeating: "n", count: 61), "")?.field == "name")
        #expect(await refusal("boards", "Name", "q=" + String(repeating: "x", count: 2_000))?.field == "query")
        for number in 0..<WorkspacePolicy.viewLimit { #expect(await refusal("boards", "View \(number)", "") == nil) }
        #expect(await refusal("boards", "One more", "")?.code == "saved_views.too_many")
        #expect(await refusal("team", "One more", "") == nil)
    }

    @Test(arguments: [
        ("", ""), ("?", ""), ("b=2&a=1", "a=1&b=2"), ("a=2&a=1", "a=2&a=1"), ("q=caf%C3%A9%26co", "q=caf%C3%A9%26co"),
        ("q=50%", "q=50%25"), ("after=abc&limit=50", "limit=50"), ("s=paid,open&d=-7d..", "d=-7d..&s=paid,open"),
        ("q=%zz", "q=%25zz"), ("a", ""), ("=x", ""),
    ])
    func oneFormForEachAddress(_ typed: String, _ kept: String) {
        #expect(ListAddress.canonical(typed) == kept)
        #expect(ListAddress.canonical(kept) == kept)
    }
}
