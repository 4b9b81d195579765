import Kernel

/// A Unicode date pattern such as `d MMM y`, taken apart once.
struct DatePattern: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case day(padded: Bool)
        case monthNumber(padded: Bool)
        case month
        case shortMonth
        case weekday
        case shortWeekday
        case year
        case hour(padded: Bool)
        case hourOfTwelve
        case minute
        case halfOfDay
    }

    private let pieces: [Piece]

    /// Letters we have no meaning for are left out; text in quotes stands as it is.
    init(_ pattern: String) {
        var pieces: [Piece] = []
        var rest = Substring(pattern)
        while let first = rest.first {
            if first == "'" {
                let quoted = rest.dropFirst().prefix { (c: Character) -> Bool in c != "'" }
                pieces.append(.text(String(quoted)))
                rest = rest.dropFirst(quoted.count + 2)
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { (c: Character) -> Bool in c == first }
                if let piece = Self.piece(first, run.count) { pieces.append(piece) }
                rest = rest.dropFirst(run.count)
            } else {
                pieces.append(.text(String(first)))
                rest = rest.dropFirst()
            }
        }
        self.pieces = pieces
    }

    private static func piece(_ letter: Character, _ count: Int) -> Piece? {
        switch (letter, count) {
        case ("d", _): .day(padded: count == 2)
        case ("M", 4), ("L", 4): .month
        case ("M", 3), ("L", 3): .shortMonth
        case ("M", _), ("L", _): .monthNumber(padded: count == 2)
        case ("E", 4), ("c", 4): .weekday
        case ("E", _), ("c", _): .shortWeekday
        case ("y", _): .year
        case ("H", _): .hour(padded: true)
        case ("h", _): .hourOfTwelve
        case ("m", _): .minute
        case ("a", _): .halfOfDay
        case _: nil
        }
    }

    /// A day, and a time of it where the pattern has one, in the names of a locale.
    func text(_ date: CalendarDate, hour: Int = 0, minute: Int = 0, _ data: LocaleData) -> String {
        let (year, month, day) = date.components
        var out = ""
        for piece in pieces {
            switch piece {
            case .text(let text): out += text
            case .day(let padded): out += padded ? Self.two(day) : String(day)
            case .monthNumber(let padded): out += padded ? Self.two(month) : String(month)
            case .month: out += data.months[month - 1]
            case .shortMonth: out += data.shortMonths[month - 1]
            case .weekday: out += data.weekdays[date.weekday.indexFromSunday]
            case .shortWeekday: out += data.shortWeekdays[date.weekday.indexFromSunday]
            case .year: out += String(year)
            case .hour(let padded): out += padded ? Self.two(hour) : String(hour)
            case .hourOfTwelve: out += String((hour + 11) % 12 + 1)
            case .minute: out += Self.two(minute)
            case .halfOfDay: out += hour < 12 ? data.beforeNoon : data.afterNoon
            }
        }
        return out
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Weekday {
    /// 0 for Sunday, as ICU counts.
    var indexFromSunday: Int {
        switch self {
        case .sunday: 0
        case .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        }
    }
}
