import Customers
import Kernel
import Platform
import Store

/// The filters of the list of orders that have an index, each of which goes on in the order of time. Of several the one
/// that few orders satisfy leads: its orders are read, and not all those of a filter that most satisfy. PostgreSQL knows
/// by itself how common values are.
struct OrderFilters {
    /// So many orders are soon read.
    static let few = 5_000

    /// One filter: what it asks for, by which index, and how it joins the conditions of the list, as the one that leads
    /// or beside others.
    private struct Filter {
        let index: StaticString
        let condition: SQL
        let add: (inout Conditions, _ leads: Bool) -> Void

        /// One condition that is no choice of values.
        init(_ condition: SQL, index: StaticString) {
            self.index = index
            self.condition = condition
            add = { conditions, _ in conditions.add(condition) }
        }

        init<Value: DBEncodable>(_ values: AnyOf<Value>, _ column: SQL, index: StaticString) {
            self.index = index
            condition = values.sql(column)
            add = { conditions, leads in conditions.add(values, column, isIndexed: leads) }
        }

        @_disfavoredOverload
        init<Value: RawRepresentable>(_ values: AnyOf<Value>, _ column: SQL, index: StaticString)
        where Value.RawValue == String {
            self.index = index
            condition = values.sql(column)
            add = { conditions, leads in conditions.add(values, column, isIndexed: leads) }
        }
    }

    /// What orders are read from.
    let source: SQL
    private let filters: [Filter]
    private let others: [SQL]
    private let isByTime: Bool

    init(_ list: ListOrders, in db: Reader) throws {
        var filters: [Filter] = []
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
            filters.append(Filter(try Order.channels(channel, in: db), "channel", index: "sales_order_channel"))
        }
        if let customer = list.customerID {
            filters.append(Filter(customer, "customer_id", index: "sales_order_customer"))
        }
        isByTime = list.isByTime
        self.others = others
        let rarest = list.isByTime ? try Self.rarest(of: filters, in: db) : nil
        if let rarest { filters.insert(filters.remove(at: rarest), at: 0) }
        self.filters = filters
        source = rarest == nil ? Order.table.sql : Self.source(filters[0])
    }

    /// Adds what they ask for. Several values of one filter become alternatives: of the one that leads.
    func add(to conditions: inout Conditions) {
        conditions.add(others)
        for filter in filters { filter.add(&conditions, isByTime) }
    }

    private static func source(_ filter: Filter) -> SQL {
        "\(Order.table.sql) \(sqlite: "INDEXED BY ", postgres: "")\(sqlite: filter.index, postgres: "")"
    }

    /// The filter that fewest orders satisfy, if they are few; nil when there is no choice. One statement.
    private static func rarest(of filters: [Filter], in db: Reader) throws -> Int? {
        if filters.count < 2 || db.engine == .postgres { return nil }
        let each = filters.map { filter -> SQL in
            let some: SQL =
                """
                SELECT 1 FROM \(source(filter)) WHERE tenant = \(db.tenant) AND \(filter.condition) LIMIT \(few + 1)
                """
            return "(SELECT count(*) FROM (\(some)) AS counted)"
        }
        let counts = try db.first("SELECT \(SQL.joined(each))") { row in try filters.map { _ in try row.next(Int.self) }
        }
        guard let counts, let least = counts.min(), least <= few else { return nil }
        return counts.firstIndex(of: least)
    }
}

extension Order {
    /// The filter with the channels it asks for by name: what is not left out, of those the shop has, at most fifty.
    fileprivate static func channels(_ filter: AnyOf<String>, in db: Reader) throws -> AnyOf<String> {
        guard filter.isExcluding else { return filter }
        // One step in the index from each channel to the next.
        let names = try db.rows(
            """
            WITH RECURSIVE known (channel) AS (
                SELECT min(channel) FROM sales_order WHERE tenant = \(db.tenant)
                UNION ALL
                SELECT (SELECT min(o.channel) FROM sales_order o
                    WHERE o.tenant = \(db.tenant) AND o.channel > known.channel)
                FROM known WHERE known.channel IS NOT NULL
            ) SELECT channel FROM known WHERE channel IS NOT NULL LIMIT 51
            """
        ) { row in try row.next(String.self) }
        // With more channels than that, most rows are asked for, and the list is walked.
        return names.count > 50 ? filter : AnyOf(names.filter { filter.contains($0) })
    }
}
