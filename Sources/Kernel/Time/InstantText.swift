/// RFC 3339, written and read by hand: a request may hold hundreds of times.
enum InstantText {
    /// Reads `2026-11-21T10:38:25.123456Z`. The separator may be `T`, `t` or a space, the end `Z`, `z` or an
    /// offset; decimals beyond microseconds are cut off. The leap second :60 is refused.
    static func parse(_ b: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard b.count >= 20, b[4] == 45, b[7] == 45, b[13] == 58, b[16] == 58,
            b[10] == 84 || b[10] == 116 || b[10] == 32,
            let year = digits(b, 0, 4), let month = digits(b, 5, 2), let day = digits(b, 8, 2),
            let hour = digits(b, 11, 2), let minute = digits(b, 14, 2), let second = digits(b, 17, 2),
            hour < 24, minute < 60, second < 60, year > 0, (1...12).contains(month),
            day >= 1, day <= CivilDay.length(ofMonth: month, year: year)
        else { return nil }
        var at = 19
        guard let fraction = fraction(b, &at), let offset = offset(b, &at), at == b.count else { return nil }
        let days = Int64(CivilDay.number(year: year, month: month, day: day))
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
        return seconds * 1_000_000 + fraction
    }

    private static func fraction(_ b: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int64? {
        guard at < b.count, b[at] == 46 else { return 0 }
        at += 1
        var micros: Int64 = 0, count = 0
        while at < b.count, (48...57).contains(b[at]) {
            if count < 6 { micros = micros * 10 + Int64(b[at] - 48) }
            count += 1
            at += 1
        }
        guard count > 0, count <= 12 else { return nil }
        while count < 6 {
            micros *= 10
            count += 1
        }
        return micros
    }

    private static func offset(_ b: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
        guard at < b.count else { return nil }
        let sign = b[at]
        at += 1
        if sign == 90 || sign == 122 { return 0 }
        guard sign == 43 || sign == 45, at + 5 == b.count, b[at + 2] == 58,
            let hours = digits(b, at, 2), let minutes = digits(b, at + 3, 2), hours < 24, minutes < 60
        else { return nil }
        at += 5
        return (hours * 60 + minutes) * (sign == 43 ? 60 : -60)
    }

    @inline(__always) static func digits(_ b: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<(start + count) {
            guard (48...57).contains(b[index]) else { return nil }
            value = value * 10 + Int(b[index] - 48)
        }
        return value
    }

    /// Writes a number with leading zeros.
    @inline(__always) static func write(_ number: Int, _ count: Int, to out: UnsafeMutablePointer<UInt8>) {
        var rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            out[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }
}

extension Instant {
    /// Writes at most 27 bytes and says how many.
    func writeText(to out: UnsafeMutablePointer<UInt8>) -> Int {
        let total = seconds
        let days = Instant.floorDivide(total, 86_400)
        let second = Int(total - days * 86_400)
        let (year, month, day) = CivilDay.date(Int(days))
        InstantText.write(year, 4, to: out)
        out[4] = 45
        InstantText.write(month, 2, to: out + 5)
        out[7] = 45
        InstantText.write(day, 2, to: out + 8)
        out[10] = 84
        InstantText.write(second / 3600, 2, to: out + 11)
        out[13] = 58
        InstantText.write(second / 60 % 60, 2, to: out + 14)
        out[16] = 58
        InstantText.write(second % 60, 2, to: out + 17)
        var at = 19
        let fraction = Int(microseconds - total * 1_000_000)
        if fraction != 0 {
            out[19] = 46
            InstantText.write(fraction, 6, to: out + 20)
            at = 26
            while out[at - 1] == 48 { at -= 1 }
        }
        out[at] = 90
        return at + 1
    }
}

/// The proleptic Gregorian calendar as day numbers, day 0 being 1970-01-01 (after Howard Hinnant's algorithms).
enum CivilDay {
    @inline(__always) static func number(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    @inline(__always) static func date(_ number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
}
