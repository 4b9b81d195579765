import Kernel
import Store

extension Installation {
    /// How many rows a list has, counted up to `cap` in one statement; the query's `limit` and `after` play no part.
    /// Nil for lists that cannot be counted.
    public func count<Q: ListQuery>(
        _ query: Q, cap: Int = 10_000, as invocation: Invocation
    ) async throws -> RowCount? {
        try await counts(decoded: [query], cap: cap, as: invocation).first ?? nil
    }

    /// How many rows several lists have, each counted up to `cap`, all in one statement. Nil for queries that are no lists
    /// or cannot be counted.
    public func counts(
        decoded queries: [any Query], cap: Int = 10_000, as invocation: Invocation
    ) async throws -> [RowCount?] {
        for query in queries { try invocation.caller.require(type(of: query).permission) }
        return try await read(as: invocation) { db in
            let counted = try queries.map { query in
                try (query as? any ListQuery).flatMap { try db.counting($0, cap: cap) }
            }
            let statements = counted.compactMap { $0 }
            if statements.isEmpty { return counted.map { _ in nil } }
            let columns = statements.map { statement -> SQL in "(\(statement))" }
            let sql: SQL = "SELECT \(SQL.joined(columns))"
            var numbers = try db.first(sql) { row in try statements.map { _ in try row.next(Int.self) } } ?? []
            numbers.reverse()
            return counted.map { statement in
                guard statement != nil, let rows = numbers.popLast() else { return nil }
                return RowCount(count: min(rows, cap), isCapped: rows > cap)
            }
        }
    }

    /// The whole list, page after page from the query's `after` on, each page a short read of its own: what an export
    /// streams. Rows that are added meanwhile may be in it or not; none is in it twice.
    public func export<Q: ListQuery>(_ query: Q, as invocation: Invocation) -> ListExport<Q> {
        ListExport(installation: self, query: query, invocation: invocation)
    }

    /// The same for a query that was decoded, each page as a JSON list of its rows; empty for queries that are no lists.
    public func exportDecoded(_ query: any Query, as invocation: Invocation) -> DecodedExport {
        DecodedExport(installation: self, query: query as? any ListQuery, invocation: invocation)
    }

    fileprivate func fullPage<Q: ListQuery>(
        of query: Q, as invocation: Invocation
    ) async throws -> (page: Page<Q.Item>, rest: Q?) {
        var query = query
        query.limit = Reader.pageLimit
        let page = try await fetch(query, as: invocation)
        query.after = page.next
        return (page, page.next == nil ? nil : query)
    }
}

/// The pages of a list to its end.
public struct ListExport<Q: ListQuery>: AsyncSequence, Sendable {
    let installation: Installation
    let query: Q
    let invocation: Invocation

    /// Reads one page at a time, when it is asked for.
    public struct Iterator: AsyncIteratorProtocol {
        let installation: Installation
        let invocation: Invocation
        var rest: Q?

        /// The next page.
        public mutating func next() async throws -> Page<Q.Item>? {
            guard let query = rest else { return nil }
            let (page, rest) = try await installation.fullPage(of: query, as: invocation)
            self.rest = rest
            return page
        }
    }

    /// Begins at the query's `after`.
    public func makeAsyncIterator() -> Iterator {
        Iterator(installation: installation, invocation: invocation, rest: query)
    }
}

/// The pages of a decoded list to its end, each a JSON list of rows.
public struct DecodedExport: AsyncSequence, Sendable {
    let installation: Installation
    let query: (any ListQuery)?
    let invocation: Invocation

    /// Reads one page at a time, when it is asked for.
    public struct Iterator: AsyncIteratorProtocol {
        let installation: Installation
        let invocation: Invocation
        var rest: (any ListQuery)?

        /// The next page's rows.
        public mutating func next() async throws -> JSON? {
            guard let query = rest else { return nil }
            let (rows, rest) = try await page(of: query)
            self.rest = rest
            return rows
        }

        private func page<Q: ListQuery>(of query: Q) async throws -> (JSON, (any ListQuery)?) {
            let (page, rest) = try await installation.fullPage(of: query, as: invocation)
            return (try Wire.json(page.data), rest)
        }
    }

    /// Begins at the query's `after`.
    public func makeAsyncIterator() -> Iterator {
        Iterator(installation: installation, invocation: invocation, rest: query)
    }
}
