import Kernel

/// Who buys what on one day.
struct DemoMarket {
    /// What somebody buys.
    typealias Basket = [(article: DemoCatalogue.Article, units: Int64)]

    private let articles: [DemoCatalogue.Article]
    private let people: [DemoPeople.Person]
    private let buyers: WeightedChoice
    private let wishes: WeightedChoice

    init(_ cast: DemoCast, on date: CalendarDate, sells retired: Bool) {
        articles = cast.catalogue.articles
        people = cast.people.people
        let day = date.days(since: cast.firstDay)
        buyers = WeightedChoice(people.map { $0.eagerness(on: day) })
        let left = CalendarDate(year: date.year, month: 12, day: 25)?.days(since: date) ?? 365
        wishes = WeightedChoice(articles.map { Self.weight(of: $0, daysToChristmas: left, sells: retired) })
    }

    /// Christmas things sell from the middle of October to Christmas; drafts never.
    private static func weight(
        of article: DemoCatalogue.Article, daysToChristmas left: Int, sells retired: Bool
    ) -> Int {
        switch article.state {
        case .draft: return 0
        case .retired: return retired ? article.weight : 0
        case .onSale: break
        }
        guard article.category == "Christmas" else { return article.weight }
        return (0..<70).contains(left) ? article.weight * (90 - left) / 30 : 0
    }

    /// Somebody's place in the address book, or nobody known: one order in six is a guest's.
    func buyer(_ chance: inout RandomnessGenerator) -> Int? {
        Int.random(in: 0..<6, using: &chance) == 0 ? nil : buyers.pick(&chance)
    }

    /// What somebody buys: a few articles for private people, more of each for trade.
    func basket(for buyer: Int?, _ chance: inout RandomnessGenerator) -> Basket {
        let isTrade = buyer.map { people[$0].isTrade } ?? false
        let wanted = isTrade ? Int.random(in: 3...8, using: &chance) : 1 + Self.lines.pick(&chance)
        var basket: Basket = []
        for _ in 0..<wanted {
            let article = articles[wishes.pick(&chance)]
            if basket.contains(where: { $0.article.sku == article.sku }) { continue }
            let units = isTrade ? Int64.random(in: 2...6, using: &chance) : Int64(1 + Self.units.pick(&chance))
            basket.append((article, units))
        }
        return basket
    }

    private static let lines = WeightedChoice([50, 28, 13, 6, 3])
    private static let units = WeightedChoice([4, 2, 1])
}

extension DemoMarket {
    /// What a basket comes to before anything is taken off.
    static func subtotal(of basket: Basket) -> Int64 {
        basket.reduce(0) { sum, line in
            sum + line.article.price.rounded(.halfAwayFromZero).minorUnits * line.units
        }
    }
}
