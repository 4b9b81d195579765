/// The part of a date-time behind the date: nothing, or hours and minutes with what may follow.
struct TimeOfDay {
    private(set) var hour = 0
    private(set) var minute = 0
    private(set) var second = 0
    private(set) var microsecond = 0
    private(set) var utcOffsetMinutes: Int?

    init() {}

    /// Nil when something stands there that is no time.
    init?(_ cell: CellBytes, from start: Int) {
        var index = start
        if index < cell.count, cell[index] == UInt8(ascii: ",") { index += 1 }
        let gap = index
        while index < cell.count, cell[index] == 0x20 || (index == gap && cell[index] == UInt8(ascii: "T")) {
            index += 1
        }
        if index == cell.count { return }
        guard index > start, let hour = Self.number(cell, &index, digits: 1...2) else { return nil }
        guard Self.skip(":", cell, &index), let minute = Self.number(cell, &index, digits: 2...2) else { return nil }
        self.hour = hour
        self.minute = minute
        if Self.skip(":", cell, &index) {
            guard let second = Self.number(cell, &index, digits: 2...2) else { return nil }
            self.second = second
            if Self.skip(".", cell, &index) || Self.skip(",", cell, &index) {
                guard takeFraction(cell, &index) else { return nil }
            }
        }
        while index < cell.count, cell[index] == 0x20 { index += 1 }
        let suffix = String(decoding: cell[index...], as: UTF8.self).lowercased()
        guard takeHalfDay(suffix) || takeOffset(suffix) else { return nil }
    }

    private mutating func takeFraction(_ cell: CellBytes, _ index: inout Int) -> Bool {
        var scale = 100_000
        let start = index
        while index < cell.count, CellText.isDigit(cell[index]) {
            microsecond += (Int(cell[index]) - 0x30) * scale
            scale /= 10
            index += 1
        }
        return index > start
    }

    /// `am` and `pm`, 12 at midnight and noon.
    private mutating func takeHalfDay(_ suffix: String) -> Bool {
        switch suffix {
        case "": return true
        case "am", "a.m.", "pm", "p.m.":
            guard (1...12).contains(hour) else { return false }
            hour = hour % 12 + (suffix.hasPrefix("p") ? 12 : 0)
            return true
        default: return false
        }
    }

    /// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`.
    private mutating func takeOffset(_ suffix: String) -> Bool {
        if suffix == "z" || suffix == "utc" || suffix == "gmt" {
            utcOffsetMinutes = 0
            return true
        }
        guard let sign = suffix.first, sign == "+" || sign == "-" else { return false }
        let rest = suffix.dropFirst()
        let digits = rest.count == 5 ? rest.filter { (letter: Character) -> Bool in letter != ":" } : String(rest)
        guard digits.count == 2 || digits.count == 4, digits.utf8.allSatisfy(CellText.isDigit) else { return false }
        let number = Int(digits) ?? 0
        let minutes = digits.count == 2 ? number * 60 : number / 100 * 60 + number % 100
        guard minutes <= 18 * 60 else { return false }
        utcOffsetMinutes = sign == "-" ? -minutes : minutes
        return true
    }

    private static func number(_ cell: CellBytes, _ index: inout Int, digits: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = index
        while index < cell.count, index - start < digits.upperBound, CellText.isDigit(cell[index]) {
            value = value * 10 + Int(cell[index]) - 0x30
            index += 1
        }
        return digits.contains(index - start) ? value : nil
    }

    private static func skip(_ letter: Unicode.Scalar, _ cell: CellBytes, _ index: inout Int) -> Bool {
        guard index < cell.count, cell[index] == UInt8(truncatingIfNeeded: letter.value) else { return false }
        index += 1
        return true
    }
}
