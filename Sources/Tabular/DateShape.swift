/// A date taken apart: three parts whose order is still open, and the time behind them.
struct DateShape {
    struct Part {
        var value = 0
        var digitCount = 0
        var isMonthName: Bool { digitCount == 0 }
    }

    private var first = Part()
    private var second = Part()
    private var third = Part()
    private var time = TimeOfDay()

    /// Nil when the text does not have the form of a date.
    init?(_ cell: CellBytes) {
        guard cell.count >= 6, cell.count <= 48 else { return nil }
        var index = 0
        if let compact = Self.compact(cell) {
            (first, second, third) = compact
            index = 8
        } else {
            guard let first = Self.part(cell, &index), let left = Self.separator(cell, &index),
                let second = Self.part(cell, &index), let right = Self.separator(cell, &index),
                let third = Self.part(cell, &index)
            else { return nil }
            let hasName = first.isMonthName || second.isMonthName
            guard !third.isMonthName, !(first.isMonthName && second.isMonthName) else { return nil }
            guard hasName || (left == right && left != 0x20) else { return nil }
            (self.first, self.second, self.third) = (first, second, third)
        }
        guard let time = TimeOfDay(cell, from: index) else { return nil }
        self.time = time
    }

    /// The date under this order, if it is a real one.
    func reading(_ order: DateOrder) -> LocalDateTime? {
        let year: Part
        let month: Part
        let day: Part
        if first.digitCount == 4 {
            (year, month, day) = (first, second, third)
        } else if second.isMonthName {
            (year, month, day) = (third, second, first)
        } else if first.isMonthName {
            (year, month, day) = (third, first, second)
        } else {
            switch order {
            case .yearMonthDay: (year, month, day) = (first, second, third)
            case .dayMonthYear: (year, month, day) = (third, second, first)
            case .monthDayYear: (year, month, day) = (third, first, second)
            }
        }
        guard year.digitCount == 4 || year.digitCount == 2, month.digitCount <= 2 else { return nil }
        guard day.digitCount == 1 || day.digitCount == 2 else { return nil }
        let fullYear = year.digitCount == 4 ? year.value : year.value + (year.value < 70 ? 2000 : 1900)
        let result = LocalDateTime(
            year: fullYear, month: month.value, day: day.value, hour: time.hour, minute: time.minute,
            second: time.second, microsecond: time.microsecond, utcOffsetMinutes: time.utcOffsetMinutes)
        return result.isReal ? result : nil
    }

    /// `20101201`, alone or before a time: only year, month, day is written like that.
    private static func compact(_ cell: CellBytes) -> (Part, Part, Part)? {
        guard cell.count == 8 || (cell.count > 8 && (cell[8] == UInt8(ascii: "T") || cell[8] == 0x20)) else {
            return nil
        }
        var number = 0
        for byte in cell[0..<8] {
            guard CellText.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte) - 0x30
        }
        guard (1900...2100).contains(number / 10_000) else { return nil }
        return (
            Part(value: number / 10_000, digitCount: 4), Part(value: number / 100 % 100, digitCount: 2),
            Part(value: number % 100, digitCount: 2)
        )
    }

    private static func part(_ cell: CellBytes, _ index: inout Int) -> Part? {
        var part = Part()
        let start = index
        while index < cell.count, CellText.isDigit(cell[index]), part.digitCount < 5 {
            part.value = part.value * 10 + Int(cell[index]) - 0x30
            part.digitCount += 1
            index += 1
        }
        if part.digitCount > 0 { return part.digitCount <= 4 ? part : nil }
        while index < cell.count, CellText.isLetter(cell[index]) || cell[index] >= 0x80 { index += 1 }
        guard index - start >= 3 else { return nil }
        let word = String(decoding: cell[start..<index], as: UTF8.self)
        if index < cell.count, cell[index] == UInt8(ascii: "."), index + 1 < cell.count, cell[index + 1] == 0x20 {
            index += 1
        }
        guard let month = MonthNames.number(word) else { return nil }
        part.value = month
        return part
    }

    /// One of `-`, `/`, `.`, or spaces with an optional comma or full stop before them.
    private static func separator(_ cell: CellBytes, _ index: inout Int) -> UInt8? {
        guard index < cell.count else { return nil }
        var separator = cell[index]
        if separator == UInt8(ascii: ",") || separator == UInt8(ascii: "."), index + 1 < cell.count,
            cell[index + 1] == 0x20
        {
            index += 1
            separator = 0x20
        }
        guard separator == 0x20 || "-/.".utf8.contains(separator) else { return nil }
        index += 1
        if separator == 0x20 { while index < cell.count, cell[index] == 0x20 { index += 1 } }
        return separator
    }
}

/// The names of months, short and long, in English, German, French, Spanish, Italian, Dutch and Portuguese.
enum MonthNames {
    private static let beginnings: [[String]] = [
        ["jan", "janv", "ene", "gen", "januar", "january", "janvier", "enero", "gennaio", "januari", "janeiro"],
        [
            "feb", "fev", "fevr", "febr", "februar", "february", "fevrier", "febrero", "febbraio", "februari",
            "fevereiro",
        ],
        ["mar", "mrz", "mrt", "marz", "marzo", "march", "mars", "maart", "marco", "maerz"],
        ["apr", "avr", "abr", "april", "avril", "abril", "aprile"],
        ["may", "mai", "mag", "mei", "mayo", "maggio", "maio"],
        ["jun", "giu", "juin", "june", "juni", "junio", "giugno", "junho"],
        ["jul", "lug", "juil", "july", "juli", "juillet", "julio", "luglio", "julho"],
        ["aug", "ago", "aou", "aout", "august", "agosto", "augustus"],
        ["sep", "sept", "set", "september", "septembre", "septiembre", "settembre", "setembro"],
        ["oct", "okt", "ott", "out", "october", "oktober", "octobre", "octubre", "ottobre", "outubro"],
        ["nov", "november", "novembre", "noviembre", "novembro"],
        ["dec", "dez", "dic", "december", "dezember", "decembre", "diciembre", "dicembre", "dezembro"],
    ]
    private static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for (index, names) in beginnings.enumerated() {
            for name in names { numbers[name] = index + 1 }
        }
        return numbers
    }()

    /// 1...12 for a name in any case, with or without accents; nil for other words.
    static func number(_ word: String) -> Int? { numbers[HeaderWords.folded(word)] }
}
