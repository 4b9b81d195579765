import Catalog
import Customers
import Kernel
import Platform
import Store

/// The filters of the list of orders that have an index, each of which goes on in the order of time. Of several the one
/// that few orders satisfy leads: its orders are read, and not all those of a filter that most satisfy. Where none is
/// rare, an article leads. PostgreSQL knows by itself how common values are.
struct OrderFilters {
    /// So many orders are soon read.
    static let few = 5_000

    /// One filter: what it asks for, by which index, and how it joins the conditions of the list, as the one that leads
    /// or beside others.
    private struct Filter {
        /// What a filter is to the list: whether its index is read, and whether several values become alternatives.
        struct Role {
            let leads: Bool
            let branches: Bool
        }

        /// What orders are read from when it leads, and in which columns these have their time and id.
        let source: SQL
        var time: (at: SQL, id: SQL) = ("placed_at", "id")
        /// Where the orders that satisfy it are counted, and by what.
        let counted: SQL
        let condition: SQL
        let add: (inout Conditions, _ role: Role) -> Void

        /// One condition that is no choice of values.
        init(_ condition: SQL, index: StaticString) {
            source = OrderFilters.orders(by: index)
            counted = source
            self.condition = condition
            add = { conditions, _ in conditions.add(condition) }
        }

        init<Value: DBEncodable>(_ values: AnyOf<Value>, _ column: SQL, index: StaticString) {
            source = OrderFilters.orders(by: index)
            counted = source
            condition = values.sql(column)
            add = { conditions, role in conditions.add(values, column, isIndexed: role.branches) }
        }

        @_disfavoredOverload
        init<Value: RawRepresentable>(_ values: AnyOf<Value>, _ column: SQL, index: StaticString)
        where Value.RawValue == String {
            source = OrderFilters.orders(by: index)
            counted = source
            condition = values.sql(column)
            add = { conditions, role in conditions.add(values, column, isIndexed: role.branches) }
        }

        /// The orders with an article.
        init(article code: String, in db: Reader) {
            source = OrderArticle.orders(with: code, db)
            time = ("sold_at", "sold_order")
            counted = "order_article"
            condition = "code = \(code)"
            let isIn = OrderArticle.isIn(code, db)
            add = { conditions, role in if !role.leads { conditions.add(isIn) } }
        }
    }

    private let filters: [Filter]
    private let others: [SQL]
    private let isByTime: Bool
    private var lead: Int?

    init(_ list: ListOrders, in db: Reader) throws {
        var filters: [Filter] = []
        if let code = list.sku.map(SKU.normalised) { filters.append(Filter(article: code, in: db)) }
        var others: [SQL] = []
        if list.deleted == true {
            filters.append(Filter("deleted_at IS NOT NULL", index: "sales_order_deleted"))
        } else {
            others.append("deleted_at IS NULL")
        }
        if let status = list.status { filters.append(Filter(status, "status", index: "sales_order_status")) }
        if let state = list.paymentState {
            filters.append(Filter(state, "payment_state", index: "sales_order_payment"))
        }
        if list.fulfilmentState?.included == [.unfulfilled] {
            // As the index of open orders says it.
            filters.append(Filter("fulfilment_state = 'unfulfilled'", index: "sales_order_open"))
        } else if let state = list.fulfilmentState {
            others.append(state.sql("fulfilment_state"))
        }
        if let channel = list.channel {
            filters.append(
                Filter(try db.naming(channel, "channel", of: "sales_order"), "channel", index: "sales_order_channel"))
        }
        if let customer = list.customerID {
            filters.append(Filter(customer, "customer_id", index: "sales_order_customer"))
        }
        isByTime = list.isByTime
        self.others = others
        self.filters = filters
        if list.q == nil {
            lead = list.isByTime ? try Self.rarest(of: filters, in: db) : nil
            if lead == nil, list.sku != nil { lead = 0 }
        }
    }

    /// What orders are read from.
    var source: SQL { lead.map { filters[$0].source } ?? Order.table.sql }
    /// Where that has their time and id.
    var time: (at: SQL, id: SQL) { lead.map { filters[$0].time } ?? ("placed_at", "id") }
    /// Whether they ask for anything but that orders are not deleted.
    var isNarrowing: Bool { !filters.isEmpty || others.count > 1 }

    /// The same, of which none leads.
    var withoutLead: OrderFilters {
        var filters = self
        filters.lead = nil
        return filters
    }

    /// Adds what they ask for. Several values of one filter become alternatives: of the one that leads.
    func add(to conditions: inout Conditions) {
        conditions.add(others)
        for index in (lead.map { [$0] } ?? []) + filters.indices.filter({ $0 != lead }) {
            let branches = isByTime && (lead == nil || index == lead)
            filters[index].add(&conditions, Filter.Role(leads: index == lead, branches: branches))
        }
    }

    private static func orders(by index: StaticString) -> SQL {
        "\(Order.table.sql) \(sqlite: "INDEXED BY ", postgres: "")\(sqlite: index, postgres: "")"
    }

    /// The filter that fewest orders satisfy, if they are few; nil when there is no choice. One statement.
    private static func rarest(of filters: [Filter], in db: Reader) throws -> Int? {
        if filters.count < 2 || db.engine == .postgres { return nil }
        let each = filters.map { filter -> SQL in
            let some: SQL =
                """
                SELECT 1 FROM \(filter.counted) WHERE tenant = \(db.tenant) AND \(filter.condition) LIMIT \(few + 1)
                """
            return "(SELECT count(*) FROM (\(some)) AS counted)"
        }
        let counts = try db.first("SELECT \(SQL.joined(each))") { row in try filters.map { _ in try row.next(Int.self) }
        }
        guard let counts, let least = counts.min(), least <= few else { return nil }
        return counts.firstIndex(of: least)
    }
}
