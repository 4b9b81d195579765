import Catalog
import Inventory
import Kernel
import Platform

/// What colleagues do besides selling.
enum DemoErrand {
    /// Goods that arrive at the workshop.
    case receive([String: Int64], note: String)
    /// Goods that move between the shop's own places.
    case move([String: Int64], from: ID<Location>, to: ID<Location>, note: String)
    /// Goods that are no good any more, or given away.
    case takeOut([String: Int64], reason: String, note: String)
    /// What the workshop has of these goes to the high street, but for so many.
    case bringAllBut([String: Int64])
    /// A look at the shelves in the high street.
    case count([String])
    case importSignUps
    case importSpringRange
}

/// How the shelves are filled: enough for what will be asked, little of a few bestsellers, not enough of some articles,
/// and far too much of one.
struct DemoShelves {
    private(set) var workshop: [String: Int64] = [:]
    private(set) var shop: [String: Int64] = [:]
    private(set) var stockroom: [String: Int64] = [:]
    /// What is left of the bestsellers at the workshop since yesterday.
    private var left: [String: Int64] = [:]
    /// The article that may be sold beyond what there is.
    private(set) var backordered: String?
    private(set) var errands: [(at: Instant, errand: DemoErrand)] = []

    /// Places among the articles people ask for most.
    private static let low = 0..<5
    private static let backorder = 6
    private static let soldOut = [8, 15, 23]

    init(
        _ cast: DemoCast, _ plan: DemoPlan, _ rhythm: DemoRhythm, from first: CalendarDate,
        _ chance: inout RandomnessGenerator
    ) {
        let asked = plan.demands(inShop: false)
        let askedInShop = plan.demands(inShop: true)
        let onSale = cast.catalogue.articles.filter { $0.state == .onSale }
        let byDemand = onSale.sorted { a, b in
            let (first, second) = (asked[a.sku, default: []].reduce(0, +), asked[b.sku, default: []].reduce(0, +))
            return first == second ? a.sku < b.sku : first > second
        }
        var later: [(sku: String, units: Int64)] = []
        for (rank, article) in byDemand.enumerated() {
            let units = asked[article.sku, default: []]
            if Self.low.contains(rank) {
                workshop[article.sku] = units.reduce(0, +) + Int64.random(in: 1...3, using: &chance)
            } else if rank == Self.backorder || Self.soldOut.contains(rank) {
                workshop[article.sku] = Self.tooLittle(for: units)
                if rank == Self.backorder { backordered = article.sku }
            } else {
                let spare = Int64.random(in: 8...26, using: &chance) + Int64(article.weight)
                workshop[article.sku] = units.reduce(0, +) + spare
                later.append((article.sku, spare))
            }
            let inShop = askedInShop[article.sku, default: []].reduce(0, +)
            let spareInShop = Int64.random(in: rank % 12 == 0 ? 2...5 : 7...16, using: &chance)
            let shown = inShop + (rank % 3 == 0 ? spareInShop : 0)
            if shown > 0 { shop[article.sku] = shown }
            if rank % 5 == 1 { stockroom[article.sku] = Int64.random(in: 12...60, using: &chance) }
        }
        if let unloved = byDemand.last { workshop[unloved.sku, default: 0] += 480 }
        for article in byDemand[Self.low] { left[article.sku] = Int64.random(in: 2...4, using: &chance) }
        planErrands(later, cast, rhythm, from: first)
    }

    /// Enough for the first six in ten of those who ask.
    private static func tooLittle(for units: [Int64]) -> Int64 {
        max(1, units.prefix((units.count * 6 + 9) / 10).reduce(0, +))
    }

    private mutating func planErrands(
        _ later: [(sku: String, units: Int64)], _ cast: DemoCast, _ rhythm: DemoRhythm, from first: CalendarDate
    ) {
        func at(_ day: Int, _ hour: Int, _ minute: Int) -> Instant {
            rhythm.calendar.instant(first.adding(days: day), hour: hour, minute: minute)
        }
        let brands = ["Hartwell Pottery", "Bramble Textiles", "Mossgate Paper", "Tallow Lane"]
        for (index, brand) in brands.enumerated() {
            let note = "\(brand), delivery note \(4_470 + index * 13)"
            let arriving = part(of: later, index)
            for (sku, units) in arriving { workshop[sku, default: 0] -= units }
            errands.append((at(3 + index * 5, 10, 20), .receive(arriving, note: note)))
        }
        for (index, day) in [6, 13, 20].enumerated() {
            let fetched = stockroom.filter { $0.value % 3 == Int64(index) }.mapValues { _ in Int64(6) }
            errands.append(
                (
                    at(day, 9, 5),
                    .move(fetched, from: cast.stockroom.id, to: cast.workshop.id, note: "The Monday van from Bristol")
                ))
            let shown = part(of: later, 4 + index).mapValues { min($0, 7) }
            errands.append(
                (at(day, 15, 40), .move(shown, from: cast.workshop.id, to: cast.shop.id, note: "For the shop in Frome"))
            )
        }
        let spare = later.suffix(20).map(\.sku)
        errands.append(
            (at(11, 16, 25), .takeOut([spare[0]: 2, spare[3]: 1], reason: "damaged", note: "A shelf gave way")))
        errands.append((at(16, 11, 10), .takeOut([spare[5]: 1], reason: "sample", note: "Lent to the photographer")))
        errands.append((at(18, 18, 30), .count(shop.keys.sorted().filter { shop[$0, default: 0] > 1 })))
        errands.append((at(20, 17, 50), .bringAllBut(left)))
        errands.append((at(8, 16, 10), .importSignUps))
        errands.append((at(17, 14, 45), .importSpringRange))
    }

