import Catalog
import Customers
import Kernel
import Platform

/// The tables of the report: months, top lists, countries, cohorts.
extension HistoryGathering {
    /// What a product list is ordered by.
    enum ProductOrder { case gross, units, net }

    func averageOrderValue(_ currency: Currency) throws -> JSON {
        let orders = documents.values.filter(\.isOrder).count
        guard orders > 0 else { return ["gross_over_orders": .null] }
        let average = try ExactAmount(trillionths: all.gross(currency).trillionths / Int128(orders))
            .rounded(.halfAwayFromZero, currency)
        let text = try ExactAmount(minorUnits: Int128(average.minorUnits), residue: 0, currency).description
        return ["gross_over_orders": .string(text)]
    }

    func monthly(_ currency: Currency) throws -> JSON {
        var orders: [Int: Int] = [:]
        var credits: [Int: Int] = [:]
        for document in documents.values {
            let month = Self.index(of: calendar.date(of: document.first))
            if document.isOrder { orders[month, default: 0] += 1 }
            if document.isReturn { credits[month, default: 0] += 1 }
        }
        var active: [Int: Int] = [:]
        var fresh: [Int: Int] = [:]
        for customer in customers.values {
            for month in customer.orderMonths { active[month, default: 0] += 1 }
            if let first = customer.firstOrder { fresh[Self.index(of: calendar.date(of: first)), default: 0] += 1 }
        }
        return .array(
            try months.keys.sorted().map { month in
                var row: [JSONObject.Member] = [
                    .init("month", .string(Self.text(ofMonth: month))),
                    .init("orders", .int(Int64(orders[month] ?? 0))),
                    .init("credit_notes", .int(Int64(credits[month] ?? 0))),
                ]
                let figures = months[month] ?? HistoryMonth()
                row += try figures.revenue.json(currency)
                row.append(.init("net_products_only", .string(try figures.goods.net(currency).description)))
                row.append(.init("units_sold", Self.number(figures.units)))
                row.append(.init("active_customers", .int(Int64(active[month] ?? 0))))
                row.append(.init("new_customers", .int(Int64(fresh[month] ?? 0))))
                return .object(JSONObject(row))
            })
    }

    /// Goods only; ties by code.
    func topProducts(_ db: Reader, by order: ProductOrder) throws -> JSON {
        let currency = try db.shop.currency
        let ranked = try products.filter(\.value.isGoods).map {
            code, product -> (code: String, product: HistoryProduct, key: Int128) in
            switch order {
            case .gross: (code, product, try product.revenue.gross(currency).trillionths)
            case .units: (code, product, Int128(product.units))
            case .net: (code, product, try product.revenue.net(currency).trillionths)
            }
        }
        let top = ranked.sorted { a, b in a.key == b.key ? a.code < b.code : a.key > b.key }.prefix(10)
        let variants = try Variant.bySKU(top.map(\.code), in: db)
        return .array(
            try top.enumerated().map { index, entry in
                var row: [JSONObject.Member] = [
                    .init("rank", .int(Int64(index + 1))), .init("stock_code", .string(entry.code)),
                ]
                if order == .net {
                    row.append(.init("net", .string(try entry.product.revenue.net(currency).description)))
                } else {
                    row.append(.init("usual_description", .string(variants[entry.code]?.title ?? "")))
                    row.append(.init("gross", .string(try entry.product.revenue.gross(currency).description)))
                    row.append(.init("units", Self.number(entry.product.units)))
                    row.append(.init("orders", .int(Int64(entry.product.orders.count))))
                }
                return .object(JSONObject(row))
            })
    }

    /// Ties by the customer's number.
    func topCustomers(_ db: Reader) throws -> JSON {
        let currency = try db.shop.currency
        let ranked = try customers.map { id, customer in
            (id: ID<Customer>(raw: id), net: try customer.revenue.net(currency))
        }
        .sorted { a, b in a.net == b.net ? a.id < b.id : a.net > b.net }
        let limit = ranked.count < 10 ? nil : ranked[9].net
        let leading = ranked.prefix { entry in limit.map { entry.net >= $0 } ?? true }
        let refs = try Customer.refs(leading.map(\.id), in: db)
        let named = leading.map { entry in (number: refs[entry.id]?.number ?? "", net: entry.net) }
        let top = named.sorted { a, b in a.net == b.net ? a.number < b.number : a.net > b.net }.prefix(10)
        return .array(
            top.enumerated().map { index, entry in
                [
                    "rank": .int(Int64(index + 1)), "customer": .string(entry.number),
                    "net": .string(entry.net.description),
                ]
            })
    }

    /// Countries as the merchant wrote them, by net.
    func byCountry(_ currency: Currency) throws -> JSON {
        var orders: [String: Int] = [:]
        var buyers: [String: Set<RawID>] = [:]
        for document in documents.values where document.isOrder {
            orders[document.country ?? "", default: 0] += 1
            if let customer = document.customer { buyers[document.country ?? "", default: []].insert(customer) }
        }
        let rows = try countries.map { name, revenue in (name: name, revenue: revenue, net: try revenue.net(currency)) }
        let sorted = rows.sorted { a, b in a.net == b.net ? a.name < b.name : a.net > b.net }
        return .array(
            try sorted.map { row in
                [
                    "country": .string(row.name), "orders": .int(Int64(orders[row.name] ?? 0)),
                    "customers": .int(Int64(buyers[row.name]?.count ?? 0)),
                    "gross": .string(try row.revenue.gross(currency).description),
                    "returns": .string(try row.revenue.returns(currency).description),
                    "net": .string(row.net.description),
                ]
            })
    }

    /// Entry k is how many customers of the cohort ordered k months after their first order.
    var cohorts: JSON {
        let last = documents.values.filter(\.isOrder).map { Self.index(of: calendar.date(of: $0.first)) }.max() ?? 0
        var table: [Int: [Int]] = [:]
        for customer in customers.values {
            guard let instant = customer.firstOrder else { continue }
            let first = Self.index(of: calendar.date(of: instant))
            var row = table[first] ?? [Int](repeating: 0, count: last - first + 1)
            for month in customer.orderMonths { row[month - first] += 1 }
            table[first] = row
        }
        let months = table.keys.sorted()
        let rows = months.map { month in
            JSONObject.Member(Self.text(ofMonth: month), .array((table[month] ?? []).map { .int(Int64($0)) }))
        }
        return [
            "months": .array(months.map { .string(Self.text(ofMonth: $0)) }),
            "active_customers_by_months_since_first_order": .object(JSONObject(rows)),
        ]
    }
}
