/// Collects what values say about the order of a date's numbers.
struct DateEvidence {
    private(set) var count = 0
    /// The orders that no value has excluded.
    private(set) var possible = Set(DateOrder.allCases)
    /// For each set of orders some value allowed, the first such value.
    private var witnesses: [Set<DateOrder>: Witness] = [:]
    private(set) var undecided: Witness?

    /// What one value says.
    enum Verdict {
        case noDate
        /// Every order gives the same day.
        case sameEitherWay
        /// Only these orders make it a real day; whether they agree on it.
        case allows(Set<DateOrder>, agree: Bool)
    }

    /// Judges a value by reading it in every order.
    static func judge(_ cell: CellBytes) -> Verdict {
        let readings = DateTimeText.readings(cell)
        guard let first = readings.first else { return .noDate }
        let agrees = readings.allSatisfy { (reading: (order: DateOrder, value: LocalDateTime)) -> Bool in
            reading.value == first.value
        }
        if agrees, readings.count == DateOrder.allCases.count { return .sameEitherWay }
        let orders = readings.map { (reading: (order: DateOrder, value: LocalDateTime)) -> DateOrder in reading.order }
        return .allows(Set(orders), agree: agrees)
    }

    /// Notes a value; false when it is no date.
    mutating func add(_ cell: CellBytes, line: Int) -> Bool {
        switch Self.judge(cell) {
        case .noDate: return false
        case .sameEitherWay: break
        case .allows(let orders, let agree):
            possible.formIntersection(orders)
            let isNew = witnesses[orders] == nil
            guard isNew || (!agree && undecided == nil) else { break }
            let witness = Witness(line: line, text: String(decoding: cell, as: UTF8.self))
            if isNew { witnesses[orders] = witness }
            if !agree, undecided == nil { undecided = witness }
        }
        count += 1
        return true
    }

    /// The earliest value that leaves only one order.
    var proof: Witness? {
        let telling = witnesses.filter { (seen: (key: Set<DateOrder>, value: Witness)) -> Bool in seen.key.count == 1 }
        return telling.values.min { (left: Witness, right: Witness) -> Bool in left.line < right.line }
    }

    /// What the column is, if it holds dates.
    var kind: ColumnKind {
        if witnesses.isEmpty { return .dateTime(nil) }
        if possible.count == 1 { return .dateTime(possible.first) }
        if possible.isEmpty, let conflict { return conflict }
        guard let undecided else { return .dateTime(nil) }
        let open = DateOrder.allCases.filter { (order: DateOrder) -> Bool in possible.contains(order) }
        let formats = open.map { (order: DateOrder) -> CellFormat in .date(order) }
        return .ambiguous(formats, undecided)
    }

    /// The two earliest values that exclude one another, most telling ones first.
    private var conflict: ColumnKind? {
        let seen = witnesses.sorted {
            (left: (key: Set<DateOrder>, value: Witness), right: (key: Set<DateOrder>, value: Witness)) -> Bool in
            (left.key.count, left.value.line) < (right.key.count, right.value.line)
        }
        for (index, first) in seen.enumerated() {
            for second in seen[(index + 1)...] where first.key.isDisjoint(with: second.key) {
                guard let left = Self.likeliest(first.key), let right = Self.likeliest(second.key) else { continue }
                let isInOrder = first.value.line <= second.value.line
                let earlier = isInOrder ? (left, first.value) : (right, second.value)
                let later = isInOrder ? (right, second.value) : (left, first.value)
                return .conflicting(.date(earlier.0), earlier.1, .date(later.0), later.1)
            }
        }
        guard let first = seen.first, let last = seen.last, let left = Self.likeliest(first.key),
            let right = Self.likeliest(last.key)
        else { return nil }
        return .conflicting(.date(left), first.value, .date(right), last.value)
    }

    private static func likeliest(_ orders: Set<DateOrder>) -> DateOrder? {
        let preference: [DateOrder] = [.dayMonthYear, .monthDayYear, .yearMonthDay]
        return preference.first { (order: DateOrder) -> Bool in orders.contains(order) }
    }
}
