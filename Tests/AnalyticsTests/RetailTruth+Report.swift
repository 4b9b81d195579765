import Kernel

/// The report's members, key by key.
extension RetailTruth {
    var members: [(String, JSON)] {
        let goods = lines.filter(\.isGoods)
        let known = lines.filter { $0.row.customer != nil }
        let adjusted = Self.sum(lines, .adjustment)
        let gross = Self.sum(lines, .sale)
        let everything = gross - Self.sum(lines, .return) + adjusted
        let count = Int128(orders.count)
        let average = (gross * 2 + 10 * count) / (20 * count) * 10
        return [
            ("period", period), ("rows", rowCounts), ("documents", documentCounts), ("customers", customerCounts),
            ("revenue_all_lines", Self.object(Self.revenue(lines))),
            ("revenue_products_only", Self.object(Self.revenue(goods))),
            ("revenue_identified_customers", Self.object(Self.revenue(known))),
            ("adjustments_total", .string(Self.text(adjusted))), ("sum_of_every_line", .string(Self.text(everything))),
            ("average_order_value", Self.object([("gross_over_orders", .string(Self.text(average)))])),
            ("units", unitCounts), ("returns", returnFigures), ("monthly", monthly),
            ("top10_products_by_gross_revenue", topProducts { Self.sum($0, .sale) }),
            ("top10_products_by_units", topProducts { lines in Int128(Self.units(lines, .sale)) }),
            ("top10_products_by_net_revenue", topProductsByNet), ("top10_customers_by_net_revenue", topCustomers),
            ("by_country", byCountry), ("cohorts", cohorts), ("orders_by_weekday_mon0", byWeekday),
            ("orders_by_hour", byHour),
        ]
    }

    private static func units(_ lines: [Line], _ kind: Kind) -> Int {
        var sum = 0
        for line in lines where line.kind == kind { sum += line.units }
        return sum
    }

    private func lineCount(_ kind: Kind) -> Int { lines.filter { $0.kind == kind }.count }

    private var period: JSON {
        let times = lines.filter { $0.kind != .stock }.map(\.row.at).sorted()
        return ["first": .string(times.first ?? ""), "last": .string(times.last ?? "")]
    }

    private var rowCounts: JSON {
        Self.counts([
            ("total", lines.count), ("kind_sale", lineCount(.sale)), ("kind_return", lineCount(.return)),
            ("kind_adjustment", lineCount(.adjustment)), ("kind_free", lineCount(.free)),
            ("kind_stock", lineCount(.stock)),
        ])
    }

    private var documentCounts: JSON {
        let credits = documents.filter(\.isReturn)
        let known = orders.filter { $0.customer != nil }.count
        return Self.counts([
            ("distinct_invoice_numbers", documents.count), ("orders", orders.count), ("orders_with_customer", known),
            ("orders_without_customer", orders.count - known), ("credit_notes", credits.count),
            ("credit_notes_with_customer", credits.filter { $0.customer != nil }.count),
            ("adjustment_documents", documents.filter { $0.lines[0].kind == .adjustment }.count),
            ("stock_documents", documents.filter { $0.lines[0].kind == .stock }.count),
            ("invoices_only_zero_price_positive", documents.filter { $0.lines.allSatisfy { $0.kind == .free } }.count),
            ("invoices_with_more_than_one_timestamp", documents.filter { Set($0.lines.map(\.row.at)).count > 1 }.count),
            ("invoices_with_more_than_one_customer", 0), ("invoices_with_more_than_one_country", 0),
        ])
    }

    /// Each buyer with the orders.
    private var buyers: [String: [Document]] {
        Dictionary(grouping: orders.filter { $0.customer != nil }) { $0.customer ?? "" }
    }

    private var customerCounts: JSON {
        let ids = Set(lines.compactMap(\.row.customer))
        let buyers = buyers
        let repeated = buyers.values.filter { $0.count > 1 }.count
        let onDays = buyers.values.filter { Set($0.map(\.day)).count > 1 }.count
        let places = Dictionary(grouping: lines.filter { $0.row.customer != nil }) { $0.row.customer ?? "" }
            .filter { Set($0.value.map(\.row.country)).count > 1 }.count
        return Self.object([
            ("distinct_ids_any_line", .int(Int64(ids.count))), ("with_at_least_one_order", .int(Int64(buyers.count))),
            ("only_returns_or_other", .int(Int64(ids.count - buyers.count))),
            ("with_two_or_more_orders", .int(Int64(repeated))),
            ("repeat_customer_rate", Self.share(Int128(repeated), Int128(buyers.count))),
            ("with_orders_on_two_or_more_days", .int(Int64(onDays))),
            ("repeat_customer_rate_by_distinct_day", Self.share(Int128(onDays), Int128(buyers.count))),
            ("ids_with_more_than_one_country", .int(Int64(places))),
        ])
    }

