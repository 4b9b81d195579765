import Inventory
import Kernel

/// The counting parts of the report.
extension HistoryGathering {
    var period: JSON {
        func text(_ instant: Instant?) -> JSON {
            guard let instant else { return .null }
            let local = calendar.local(instant)
            let time = [local.hour, local.minute, local.second].map { $0 < 10 ? "0\($0)" : String($0) }
            return .string("\(local.date) \(time.joined(separator: ":"))")
        }
        return ["first": text(first), "last": text(last)]
    }

    /// Lines by kind. Stock lines are the moves of write-offs; free ones include documents that gave goods away.
    func rows(_ stock: [StockDocument.Totals]) -> JSON {
        let free = (lines[.free] ?? 0) + stock.filter { $0.kind == .freeIssue }.map(\.lines).reduce(0, +)
        let writtenOff = stock.filter { $0.kind == .writeOff }.map(\.lines).reduce(0, +)
        let counts = [lines[.sale] ?? 0, lines[.return] ?? 0, lines[.adjustment] ?? 0, free, writtenOff]
        return [
            "total": .int(Int64(counts.reduce(0, +))), "kind_sale": .int(Int64(counts[0])),
            "kind_return": .int(Int64(counts[1])), "kind_adjustment": .int(Int64(counts[2])),
            "kind_free": .int(Int64(free)), "kind_stock": .int(Int64(writtenOff)),
        ]
    }

    /// An order is a document with at least one sale line.
    func documentCounts(_ stock: [StockDocument.Totals]) -> JSON {
        let orders = documents.values.filter { $0.sales > 0 }
        let credits = documents.values.filter(\.isReturn)
        let adjusted = documents.values.filter(\.isAdjustment).count
        let writeOffs = stock.filter { $0.kind == .writeOff }.map(\.documents).reduce(0, +)
        let freeIssues = stock.filter { $0.kind == .freeIssue }.map(\.documents).reduce(0, +)
        let freeOnly = freeIssues + documents.values.filter { $0.sales == 0 && !$0.isReturn && !$0.isAdjustment }.count
        let counts: [(String, Int)] = [
            ("distinct_invoice_numbers", orders.count + credits.count + adjusted + writeOffs + freeOnly),
            ("orders", orders.count), ("orders_with_customer", orders.filter { $0.customer != nil }.count),
            ("orders_without_customer", orders.filter { $0.customer == nil }.count), ("credit_notes", credits.count),
            ("credit_notes_with_customer", credits.filter { $0.customer != nil }.count),
            ("adjustment_documents", adjusted), ("stock_documents", writeOffs),
            ("invoices_only_zero_price_positive", freeOnly),
            ("invoices_with_more_than_one_timestamp", documents.values.filter(\.hasTwoTimes).count),
            ("invoices_with_more_than_one_customer", documents.values.filter(\.hasTwoCustomers).count),
            ("invoices_with_more_than_one_country", 0),  // a document has one country, in its own row
        ]
        return .object(JSONObject(counts.map { .init($0.0, .int(Int64($0.1))) }))
    }

    /// Customers are people with at least one order, unless a key says otherwise.
    var customerCounts: JSON {
        let buyers = customers.values.filter { $0.orders > 0 }
        let repeated = buyers.filter { $0.orders >= 2 }.count
        let onDays = buyers.filter { $0.orderDays.count >= 2 }.count
        return [
            "distinct_ids_any_line": .int(Int64(customers.count)), "with_at_least_one_order": .int(Int64(buyers.count)),
            "only_returns_or_other": .int(Int64(customers.count - buyers.count)),
            "with_two_or_more_orders": .int(Int64(repeated)),
            "repeat_customer_rate": .double(Share.of(repeated, buyers.count)),
            "with_orders_on_two_or_more_days": .int(Int64(onDays)),
            "repeat_customer_rate_by_distinct_day": .double(Share.of(onDays, buyers.count)),
            "ids_with_more_than_one_country": .int(Int64(customers.values.filter { $0.countries.count > 1 }.count)),
        ]
    }

    func unitCounts(_ stock: [StockDocument.Totals]) -> JSON {
        let sold = units[.sale] ?? 0
        let returned = units[.return] ?? 0
        let free = (units[.free] ?? 0) + stock.filter { $0.kind == .freeIssue }.map(\.quantity.micros).reduce(0, +)
        let writtenOff = stock.filter { $0.kind == .writeOff }.map(\.quantity.micros).reduce(0, +)
        return [
            "sold": Self.number(sold), "returned": Self.number(returned), "free": Self.number(free),
            "stock_adjustment": Self.number(-writtenOff), "net_all_lines": Self.number(sold - returned + free - writtenOff),
        ]
    }

    /// By value, by document, by units and by line.
    func returnFigures(_ currency: Currency) throws -> JSON {
        let orders = documents.values.filter { $0.sales > 0 }.count
        let credits = documents.values.filter(\.isReturn).count
        let sales = lines[.sale] ?? 0
        let returns = lines[.return] ?? 0
        return [
            "return_lines": .int(Int64(returns)), "credit_notes": .int(Int64(credits)),
            "rate_by_value": .double(Share.of(try all.returns(currency), try all.gross(currency))),
            "rate_by_value_products_only": .double(Share.of(try goods.returns(currency), try goods.gross(currency))),
            "rate_by_document": .double(Share.of(credits, orders)),
            "rate_by_units": .double(Share.of(Int(units[.return] ?? 0), Int(units[.sale] ?? 0))),
            "rate_by_line": .double(Share.of(returns, sales)),
            "customers_with_a_return": .int(Int64(customers.values.filter(\.hasReturn).count)),
        ]
    }

    var ordersByWeekday: JSON {
        var counts = [Int](repeating: 0, count: 7)
        for document in documents.values where document.sales > 0 {
            let day = calendar.date(of: document.first).weekday
            if let index = Weekday.allCases.firstIndex(of: day) { counts[index] += 1 }
        }
        let members = counts.enumerated().filter { $0.element > 0 }.map {
            JSONObject.Member(String($0.offset), .int(Int64($0.element)))
        }
        return .object(JSONObject(members))
    }

    var ordersByHour: JSON {
        var counts: [Int: Int] = [:]
        for document in documents.values where document.sales > 0 { counts[calendar.local(document.first).hour, default: 0] += 1 }
        return .object(JSONObject(counts.keys.sorted().map { .init(String($0), .int(Int64(counts[$0] ?? 0))) }))
    }

    /// A quantity as a number: whole where it is whole.
    static func number(_ micros: Int64) -> JSON {
        micros % 1_000_000 == 0 ? .int(micros / 1_000_000) : .string(Quantity(micros: micros).description)
    }
}
