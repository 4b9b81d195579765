import Analytics
import Catalog
import Customers
import Inventory
import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import Testing

/// A shop whose history is a list of retail lines, brought in the way imports bring them.
struct RetailShop {
    static let modules = [
        LedgerModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
        OrdersModule.module,
        AnalyticsModule.module,
    ]
    static let file = Reference(kind: "imp", raw: RawID(high: 0x7000, low: 7))

    let world: World
    private let calendar: ZonedCalendar

    static func empty(_ engine: Engine) async throws -> RetailShop {
        let world = try await World.fresh(engine, modules: modules)
        return RetailShop(world: world, calendar: ZonedCalendar(world.shop.shop.timeZone))
    }

    static func open(_ engine: Engine, _ rows: [RetailRow]) async throws -> RetailShop {
        let shop = try await empty(engine)
        try await shop.record(rows)
        return shop
    }

    static func code(_ raw: String) -> String { raw.drop { $0 == " " }.uppercased() }

    /// Five digits, then letters at most.
    static func isGoods(_ code: String) -> Bool {
        code.utf8.prefix(5).count == 5 && code.utf8.prefix(5).allSatisfy { (48...57).contains($0) }
            && code.utf8.dropFirst(5).allSatisfy { (65...90).contains($0) }
    }

    func record(_ rows: [RetailRow]) async throws {
        let numbers = Set(rows.compactMap(\.customer)).sorted().map { EnsureCustomers.Entry(number: $0) }
        let customers = try await world.perform(EnsureCustomers(customers: numbers, importID: Self.file)).ids
        var codes: [String: EnsureVariants.Entry] = [:]
        for row in rows {
            let code = Self.code(row.code)
            codes[code] = .init(sku: code, title: row.title, isStocked: Self.isGoods(code))
        }
        let entries = codes.values.sorted { $0.sku < $1.sku }
        let variants = try await world.perform(EnsureVariants(variants: entries, importID: Self.file)).variants
        var order: [String] = []
        var documents: [String: [RetailRow]] = [:]
        for row in rows {
            if documents[row.invoice] == nil { order.append(row.invoice) }
            documents[row.invoice, default: []].append(row)
        }
        var orders: [RecordOrder] = []
        var notes: [RecordCreditNote] = []
        var papers: [RecordStockDocument] = []
        for number in order {
            guard let lines = documents[number], let head = lines.first else { continue }
            let customer = head.customer.flatMap { customers[$0] }
            let times = try lines.map { try instant($0.at) }
            let at = times.min() ?? .epoch
            if head.quantity < 0, !number.hasPrefix("C") {
                papers.append(try paper(.writeOff, number, at, lines, nil, variants))
            } else if head.customer?.hasPrefix(RetailYear.friends) != false,
                lines.allSatisfy({ RetailTruth.thousandths($0.price) == 0 })
            {
                papers.append(try paper(.freeIssue, number, at, lines, customer, variants))
            } else if number.hasPrefix("C") || number.hasPrefix("A") {
                notes.append(
                    RecordCreditNote(
                        number: number, kind: number.hasPrefix("C") ? .return : .adjustment, customer: customer,
                        country: head.country, currency: .gbp, issuedAt: at,
                        lines: try recorded(lines, times, variants), importID: Self.file))
            } else {
                orders.append(
                    RecordOrder(
                        number: number, channel: "file", customer: customer, country: head.country, currency: .gbp,
                        placedAt: at, lines: try recorded(lines, times, variants), importID: Self.file))
            }
        }
        try await perform(orders)
        try await perform(notes)
        try await perform(papers)
    }

    private func perform<A: Action>(_ actions: [A]) async throws {
        var rest = actions[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(150))
            rest = rest.dropFirst(150)
            for result in try await world.installation.runner.performAll(part, as: world.invocation()) {
                _ = try result.get()
            }
        }
    }

    private func recorded(
        _ lines: [RetailRow], _ times: [Instant], _ variants: [String: VariantRef]
    ) throws -> [RecordedLine] {
        try zip(lines, times).map { (line: RetailRow, at: Instant) throws -> RecordedLine in
            let code = Self.code(line.code)
            return RecordedLine(
                sku: line.code, variant: variants[code]?.id, title: line.title,
                quantity: try Quantity(Int64(abs(line.quantity))), unitPrice: try UnitPrice(line.price, .gbp), at: at,
                movesStock: Self.isGoods(code))
        }
    }

    private func paper(
        _ kind: StockDocument.Kind, _ number: String, _ at: Instant, _ lines: [RetailRow], _ customer: ID<Customer>?,
        _ variants: [String: VariantRef]
    ) throws -> RecordStockDocument {
        let changes = try lines.map { (line: RetailRow) throws -> RecordStockDocument.Line in
            let variant = try #require(variants[Self.code(line.code)]).id
            return .init(variant: variant, change: try Quantity(-Int64(abs(line.quantity))))
        }
        return RecordStockDocument(
            number: number, kind: kind, at: at, lines: changes, party: customer?.reference, importID: Self.file)
    }

    /// When a clock in London showed it; the first time, where it did so twice.
    private func instant(_ text: String) throws -> Instant {
        let date = try CalendarDate(parsing: String(text.prefix(10)))
        let hour = try #require(Int(text.dropFirst(11).prefix(2)))
        let minute = try #require(Int(text.dropFirst(14).prefix(2)))
        return calendar.instant(date, hour: hour, minute: minute)
    }

    func report() async throws -> JSON { try await world.read { db in try HistoryReport.make(in: db) } }

    /// Brings events home and computes the days they made stale.
    func settle() async throws { try await world.installation.tick() }
}
