import Inventory
import Kernel
import Platform

/// A shop to look at: Pemberton Gifts, with a year and ninety days of trade behind it that end now.
public enum DemoShop {
    /// The short name it has unless another is given.
    public static let slug = "demo"
    /// How many days it has a past of: ninety, and the same of the year before, and what lies between.
    static let days = 455
    /// How many of them it has traded here; the others were brought along.
    static let liveDays = 21

    /// Somebody who works there. They have no password; `martlet link` makes them a link.
    public struct Colleague: Codable, Sendable, Hashable {
        /// What they are called.
        public let name: String
        /// What they may do.
        public let role: String
        /// Their id.
        public let user: String
    }

    /// What was made.
    public struct Summary: Codable, Sendable, Hashable {
        /// The shop's short name.
        public let shop: String
        /// How many products it has, and how many variants of them are stocked.
        public let products, articles: Int
        /// How many customers.
        public let customers: Int
        /// How many orders it brought along.
        public let recordedOrders: Int
        /// How many orders were placed here.
        public let placedOrders: Int
        /// How many credit notes there are.
        public let creditNotes: Int
        /// How many orders from before all this were added for load.
        public let olderOrders: Int
        /// Who works there, the owner first.
        public let colleagues: [Colleague]
    }

    /// Opens the shop and lives through its past, up to the installation's own time. Refuses with
    /// `shops.slug_taken` when there is a shop of that name. The same seed and time make the same shop.
    ///
    /// `olderOrders` puts a long history of as many orders before that past, over five years: for work on speed, not to
    /// look at.
    public static func create(
        _ slug: String = DemoShop.slug, seed: UInt64, olderOrders: Int = 0, in installation: Installation,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> Summary {
        try await create(
            slug, seed: seed, days: days, olderOrders: olderOrders, in: installation, progress: progress)
    }

    static func create(
        _ slug: String, seed: UInt64, days: Int, olderOrders: Int, in installation: Installation,
        progress: @Sendable (String) -> Void
    ) async throws -> Summary {
        let now = installation.clock.now
        let calendar = ZonedCalendar(try TimeZoneID(parsing: "Europe/London"))
        let rhythm = DemoRhythm(calendar: calendar, today: calendar.date(of: now))
        let opening = rhythm.today.adding(days: -liveDays)
        let firstDay = rhythm.today.adding(days: -days)
        var chance = SeededRandomness(seed).generator
        let begins = olderOrders > 0 ? firstDay.adding(days: -DemoLoad.days) : firstDay
        let stage = try await DemoStage.open(
            installation, slug: slug, seed: seed, at: calendar.instant(begins, hour: 5))
        if olderOrders > 0 {
            let load = DemoLoad(olderOrders, seed: seed, calendar, from: begins)
            try await load.add(on: stage, progress: progress)
            stage.clock.set(calendar.instant(firstDay, hour: 5))
        }
        progress("Furnishing the shop")
        let cast = try await DemoCast.assemble(from: firstDay, days: days, on: stage, &chance)
        var book = DemoBook(cast.people)
        progress("Remembering \(days - liveDays) days of trade")
        var history = DemoHistory(cast, rhythm, firstDay..<opening)
        try await history.play(on: stage, &book, &chance)
        stage.clock.set(calendar.instant(opening, hour: 0, minute: 1))
        try await stage.settle()
        progress("Living through the last \(liveDays) days")
        try await cast.retire(on: stage)
        try await DemoSearchRules.write(cast, on: stage)
        var plan = DemoPlan(cast, rhythm, from: opening, until: now, &chance)
        let shelves = DemoShelves(cast, plan, rhythm, from: opening, &chance)
        plan.finish(with: shelves.errands)
        try await shelves.fill(cast, on: stage)
        var live = DemoLiveDays(cast, plan)
        try await live.play(on: stage, &book)
        try await cast.team.checkEveryNight(on: stage)
        stage.clock.set(now)
        try await stage.settle()
        return Summary(
            shop: slug, products: cast.catalogue.products.count, articles: cast.catalogue.articles.count,
            customers: book.count, recordedOrders: history.orders, placedOrders: live.placed,
            creditNotes: history.credits + live.credited, olderOrders: olderOrders, colleagues: cast.team.colleagues)
    }
}
