import Kernel
import Store

/// What a list's rows must satisfy: conditions that all hold, and alternatives of which one does. Each alternative is
/// read from its own index in the list's order and the results are merged, so that a filter by three statuses costs
/// three short reads, however few or many rows have them.
public struct Conditions: Sendable {
    /// What holds for every row.
    public private(set) var all: [SQL]
    /// Conditions that no row satisfies two of; of several, exactly one holds.
    private(set) var alternatives: [SQL] = []
    /// The alternatives in one condition.
    private(set) var anyAlternative: SQL?

    /// Conditions that all hold.
    public init(_ all: [SQL]) { self.all = all }

    /// One more that holds.
    public mutating func add(_ condition: SQL) { all.append(condition) }
    /// More that all hold.
    public mutating func add(_ conditions: [SQL]) { all += conditions }

    /// Alternatives: conditions of which no row satisfies two, each with an index that goes on in the list's order.
    public mutating func add(oneOf conditions: [SQL]) {
        let condition: SQL = conditions.isEmpty ? "1 = 0" : "(\(SQL.joined(conditions, separator: " OR ")))"
        guard conditions.count > 1, alternatives.isEmpty else { return add(condition) }
        alternatives = conditions
        anyAlternative = condition
    }

    /// Several lists of alternatives, of each of which one holds: every combination has an index that goes on in the list's
    /// order. With more combinations than a filter has values they are conditions like others.
    public mutating func add(oneOf choices: [[SQL]]) {
        let count = choices.reduce(1) { product, choice in product * max(1, choice.count) }
        guard count <= AnyOf<String>.valueLimit, !choices.contains(where: \.isEmpty) else {
            for choice in choices { add(choice.isEmpty ? "1 = 0" : "(\(SQL.joined(choice, separator: " OR ")))") }
            return
        }
        let combined = choices.reduce([[]]) { (made: [[SQL]], choice: [SQL]) -> [[SQL]] in
            made.flatMap { begun in choice.map { next in begun + [next] } }
        }
        if choices.isEmpty { return }
        add(oneOf: combined.map { parts in SQL.joined(parts, separator: " AND ") })
    }

    /// What a filter asks for of a column. Where an index begins with the column and goes on in the list's order,
    /// several values become alternatives.
    public mutating func add<Value>(_ filter: AnyOf<Value>?, _ column: SQL, isIndexed: Bool = false)
    where Value: DBEncodable {
        guard let filter else { return }
        let included = filter.included.map { $0.map(\.dbValue) }
        add(filter.sql(column), isIndexed ? included : nil, column)
    }

    /// The same for an enum, by its raw texts.
    @_disfavoredOverload
    public mutating func add<Value>(_ filter: AnyOf<Value>?, _ column: SQL, isIndexed: Bool = false)
    where Value: RawRepresentable, Value.RawValue == String {
        guard let filter else { return }
        let included = filter.included.map { $0.map { value -> DBValue in .text(value.rawValue) } }
        add(filter.sql(column), isIndexed ? included : nil, column)
    }

    /// The days of the shop's calendar a column of times lies in.
    public mutating func add(_ days: DayRange?, _ column: SQL, in db: Reader) throws {
        guard let days else { return }
        let calendar = ZonedCalendar(try db.shop.timeZone)
        let ends = days.days(today: calendar.date(of: db.now))
        if let from = ends.from { add("\(column) >= \(calendar.startOfDay(from))") }
        if let to = ends.to { add("\(column) < \(calendar.startOfDay(to.adding(days: 1)))") }
    }

    /// The days a column of day numbers lies in.
    public mutating func add(_ days: DayRange?, dayNumber column: SQL, in db: Reader) throws {
        guard let days else { return }
        let calendar = ZonedCalendar(try db.shop.timeZone)
        let ends = days.days(today: calendar.date(of: db.now))
        if let from = ends.from { add("\(column) >= \(Int64(from.dayNumber))") }
        if let to = ends.to { add("\(column) <= \(Int64(to.dayNumber))") }
    }

    /// The days of the shop's calendar in which rows were made, by a column of times and by their ids, which an index
    /// has and which begin with the time.
    public mutating func add(_ days: DayRange?, _ column: SQL, ids: SQL, in db: Reader) throws {
        guard let days else { return }
        try add(days, column, in: db)
        let ends = days.days(today: ZonedCalendar(try db.shop.timeZone).date(of: db.now))
        // A day more on either side is more than zones and clocks differ by.
        if let from = ends.from { add("\(ids) >= \(Self.firstID(of: from.adding(days: -2)))") }
        if let to = ends.to { add("\(ids) < \(Self.firstID(of: to.adding(days: 3)))") }
    }

