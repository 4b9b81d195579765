import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics
@testable import Platform

/// Sales over time, against sums made from the text of the lines.
@Suite struct SalesReportTests {
    static func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    static func query(_ from: CalendarDate, _ to: CalendarDate, _ by: SalesStep? = nil) -> GetSales {
        GetSales(period: nil, from: from, to: to, by: by)
    }

    private static func same(_ found: SalesFigures, _ expected: RetailTruth.Day) -> Bool {
        found.orders == expected.orders && found.units.wholeUnits == Int64(expected.units)
            && Int128(found.gross.minorUnits) * 10 == expected.gross && found.discounts.isZero
            && Int128(found.returns.minorUnits) * 10 == expected.returned
            && Int128(found.net.minorUnits) * 10 == expected.gross - expected.returned
    }

    @Test(arguments: Engine.available, [21, 22] as [UInt64])
    func everyStretchIsWhatTheLinesSay(on engine: Engine, seed: UInt64) async throws {
        let rows = try RetailYear(seed: seed, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        var chance = SeededRandomness(seed).generator
        let first = try Self.date("2024-11-20")
        for round in 0..<24 {
            let from = first.adding(days: Int.random(in: 0...380, using: &chance))
            let to = from.adding(days: Int.random(in: 0...120, using: &chance))
            let step = SalesStep.allCases[round % 3]
            let report = try await shop.world.fetch(Self.query(from, to, step))
            #expect(Self.same(report.total, truth.total(from.description, to.description)), "\(from) to \(to)")
            #expect(report.points.first?.date == from && report.points.last?.until == to)
            for (point, next) in zip(report.points, report.points.dropFirst()) {
                #expect(point.until.adding(days: 1) == next.date)
            }
            for point in report.points {
                let said = truth.total(point.date.description, point.until.description)
                #expect(Self.same(point.current, said), "\(step) of \(point.date)")
                if step == .month { continue }
                let before = [point.date, point.until].map { $0.adding(days: -364).description }
                guard before[0] >= truth.firstDay else {
                    #expect(point.comparison == nil && point.comparisonDate == nil, "before \(point.date)")
                    continue
                }
                #expect(point.comparisonDate?.description == before[0])
                #expect(point.comparisonDate?.weekday == point.date.weekday)
                let comparison = try #require(point.comparison)
                #expect(Self.same(comparison, truth.total(before[0], before[1])), "before \(point.date)")
            }
            try Self.expectLikeWithLike(report, truth)
            let highest = report.points.map(\.current.net.minorUnits).max() ?? 0
            let best = report.points.first { $0.current.net.minorUnits == highest }
            #expect(report.best == (highest > 0 ? best?.date : nil))
            #expect(report.waitingDays == 0)
        }
    }

    /// The comparison begins with the first point that the history had begun for, and so does what stands against it.
    private static func expectLikeWithLike(_ report: SalesReport, _ truth: RetailTruth) throws {
        let begins = report.points.first { $0.comparison != nil }?.date
        #expect(report.comparedFrom == begins)
        guard let begins, let from = report.comparisonFrom, let to = report.comparisonTo else {
            #expect(report.comparisonTotal.orders == 0 && report.compared.orders == 0 && report.netChange == nil)
            #expect(report.comparisonFrom == nil && report.comparisonTo == nil)
            return
        }
        #expect(from.description >= truth.firstDay && report.historyFrom?.description == truth.firstDay)
        #expect(same(report.compared, truth.total(begins.description, report.to.description)), "from \(begins)")
        #expect(same(report.comparisonTotal, truth.total(from.description, to.description)), "\(from) to \(to)")
        let (now, then) = (report.compared.net.minorUnits, report.comparisonTotal.net.minorUnits)
        #expect(report.netChange == (then > 0 ? FigureRatio(numerator: now - then, denominator: then) : nil))
    }

    /// A shop whose history begins inside the days a report is compared with.
    @Test(arguments: Engine.available)
    func whatBeginsOnTheWayIsComparedFromThereOn(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 25, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)  // from Sunday 1 December 2024
        let days = try await shop.world.fetch(Self.query(Self.date("2025-11-20"), Self.date("2025-12-07"), .day))
        #expect(days.comparedFrom?.description == "2025-11-30" && days.comparisonFrom?.description == "2024-12-01")
        #expect(days.comparisonTo?.description == "2024-12-08" && days.points[9].comparison == nil)
        #expect(Self.same(days.compared, truth.total("2025-11-30", "2025-12-07")))
        #expect(Self.same(days.total, truth.total("2025-11-20", "2025-12-07")))
        let weeks = try await shop.world.fetch(Self.query(Self.date("2025-11-17"), Self.date("2025-12-07"), .week))
        #expect(weeks.comparedFrom?.description == "2025-12-01", "the week of 25 November 2024 is not whole")
        let months = try await shop.world.fetch(Self.query(Self.date("2025-10-01"), Self.date("2025-12-09"), .month))
        #expect(months.comparedFrom?.description == "2025-12-01")
        #expect(Self.same(months.comparisonTotal, truth.total("2024-12-01", "2024-12-09")))
        let early = try await shop.world.fetch(Self.query(Self.date("2025-06-01"), Self.date("2025-06-30"), .day))
        #expect(early.comparedFrom == nil && early.netChange == nil && early.historyFrom?.description == "2024-12-01")
        for report in [days, weeks, months, early] { try Self.expectLikeWithLike(report, truth) }
    }

