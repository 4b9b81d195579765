import Kernel
import Store

/// The order of a keyset-paged list: columns that together are unique, never NULL, and all run the same way, so that
/// one row-value comparison on an index finds the next page at any depth.
public struct Keyset: Sendable {
    let columns: [SQL]
    let descending: Bool

    /// Newest or largest first.
    public static func descending(_ columns: SQL...) -> Keyset { Keyset(columns: columns, descending: true) }
    /// Oldest or smallest first.
    public static func ascending(_ columns: SQL...) -> Keyset { Keyset(columns: columns, descending: false) }
}

/// How many rows a list has, counted up to a limit.
public struct RowCount: Codable, Sendable, Hashable {
    /// The rows, or the limit when there are more.
    public let count: Int
    /// Whether there are more than were counted.
    public let isCapped: Bool
}

extension Reader {
    /// The largest page anybody gets.
    public static var pageLimit: Int { 100 }

    /// How many rows a page has; refuses what no page may have, at the field `limit`.
    public static func pageSize(_ limit: Int?, otherwise usual: Int = 25) throws -> Int {
        let size = limit ?? usual
        var check = Validation()
        check.check(
            (1...pageLimit).contains(size), "limit", "out_of_range", "limit must be from 1 to \(pageLimit).")
        try check.finish()
        return size
    }

    /// One statement: a page of `from`, filtered, in keyset order. `map` reads the columns given.
    public func page<T>(
        _ columns: SQL, from: SQL, where filters: [SQL], order: Keyset, limit: Int?, after: String?,
        map: (inout Row) throws -> T
    ) throws -> Page<T> {
        try page(
            columns, from: from, where: Conditions(filters), order: order, limit: limit, after: after, map: map)
    }

    /// One statement: a page of `from`, filtered, in keyset order, each row once where the source has equal ones.
    /// `map` reads the columns given. A reader that counts ends here with the statement that counts.
    public func page<T>(
        _ columns: SQL, from: SQL, isDistinct: Bool = false, where conditions: Conditions, order: Keyset, limit: Int?,
        after: String?, map: (inout Row) throws -> T
    ) throws -> Page<T> {
        let size = try Self.pageSize(limit)
        let list = KeysetList(
            columns: columns, source: from, isDistinct: isDistinct, conditions: conditions, order: order)
        if let cap = countCap { throw Counting(statement: list.counted(upTo: cap + 1)) }
        let place = try after.map { cursor in try list.place(of: cursor) }
        let slice = try self.slice(of: list, size, from: place, map)
        // What stood before the place is gone: the list begins with what follows it.
        if slice.rows.isEmpty, place?.isBackward == true { return try page(self.slice(of: list, size, from: nil, map)) }
        return page(slice)
    }

    /// The statement that counts a list's rows, up to one more than `cap`; nil when the list is not one of pages.
    func counting(_ query: any ListQuery, cap: Int) throws -> SQL? {
        func fetch<Q: ListQuery>(_ query: Q) throws { _ = try query.fetch(in: self) }
        countCap = cap
        defer { countCap = nil }
        do {
            try fetch(query)
            return nil
        } catch let counting as Counting {
            return counting.statement
        }
    }

    private func slice<T>(
        of list: KeysetList, _ size: Int, from place: Cursor.Place?, _ map: (inout Row) throws -> T
    ) throws -> Slice<T> {
        let width = list.order.columns.count
        var places: [[DBValue]] = []
        var rows = try db.rows(list.statement(limit: size + 1, from: place)) { row -> T in
            let item = try map(&row)
            places.append(try (0..<width).map { _ in try row.next(DBValue.self) })
            return item
        }
        let isCut = rows.count > size
        if isCut {
            rows.removeLast()
            places.removeLast()
        }
        guard place?.isBackward == true else {
            return Slice(rows: rows, places: places, hasMore: isCut, hasLess: place != nil)
        }
        return Slice(rows: rows.reversed(), places: places.reversed(), hasMore: true, hasLess: isCut)
    }

