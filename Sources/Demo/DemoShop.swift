import Inventory
import Kernel
import Platform

/// A shop to look at: Pemberton Gifts, with ninety days of trade behind it that end now.
public enum DemoShop {
    /// The short name it has unless another is given.
    public static let slug = "demo"
    /// How many days of its past were brought along from elsewhere.
    static let historyDays = 80
    /// How many days it has traded here.
    static let liveDays = 10

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
    }

    /// Opens the shop and lives through its past, up to the installation's own time. Refuses with
    /// `shops.slug_taken` when there is a shop of that name. The same seed and time make the same shop.
    public static func create(
        _ slug: String = DemoShop.slug, seed: UInt64, in installation: Installation,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> Summary {
        let now = installation.clock.now
        let calendar = ZonedCalendar(try TimeZoneID(parsing: "Europe/London"))
        let opening = calendar.date(of: now).adding(days: -liveDays)
        let firstDay = opening.adding(days: -historyDays)
        var chance = SeededRandomness(seed).generator
        let rhythm = DemoRhythm(calendar: calendar)
        let stage = try await DemoStage.open(
            installation, slug: slug, seed: seed, at: calendar.instant(opening, hour: 5))
        progress("Filling shelves and address book")
        let cast = try await DemoCast.assemble(from: firstDay, on: stage, &chance)
        progress("Remembering \(historyDays) days of trade")
        let history = try DemoHistory(
            cast, rhythm, from: firstDay, days: historyDays, &chance)
        try await history.play(on: stage)
        try await stage.settle()
        progress("Living through the last \(liveDays) days")
        var live = DemoLiveDays(cast, rhythm, from: opening, until: now, &chance)
        try await live.play(on: stage)
        stage.clock.set(now)
        try await stage.settle()
        return Summary(
            shop: slug, products: cast.catalogue.products.count, articles: cast.catalogue.articles.count,
            customers: cast.customers.count, recordedOrders: history.orders.count, placedOrders: live.placed,
            creditNotes: history.credits.count + live.credited)
    }
}