    /// The same month of the year before, and as much of it as has gone by of this one.
    @Test(arguments: Engine.available)
    func monthsAreComparedWithTheSameMonths(on engine: Engine) async throws {
        let rows = try RetailYear(seed: 23, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        let report = try await shop.world.fetch(Self.query(Self.date("2025-10-01"), Self.date("2025-12-09"), .month))
        #expect(report.points.map(\.date.description) == ["2025-10-01", "2025-11-01", "2025-12-01"])
        #expect(report.points.map { $0.comparisonDate?.description } == [nil, nil, "2024-12-01"])
        #expect(report.comparisonTo?.description == "2024-12-09")
        let before = truth.total("2024-12-01", "2024-12-09")
        let comparison = try #require(report.points[2].comparison)
        #expect(before.orders > 0 && Self.same(comparison, before))
        try Self.expectLikeWithLike(report, truth)
        let leap = SalesStep.month.before(try Self.date("2025-02-01")...Self.date("2025-02-28"))
        #expect(leap.upperBound.description == "2024-02-29")
        let part = SalesStep.month.before(try Self.date("2025-02-01")...Self.date("2025-02-27"))
        #expect(part.upperBound.description == "2024-02-27")
        let nothing = try await shop.world.fetch(Self.query(Self.date("2020-01-01"), Self.date("2020-12-31")))
        #expect(nothing.by == .month && nothing.points.count == 12 && nothing.best == nil && nothing.netChange == nil)
    }

    @Test func periodsEndToday() throws {
        let today = try Self.date("2026-03-31")
        let expected: [(ReportPeriod, String, String)] = [
            (.last7Days, "2026-03-25", "2026-03-31"), (.last28Days, "2026-03-04", "2026-03-31"),
            (.last90Days, "2026-01-01", "2026-03-31"), (.thisMonth, "2026-03-01", "2026-03-31"),
            (.lastMonth, "2026-02-01", "2026-02-28"), (.thisYear, "2026-01-01", "2026-03-31"),
            (.last12Months, "2025-04-01", "2026-03-31"),
        ]
        #expect(expected.count == ReportPeriod.allCases.count)
        for (period, from, to) in expected {
            let days = period.days(until: today)
            #expect(days.lowerBound.description == from && days.upperBound.description == to)
        }
    }

    @Test(arguments: Engine.available)
    func endsThatMakeNoSenseAreRefusedByName(on engine: Engine) async throws {
        let shop = try await RetailShop.empty(engine)
        let (early, late) = (try Self.date("2025-01-01"), try Self.date("2027-01-01"))
        let cases: [(GetSales, String, String)] = [
            (GetSales(from: early), "to", "required"), (GetSales(to: early), "from", "required"),
            (Self.query(late, early), "to", "out_of_range"),
            (Self.query(early, early.adding(days: 3_660)), "to", "out_of_range"),
            (Self.query(early, late, .day), "by", "out_of_range"),
        ]
        for (query, field, code) in cases {
            let problem = await shop.world.refusal { _ = try await shop.world.fetch(query) }
            #expect(problem?.errors.map(\.field) == [field] && problem?.errors.map(\.code) == [code])
        }
        let stranger = World.person("stranger", ["orders.read"])
        let problem = await shop.world.refusal { _ = try await shop.world.fetch(GetSales(), as: stranger) }
        #expect(problem?.kind == .forbidden)
    }

    /// What a page costs the database, whatever the size of the shop.
    @Test(arguments: Engine.available)
    func reportsAreAFewStatements(on engine: Engine) async throws {
        let shop = try await RetailShop.open(engine, try RetailYear(seed: 24, documents: 60).rows)
        try await shop.settle()
        func statements<Q: Query>(_ query: Q) async throws -> Int {
            try await shop.world.read { db in
                let before = db.db.statementCount
                _ = try query.fetch(in: db)
                return db.db.statementCount - before
            }
        }
        let year = (try Self.date("2024-12-05"), try Self.date("2025-12-05"))
        #expect(try await statements(GetSales(from: year.0, to: year.1)) == 3)
        #expect(try await statements(GetTopProducts(from: year.0, to: year.1)) == 4)
        #expect(try await statements(GetCountrySales(from: year.0, to: year.1)) == 3)
        #expect(try await statements(GetChannelSales(from: year.0, to: year.1)) == 3)
        #expect(try await statements(GetCustomerInsights(from: year.0, to: year.1)) == 3)
        #expect(try await statements(GetCohorts()) == 1)
        #expect(try await statements(GetToday()) <= 6)
    }

    /// Figures of days that are on their way to be computed say so.
    @Test(arguments: Engine.available)
    func waitingDaysAreSaid(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let order = try await shop.placed(2)
        try await shop.world.perform(MarkOrderPaid(order: order))
        try await shop.settle()
        #expect(try await shop.world.fetch(GetSales()).total.orders == 1)
        let today = try #require(try await shop.metrics().first).day
        let tenant = shop.world.shop.tenant
        _ = try await shop.world.installation.store.write { db in
            try db.execute(
                "INSERT INTO analytics_stale_day (tenant, day) VALUES (\(tenant), \(Int64(today.dayNumber)))")
        }
        #expect(try await shop.world.fetch(GetSales()).waitingDays == 1)
        try await shop.settle()
        #expect(try await shop.world.fetch(GetSales()).waitingDays == 0)
    }
}