    private var unitCounts: JSON {
        let stock = Self.units(lines, .stock)
        let net = lines.reduce(0) { sum, line in sum + line.row.quantity }
        return Self.counts([
            ("sold", Self.units(lines, .sale)), ("returned", Self.units(lines, .return)),
            ("free", Self.units(lines, .free)),
            ("stock_adjustment", -stock), ("net_all_lines", net),
        ])
    }

    private var returnFigures: JSON {
        let goods = lines.filter(\.isGoods)
        let credits = documents.filter(\.isReturn).count
        let people = Set(lines.filter { $0.kind == .return }.compactMap(\.row.customer)).count
        let units = Self.share(Int128(Self.units(lines, .return)), Int128(Self.units(lines, .sale)))
        return Self.object([
            ("return_lines", .int(Int64(lineCount(.return)))), ("credit_notes", .int(Int64(credits))),
            ("rate_by_value", Self.share(Self.sum(lines, .return), Self.sum(lines, .sale))),
            ("rate_by_value_products_only", Self.share(Self.sum(goods, .return), Self.sum(goods, .sale))),
            ("rate_by_document", Self.share(Int128(credits), Int128(orders.count))), ("rate_by_units", units),
            ("rate_by_line", Self.share(Int128(lineCount(.return)), Int128(lineCount(.sale)))),
            ("customers_with_a_return", .int(Int64(people))),
        ])
    }

    private var monthly: JSON {
        let revenue = lines.filter { $0.kind == .sale || $0.kind == .return }
        let firsts = buyers.mapValues { $0.map(\.month).min() ?? "" }
        return .array(
            Set(revenue.map(\.month)).sorted().map { (month: String) -> JSON in
                let lines = revenue.filter { $0.month == month }
                let goods = lines.filter(\.isGoods)
                let orders = orders.filter { $0.month == month }
                let credits = documents.filter { $0.isReturn && $0.month == month }.count
                var row: [(String, JSON)] = [
                    ("month", .string(month)), ("orders", .int(Int64(orders.count))),
                    ("credit_notes", .int(Int64(credits))),
                ]
                row += Self.revenue(lines)
                row.append(("net_products_only", .string(Self.text(Self.sum(goods, .sale) - Self.sum(goods, .return)))))
                row.append(("units_sold", .int(Int64(Self.units(lines, .sale)))))
                row.append(("active_customers", .int(Int64(Set(orders.compactMap(\.customer)).count))))
                row.append(("new_customers", .int(Int64(firsts.values.filter { $0 == month }.count))))
                return Self.object(row)
            })
    }

    private var products: [String: [Line]] {
        Dictionary(grouping: lines.filter { $0.isGoods && ($0.kind == .sale || $0.kind == .return) }, by: \.code)
    }

    private func ranked(by key: ([Line]) -> Int128) -> [(code: String, lines: [Line])] {
        let keyed = products.map { (code: $0.key, lines: $0.value, key: key($0.value)) }
        let sorted = keyed.sorted { a, b in a.key == b.key ? a.code < b.code : a.key > b.key }
        return sorted.prefix(10).map { ($0.code, $0.lines) }
    }

    private func topProducts(by key: ([Line]) -> Int128) -> JSON {
        .array(
            ranked(by: key).enumerated().map { (index, entry) -> JSON in
                let orders = Set(entry.lines.filter { $0.kind == .sale }.map(\.row.invoice)).count
                return Self.object([
                    ("rank", .int(Int64(index + 1))), ("stock_code", .string(entry.code)),
                    ("usual_description", .string("TITLE OF \(entry.code)")),
                    ("gross", .string(Self.text(Self.sum(entry.lines, .sale)))),
                    ("units", .int(Int64(Self.units(entry.lines, .sale)))), ("orders", .int(Int64(orders))),
                ])
            })
    }