    /// Rows that have each word of a text in one of the columns, whatever the case: for lists short enough to be read
    /// through. `folded` columns hold search keys, `plain` ones text as it was written. A text that is an id finds the
    /// row with it in the column `id`.
    public mutating func add(words text: String?, id: SQL = "id", folded: [SQL] = [], plain: [SQL] = []) throws {
        guard let text else { return }
        if let reference = Reference(Text.trimmed(text)) {
            add("\(id) = \(reference.raw)")
            return
        }
        var check = Validation()
        check.check(text.count <= 200, "q", "too_long", "Look for at most 200 characters.")
        try check.finish()
        let line = FieldText.line(text)
        for word in line.split(separator: " ").prefix(8) {
            let key = Self.pattern(Text.folded(String(word)))
            let small = Self.pattern(word.lowercased())
            let places = folded.map { column -> SQL in "\(column) LIKE \(key) ESCAPE '\\'" }
            let others = plain.map { column -> SQL in "lower(\(column)) LIKE \(small) ESCAPE '\\'" }
            add("(\(SQL.joined(places + others, separator: " OR ")))")
        }
    }

    private static func pattern(_ word: String) -> String {
        let escaped = word.flatMap { character -> [Character] in
            "%_\\".contains(character) ? ["\\", character] : [character]
        }
        return "%" + String(escaped) + "%"
    }

    private static func firstID(of day: CalendarDate) -> RawID {
        RawID(high: UInt64(max(0, Int64(day.dayNumber)) * 86_400_000) << 16, low: 0)
    }

    /// The numbers a column lies in.
    public mutating func add(_ numbers: NumberRange?, _ column: SQL) {
        if let from = numbers?.from { add("\(column) >= \(from)") }
        if let to = numbers?.to { add("\(column) <= \(to)") }
    }

    private mutating func add(_ condition: SQL, _ included: [DBValue]?, _ column: SQL) {
        guard let included, included.count > 1, alternatives.isEmpty else { return add(condition) }
        alternatives = included.map { value in AnyOf<String>.equals(column, value) }
        anyAlternative = condition
    }
}

extension Reader {
    /// A filter on texts by the values it asks for: what is not left out, of those that occur in the column, which an index
    /// begins with. As it was with more than fifty of them: most rows are asked for then. One statement, a step in the
    /// index from each value to the next.
    public func naming(_ filter: AnyOf<String>, _ column: StaticString, of table: StaticString) throws -> AnyOf<String>
    {
        guard filter.isExcluding else { return filter }
        let name = SQL(trusted: "\(column)")
        let source = SQL(trusted: "\(table)")
        let names = try rows(
            """
            WITH RECURSIVE known (value) AS (
                SELECT min(\(name)) FROM \(source) WHERE tenant = \(tenant)
                UNION ALL
                SELECT (SELECT min(o.\(name)) FROM \(source) o WHERE o.tenant = \(tenant) AND o.\(name) > known.value)
                FROM known WHERE known.value IS NOT NULL
            ) SELECT value FROM known WHERE value IS NOT NULL LIMIT \(AnyOf<String>.valueLimit + 1)
            """
        ) { row in try row.next(String.self) }
        return names.count > AnyOf<String>.valueLimit ? filter : AnyOf(names.filter { filter.contains($0) })
    }
}

extension AnyOf where Value: DBEncodable {
    /// The condition on a column.
    public func sql(_ column: SQL) -> SQL { condition(column, values.map(\.dbValue)) }
}

extension AnyOf where Value: RawRepresentable, Value.RawValue == String {
    /// The condition on a column of raw texts.
    @_disfavoredOverload
    public func sql(_ column: SQL) -> SQL { condition(column, values.map { .text($0.rawValue) }) }
}

extension AnyOf {
    static func equals(_ column: SQL, _ value: DBValue) -> SQL {
        value == .null ? "\(column) IS NULL" : "\(column) = \(value)"
    }

    /// A column without a value is not among values that are left out, unless `empty` is one of them.
    fileprivate func condition(_ column: SQL, _ values: [DBValue]) -> SQL {
        let named = values.filter { value -> Bool in value != .null }
        let namesEmpty = named.count < values.count
        if values.isEmpty { return isExcluding ? "1 = 1" : "1 = 0" }
        if values.count == 1 && !isExcluding { return Self.equals(column, values[0]) }
        guard !named.isEmpty else { return isExcluding ? "\(column) IS NOT NULL" : "\(column) IS NULL" }
        if isExcluding {
            if namesEmpty { return "(\(column) IS NOT NULL AND \(column) NOT IN \(list: named))" }
            if Value.acceptsEmpty { return "(\(column) IS NULL OR \(column) NOT IN \(list: named))" }
            return "\(column) NOT IN \(list: named)"
        }
        return namesEmpty ? "(\(column) IS NULL OR \(column) IN \(list: named))" : "\(column) IN \(list: named)"
    }
}

extension AmountRange {
    /// The condition on a column of minor units.
    public func sql(_ column: SQL, _ currency: Currency) -> SQL {
        let ends = minorUnits(in: currency)
        let low = ends.from.map { from -> SQL in "\(column) >= \(from)" }
        let high = ends.to.map { to -> SQL in "\(column) <= \(to)" }
        return SQL.joined([low, high].compactMap { $0 }, separator: " AND ")
    }
}
