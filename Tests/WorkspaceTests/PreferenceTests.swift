import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Workspace

@Suite struct PreferenceTests {
    @Test(arguments: Engine.available) func eachPersonHasTheirOwnInEachShop(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", [])
        func set(_ key: String, _ value: String?) async throws {
            try await desk.world.perform(SetPreference(key: key, value: value), as: bob)
        }
        try await set("theme", "dark")
        try await set("density", "compact")
        try await set("locale", "en-GB")
        try await set("shortcuts", "off")
        try await set("navigation", "folded")
        try await set("columns.boards", "title,is_up")
        let mine = try await desk.world.fetch(CurrentPreferences(), as: bob)
        #expect(mine.theme == .dark && mine.density == .compact && mine.locale == "en-GB")
        #expect(mine.shortcuts == .off && mine.navigation == .folded && mine.columns == ["boards": ["title", "is_up"]])
        try await set("theme", "light")
        try await set("locale", nil)
        let later = try await desk.world.fetch(CurrentPreferences(), as: bob)
        #expect(later.theme == .light && later.locale == nil)
        let hers = try await desk.world.fetch(CurrentPreferences(), as: desk.owner)
        #expect(hers.theme == .auto && hers.columns.isEmpty)
        let elsewhere = try await desk.world.anotherShop()
        #expect(try await desk.world.fetch(CurrentPreferences(), as: bob, in: elsewhere).density == .normal)
    }

    /// What a list's page begins with is one answer: the preferences, and the views that one may see of that list.
    @Test(arguments: Engine.available) func theViewsOfAListComeWithThem(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", [])
        try await desk.world.perform(SetPreference(key: "theme", value: "dark"), as: bob)
        for (name, owner, isShared) in [("b", bob, false), ("a", desk.owner, true), ("hers", desk.owner, false)] {
            let view = CreateSavedView(collection: "boards", name: name, query: "title=x", isShared: isShared)
            try await desk.world.perform(view, as: owner)
        }
        let mine = try await desk.world.fetch(CurrentPreferences(list: "boards"), as: bob)
        #expect(mine.theme == .dark && mine.views?.map(\.name) == ["a", "b"])
        #expect(try await desk.world.fetch(CurrentPreferences(list: "pins"), as: bob).views?.isEmpty == true)
        #expect(try await desk.world.fetch(CurrentPreferences(), as: bob).views == nil)
    }

    @Test(arguments: [
        ("colour", "red", "key"), ("columns.", "a", "key"), ("columns.nowhere", "a", "collection"),
        ("theme", "pink", "value"), ("density", "", "value"), ("locale", "english!", "value"), ("locale", "", "value"),
        ("columns.boards", "a,,b", "value"), ("columns.boards", "a,a", "value"), ("columns.boards", "a b", "value"),
        ("shortcuts", "ON", "value"),
    ])
    func whatIsNoPreferenceIsRefused(_ key: String, _ value: String, _ field: String) async throws {
        let desk = try await Desk.opened(.sqlite)
        let problem = await desk.world.refusal {
            try await desk.world.perform(SetPreference(key: key, value: value), as: desk.owner)
        }
        #expect(problem?.field == field)
        #expect(problem?.status == 422)
    }
}