    /// Every eighth article, half of what is to spare of each.
    private func part(of later: [(sku: String, units: Int64)], _ index: Int) -> [String: Int64] {
        var part: [String: Int64] = [:]
        for (place, (sku, units)) in later.enumerated() where place % 8 == index { part[sku] = max(1, units / 2) }
        return part
    }

    /// Opens the shelves.
    func fill(_ cast: DemoCast, on stage: DemoStage) async throws {
        let places = [
            (cast.workshop, workshop, "Opening stock, counted"),
            (cast.shop, shop, "Opening stock of the shop in Frome"),
            (cast.stockroom, stockroom, "What was in Bristol"),
        ]
        for (place, units, note) in places {
            try await stage.perform(StockIn(at: place.id, lines: try units.stockLines, note: note), as: cast.team.admin)
        }
        guard let backordered, let variant = cast.variants[backordered] else { return }
        try await stage.perform(
            "inventory.set_backorder",
            [
                "variant": .string(variant.id.description), "location": .string(cast.workshop.id.description),
                "limit": "60",
            ], as: cast.team.admin)
    }
}

extension [String: Int64] {
    /// Units by SKU as lines of a document, in order.
    var stockLines: [StockLine] {
        get throws {
            try sorted { a, b in a.key < b.key }.map { sku, units in
                StockLine(sku: sku, quantity: try Quantity(units))
            }
        }
    }

    /// The same as JSON; `sign` turns what is there into what is taken away.
    func json(sign: Int64 = 1) -> JSON {
        .array(
            sorted { a, b in a.key < b.key }.map { sku, units -> JSON in
                ["sku": .string(sku), "quantity": .string("\(sign * units)")]
            })
    }
}

extension DemoErrand {
    /// Runs it.
    func run(_ cast: DemoCast, on stage: DemoStage) async throws {
        switch self {
        case .receive(let units, let note):
            if units.isEmpty { return }
            let action = StockIn(at: cast.workshop.id, lines: try units.stockLines, note: note)
            _ = try await stage.attempt(action, as: cast.team.warehouse)
        case .move(let units, let from, let to, let note):
            try await Self.move(units, from: from, to: to, note, cast, on: stage)
        case .takeOut(let units, let reason, let note):
            try await stage.attempt(
                "inventory.adjust",
                [
                    "location": .string(cast.workshop.id.description), "lines": units.json(sign: -1),
                    "reason": .string(reason), "note": .string(note),
                ], as: cast.team.warehouse)
        case .bringAllBut(let left): try await Self.bringAll(but: left, cast, on: stage)
        case .count(let skus): try await Self.count(skus, cast, on: stage)
        case .importSignUps: try await DemoImports.signUps(cast, on: stage)
        case .importSpringRange: try await DemoImports.springRange(cast, on: stage)
        }
    }

    private static func bringAll(but left: [String: Int64], _ cast: DemoCast, on stage: DemoStage) async throws {
        var surplus: [String: Int64] = [:]
        for (sku, kept) in left {
            guard let level = try await levels([sku], at: cast.workshop, cast, on: stage).first else { continue }
            let free = level.available.micros / Quantity.microsPerUnit
            if free > kept { surplus[sku] = free - kept }
        }
        let note = "What everybody asks for, for the window in Frome"
        try await move(surplus, from: cast.workshop.id, to: cast.shop.id, note, cast, on: stage)
    }

    private static func move(
        _ units: [String: Int64], from: ID<Location>, to: ID<Location>, _ note: String, _ cast: DemoCast,
        on stage: DemoStage
    ) async throws {
        if units.isEmpty { return }
        try await stage.attempt(
            "inventory.transfer",
            [
                "from": .string(from.description), "to": .string(to.description), "lines": units.json(),
                "note": .string(note),
            ], as: cast.team.admin)
    }

    private static func levels(
        _ skus: [String], at location: Location, _ cast: DemoCast, on stage: DemoStage
    ) async throws -> [StockLevel] {
        let variants = skus.compactMap { cast.variants[$0]?.id }
        return try await stage.installation.read(as: stage.invocation()) { db in
            try Stock.levels(of: variants, at: location.id, in: db)
        }
    }

    /// Most shelves hold what the books say; of some there is one less, of one there is one more.
    private static func count(_ skus: [String], _ cast: DemoCast, on stage: DemoStage) async throws {
        let levels = try await levels(skus, at: cast.shop, cast, on: stage)
        let lines = try levels.prefix(24).enumerated().map { index, level -> JSON in
            let held = level.onHand.micros / Quantity.microsPerUnit
            let found = index == 5 ? held + 1 : index % 7 == 2 ? max(0, held - 1) : held
            return [
                "variant": .string(level.variant.description), "quantity": .string(try Quantity(found).description),
            ]
        }
        if lines.isEmpty { return }
        try await stage.attempt(
            "inventory.count",
            [
                "location": .string(cast.shop.id.description), "lines": .array(lines),
                "note": "Evening count, the window and the long shelf",
            ], as: cast.team.counter)
    }
}