    private func page<T>(_ slice: Slice<T>) -> Page<T> {
        let last = slice.hasMore ? slice.places.last : nil
        let first = slice.hasLess ? slice.places.first : nil
        return Page(
            data: slice.rows, hasMore: last != nil, next: last.map { Cursor.encode($0) },
            previous: first.map { Cursor.encode($0, isBackward: true) },
            cursors: wantsCursors ? slice.places.map { Cursor.encode($0) } : nil)
    }
}

/// How a reader that counts leaves a query: with the statement that counts.
struct Counting: Error {
    let statement: SQL
}

/// Rows with their places in the list, and whether there are more on either side.
private struct Slice<T> {
    let rows: [T]
    let places: [[DBValue]]
    let hasMore: Bool
    let hasLess: Bool
}

/// What makes up a list, and the statements that read it.
private struct KeysetList {
    let columns: SQL
    let source: SQL
    let isDistinct: Bool
    let conditions: Conditions
    let order: Keyset

    /// The rows next to a place, nearest first. Each alternative is read from its own index; the results are merged.
    func statement(limit: Int, from place: Cursor.Place?) -> SQL {
        let alternatives = conditions.alternatives
        if alternatives.count < 2 {
            return rows(conditions.all + alternatives, limit: limit, from: place)
        }
        let parts = alternatives.enumerated().map { index, alternative -> SQL in
            let part = rows(conditions.all + [alternative], limit: limit, from: place)
            return "SELECT * FROM (\(part)) AS part_\(SQL(trusted: String(index)))"
        }
        let names = order.columns.indices.map { index -> SQL in "place_\(SQL(trusted: String(index)))" }
        return """
            SELECT * FROM (\(SQL.joined(parts, separator: " UNION ALL "))) AS parts
            ORDER BY \(ordering(names, from: place)) LIMIT \(limit)
            """
    }

    /// How many rows there are, up to a limit.
    func counted(upTo limit: Int) -> SQL {
        let condition = SQL.joined(conditions.all + [conditions.anyAlternative].compactMap { $0 }, separator: " AND ")
        let what: SQL = isDistinct ? "DISTINCT \(SQL.joined(order.columns))" : "1"
        return """
            SELECT count(*) FROM (SELECT \(what) FROM \(source) WHERE \(condition) LIMIT \(limit)) AS counted
            """
    }

    /// The place a cursor names, if it belongs to this order.
    func place(of cursor: String) throws -> Cursor.Place {
        guard let place = Cursor.decode(cursor), place.values.count == order.columns.count else {
            throw Problem(
                .invalid, "bad_cursor", "That cursor does not belong to this list.", field: "after",
                remedy: "Use 'next' or 'previous' of a page with the same sort, or leave it out.")
        }
        return place
    }

    private func rows(_ conditions: [SQL], limit: Int, from place: Cursor.Place?) -> SQL {
        let all = conditions + [place.map(beyond)].compactMap { $0 }
        let keys = order.columns.enumerated().map { index, column -> SQL in
            "\(column) AS place_\(SQL(trusted: String(index)))"
        }
        let distinct: SQL = isDistinct ? "DISTINCT " : ""
        return """
            SELECT \(distinct)\(columns), \(SQL.joined(keys)) FROM \(source)
            WHERE \(SQL.joined(all, separator: " AND ")) ORDER BY \(ordering(order.columns, from: place)) LIMIT \(limit)
            """
    }

    private func ordering(_ columns: [SQL], from place: Cursor.Place?) -> SQL {
        let direction: SQL = isDescending(from: place) ? "DESC" : "ASC"
        return SQL.joined(columns.map { column -> SQL in "\(column) \(direction)" })
    }

    private func beyond(_ place: Cursor.Place) -> SQL {
        let columns = SQL.joined(order.columns)
        let bound = SQL.joined(place.values.map { value -> SQL in "\(value)" })
        return isDescending(from: place) ? "(\(columns)) < (\(bound))" : "(\(columns)) > (\(bound))"
    }

    private func isDescending(from place: Cursor.Place?) -> Bool {
        order.descending != (place?.isBackward ?? false)
    }
}