    private var topProductsByNet: JSON {
        func net(_ lines: [Line]) -> Int128 { Self.sum(lines, .sale) - Self.sum(lines, .return) }
        return .array(
            ranked(by: net).enumerated().map { (index, entry) -> JSON in
                [
                    "rank": .int(Int64(index + 1)), "stock_code": .string(entry.code),
                    "net": .string(Self.text(net(entry.lines))),
                ]
            })
    }

    private var topCustomers: JSON {
        let known = Dictionary(grouping: lines.filter { $0.row.customer != nil }) { $0.row.customer ?? "" }
        let keyed = known.map { (number: $0.key, net: Self.sum($0.value, .sale) - Self.sum($0.value, .return)) }
        let sorted = keyed.sorted { a, b in a.net == b.net ? a.number < b.number : a.net > b.net }
        return .array(
            sorted.prefix(10).enumerated().map { (index, entry) -> JSON in
                [
                    "rank": .int(Int64(index + 1)), "customer": .string(entry.number),
                    "net": .string(Self.text(entry.net)),
                ]
            })
    }

    private var byCountry: JSON {
        let revenue = Dictionary(grouping: lines.filter { $0.kind == .sale || $0.kind == .return }, by: \.row.country)
        let keyed = revenue.map {
            (name: $0.key, gross: Self.sum($0.value, .sale), returns: Self.sum($0.value, .return))
        }
        let sorted = keyed.sorted { a, b in
            let (left, right) = (a.gross - a.returns, b.gross - b.returns)
            return left == right ? a.name < b.name : left > right
        }
        return .array(
            sorted.map { (entry) -> JSON in
                let orders = orders.filter { $0.country == entry.name }
                return Self.object([
                    ("country", .string(entry.name)), ("orders", .int(Int64(orders.count))),
                    ("customers", .int(Int64(Set(orders.compactMap(\.customer)).count))),
                    ("gross", .string(Self.text(entry.gross))), ("returns", .string(Self.text(entry.returns))),
                    ("net", .string(Self.text(entry.gross - entry.returns))),
                ])
            })
    }

    /// Cohorts by month of first order: the members active in each month from then to the last month with an order.
    var cohortTable: [(month: String, active: [Int])] {
        let months = Self.months(from: orders.map(\.month).min() ?? "", to: orders.map(\.month).max() ?? "")
        var table: [(month: String, active: [Int])] = []
        for (index, month) in months.enumerated() {
            let members = buyers.values.filter { $0.map(\.month).min() == month }
            if members.isEmpty { continue }
            let active = months[index...].map { later in members.filter { $0.contains { $0.month == later } }.count }
            table.append((month, active))
        }
        return table
    }

    private var cohorts: JSON {
        [
            "months": .array(cohortTable.map { .string($0.month) }),
            "active_customers_by_months_since_first_order":
                Self.object(cohortTable.map { ($0.month, .array($0.active.map { .int(Int64($0)) })) }),
        ]
    }

    private static func months(from first: String, to last: String) -> [String] {
        var months: [String] = []
        var (year, month) = (Int(first.prefix(4)) ?? 0, Int(first.suffix(2)) ?? 0)
        while months.last != last, months.count < 1_000 {
            months.append("\(year)-\(month < 10 ? "0" : "")\(month)")
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return months
    }

    private var byWeekday: JSON {
        let counts = Dictionary(grouping: orders) { Self.weekday($0.day) }.sorted { $0.key < $1.key }
        return Self.counts(counts.map { ("\($0.key)", $0.value.count) })
    }

    private var byHour: JSON {
        let counts = Dictionary(grouping: orders) { Int($0.at.dropFirst(11).prefix(2)) ?? -1 }.sorted {
            $0.key < $1.key
        }
        return Self.counts(counts.map { ("\($0.key)", $0.value.count) })
    }

    /// Zeller's congruence; Monday is 0.
    private static func weekday(_ day: String) -> Int {
        let parts = day.split(separator: "-").map { Int($0) ?? 0 }
        var (year, month) = (parts[0], parts[1])
        if month < 3 { (year, month) = (year - 1, month + 12) }
        let (century, rest) = (year / 100, year % 100)
        let saturdayFirst = (parts[2] + 13 * (month + 1) / 5 + rest + rest / 4 + century / 4 + 5 * century) % 7
        return (saturdayFirst + 5) % 7
    }
}
