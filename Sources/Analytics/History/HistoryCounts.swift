import Customers
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
    func rows(_ stock: PastStock) -> JSON {
        let free = free.lines + stock.freeIssues.lines
        let total = sold.lines + returned.lines + adjusted.lines + free + stock.writeOffs.lines
        return [
            "total": .int(Int64(total)), "kind_sale": .int(Int64(sold.lines)),
            "kind_return": .int(Int64(returned.lines)), "kind_adjustment": .int(Int64(adjusted.lines)),
            "kind_free": .int(Int64(free)), "kind_stock": .int(Int64(stock.writeOffs.lines)),
        ]
    }

    /// An order is a document with at least one sale line.
    func documentCounts(_ stock: PastStock) -> JSON {
        let orders = documents.values.filter(\.isOrder)
        let credits = documents.values.filter(\.isReturn)
        let adjusted = documents.values.filter(\.isAdjustment).count
        let freeOnly = documents.values.filter { !$0.isOrder && !$0.isReturn && !$0.isAdjustment }.count
        let free = stock.freeIssues.documents + freeOnly
        let ordersOfCustomers = orders.filter { $0.customer != nil }.count
        let counts: [(String, Int)] = [
            ("distinct_invoice_numbers", orders.count + credits.count + adjusted + stock.writeOffs.documents + free),
            ("orders", orders.count), ("orders_with_customer", ordersOfCustomers),
            ("orders_without_customer", orders.count - ordersOfCustomers), ("credit_notes", credits.count),
            ("credit_notes_with_customer", credits.filter { $0.customer != nil }.count),
            ("adjustment_documents", adjusted), ("stock_documents", stock.writeOffs.documents),
            ("invoices_only_zero_price_positive", free),
            ("invoices_with_more_than_one_timestamp", documents.values.filter(\.hasTwoTimes).count),
            ("invoices_with_more_than_one_customer", documents.values.filter(\.hasTwoCustomers).count),
            ("invoices_with_more_than_one_country", 0),  // a document has one country, in its own row
        ]
        return .object(JSONObject(counts.map { .init($0.0, .int(Int64($0.1))) }))
    }

    /// Customers are people with at least one order, unless a key says otherwise.
    func customerCounts(_ stock: PastStock) -> JSON {
        let known = Set(customers.keys).union(stock.customers).count
        let buyers = customers.values.filter { $0.orders > 0 }
        let repeated = buyers.filter { $0.orders >= 2 }.count
        let onDays = buyers.filter { $0.orderDays.count >= 2 }.count
        return [
            "distinct_ids_any_line": .int(Int64(known)), "with_at_least_one_order": .int(Int64(buyers.count)),
            "only_returns_or_other": .int(Int64(known - buyers.count)),
            "with_two_or_more_orders": .int(Int64(repeated)),
            "repeat_customer_rate": .double(Share.of(repeated, buyers.count)),
            "with_orders_on_two_or_more_days": .int(Int64(onDays)),
            "repeat_customer_rate_by_distinct_day": .double(Share.of(onDays, buyers.count)),
            "ids_with_more_than_one_country": .int(Int64(customers.values.filter { $0.countries.count > 1 }.count)),
        ]
    }

    func unitCounts(_ stock: PastStock) -> JSON {
        let free = free.units + stock.freeIssues.units
        let net = sold.units - returned.units + adjusted.units + free - stock.writeOffs.units
        return [
            "sold": Self.number(sold.units), "returned": Self.number(returned.units), "free": Self.number(free),
            "stock_adjustment": Self.number(-stock.writeOffs.units), "net_all_lines": Self.number(net),
        ]
    }

    /// By value, by document, by units and by line.
    func returnFigures(_ currency: Currency) throws -> JSON {
        let orders = documents.values.filter(\.isOrder).count
        let credits = documents.values.filter(\.isReturn).count
        return [
            "return_lines": .int(Int64(returned.lines)), "credit_notes": .int(Int64(credits)),
            "rate_by_value": .double(Share.of(try all.returns(currency), try all.gross(currency))),
            "rate_by_value_products_only": .double(Share.of(try goods.returns(currency), try goods.gross(currency))),
            "rate_by_document": .double(Share.of(credits, orders)),
            "rate_by_units": .double(Share.of(Int(returned.units), Int(sold.units))),
            "rate_by_line": .double(Share.of(returned.lines, sold.lines)),
            "customers_with_a_return": .int(Int64(customers.values.filter(\.hasReturn).count)),
        ]
    }

    var ordersByWeekday: JSON {
        var counts = [Int](repeating: 0, count: 7)
        for document in documents.values where document.isOrder {
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
        for document in documents.values where document.isOrder {
            counts[calendar.local(document.first).hour, default: 0] += 1
        }
        return .object(JSONObject(counts.keys.sorted().map { .init(String($0), .int(Int64(counts[$0] ?? 0))) }))
    }

    /// A quantity as a number: whole where it is whole.
    static func number(_ micros: Int64) -> JSON {
        micros % 1_000_000 == 0 ? .int(micros / 1_000_000) : .string(Quantity(micros: micros).description)
    }
}

/// What documents that only moved stock come to.
struct PastStock {
    struct Tally {
        let documents: Int
        let lines: Int
        let units: Int64
    }
    let writeOffs: Tally
    let freeIssues: Tally
    /// Who got or gave goods by a document that only moved stock.
    let customers: Set<RawID>

    init(_ totals: [StockDocument.Totals], parties: [Reference]) {
        customers = Set(parties.compactMap { $0.id(Customer.self)?.raw })
        func tally(_ kind: StockDocument.Kind) -> Tally {
            let found = totals.first { $0.kind == kind }
            return Tally(
                documents: found?.documents ?? 0, lines: found?.lines ?? 0, units: found?.quantity.micros ?? 0)
        }
        writeOffs = tally(.writeOff)
        freeIssues = tally(.freeIssue)
    }
}
