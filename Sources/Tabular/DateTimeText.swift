/// In which order a date's numbers stand.
public enum DateOrder: String, CaseIterable, Sendable, Codable {
    case yearMonthDay = "ymd"
    case dayMonthYear = "dmy"
    case monthDayYear = "mdy"

    /// The order in words, with an example, for questions to people.
    public var example: String {
        switch self {
        case .yearMonthDay: "2011-04-03 (year, month, day)"
        case .dayMonthYear: "03/04/2011 is 3 April (day, month, year)"
        case .monthDayYear: "03/04/2011 is 4 March (month, day, year)"
        }
    }
}

/// Reads dates with or without a time of day, exactly as written, in a stated order.
public enum DateTimeText {
    /// The date in this order; nil when the text is no date, or no real one, in that order. A year of two digits lies
    /// between 1970 and 2069. A year of four digits in front, or a month's name, settles the order by itself.
    public static func parse(_ cell: CellBytes, order: DateOrder) -> LocalDateTime? {
        if let quick = iso(cell) { return quick.isReal ? quick : nil }
        return DateShape(CellText.trimmed(cell))?.reading(order)
    }

    /// As `parse`, for text in a String.
    public static func parse(_ text: String, order: DateOrder) -> LocalDateTime? {
        var text = text
        return text.withUTF8 { (cell: CellBytes) -> LocalDateTime? in parse(cell, order: order) }
    }

    /// The date under every order that makes it a real one; empty when it is none.
    static func readings(_ cell: CellBytes) -> [(order: DateOrder, value: LocalDateTime)] {
        guard let shape = DateShape(CellText.trimmed(cell)) else { return [] }
        return DateOrder.allCases.compactMap { (order: DateOrder) -> (order: DateOrder, value: LocalDateTime)? in
            shape.reading(order).map { (value: LocalDateTime) -> (order: DateOrder, value: LocalDateTime) in
                (order, value)
            }
        }
    }

    /// `2010-12-01` and `2010-12-01 08:26:00` (or with T) at full speed.
    static func iso(_ cell: CellBytes) -> LocalDateTime? {
        guard cell.count == 10 || cell.count == 19 else { return nil }
        guard cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-") else { return nil }
        var isDigits = true
        func number(_ from: Int, _ count: Int) -> Int {
            var value = 0
            for index in from..<(from + count) {
                isDigits = isDigits && CellText.isDigit(cell[index])
                value = value * 10 + Int(cell[index]) - 0x30
            }
            return value
        }
        var result = LocalDateTime(year: number(0, 4), month: number(5, 2), day: number(8, 2))
        if cell.count == 19 {
            guard cell[10] == 0x20 || cell[10] == UInt8(ascii: "T"), cell[13] == 0x3a, cell[16] == 0x3a else {
                return nil
            }
            result.hour = number(11, 2)
            result.minute = number(14, 2)
            result.second = number(17, 2)
        }
        return isDigits ? result : nil
    }
}
