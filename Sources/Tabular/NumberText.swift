/// Reads decimal numbers from text exactly, as millionths. No binary fractions are involved.
public enum NumberText {
    /// The number in millionths: `2.55` is 2,550,000. Signs before or behind, parentheses for negative numbers,
    /// currency signs and thousands separators (in groups of three) are understood; nothing is rounded.
    public static func micros(_ cell: CellBytes, style: NumberStyle) throws(NumberFault) -> Int64 {
        if let plain = plainMicros(cell, style: style) { return plain }
        let shape = NumberShape(cell)
        guard let body = shape.digits else { throw shape.isBlank ? .blank : .notANumber }
        var reading = Reading()
        try reading.read(body, style: style)
        let magnitude = try reading.micros()
        return shape.isNegative ? -magnitude : magnitude
    }

    /// As `micros`, but only whole numbers; `2.00` is whole.
    public static func integer(_ cell: CellBytes, style: NumberStyle) throws(NumberFault) -> Int64 {
        let micros = try micros(cell, style: style)
        guard micros % 1_000_000 == 0 else { throw .notANumber }
        return micros / 1_000_000
    }

    /// As `micros`, for text in a String.
    public static func micros(_ text: String, style: NumberStyle) throws(NumberFault) -> Int64 {
        var text = text
        let result: Result<Int64, NumberFault> = text.withUTF8 { (cell: CellBytes) -> Result<Int64, NumberFault> in
            do throws(NumberFault) { return .success(try micros(cell, style: style)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The frequent form at full speed: digits, one decimal sign, up to six decimals, a minus in front.
    private static func plainMicros(_ cell: CellBytes, style: NumberStyle) -> Int64? {
        let count = cell.count
        guard count > 0, count <= 12 else { return nil }
        let isNegative = cell[0] == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        guard index < count, CellText.isDigit(cell[index]) else { return nil }
        var value: Int64 = 0
        var scale: Int64 = 1_000_000
        var seenSign = false
        while index < count {
            let byte = cell[index]
            if CellText.isDigit(byte) {
                if seenSign {
                    if scale == 1 { return nil }
                    scale /= 10
                }
                value = value * 10 + Int64(byte &- 0x30)
            } else if byte == style.decimalSign, !seenSign, index + 1 < count {
                seenSign = true
            } else {
                return nil
            }
            index += 1
        }
        let (micros, overflow) = value.multipliedReportingOverflow(by: scale)
        if overflow { return nil }
        return isNegative ? -micros : micros
    }

    /// Digits with separators, taken one after the other.
    private struct Reading {
        private var value: Int64 = 0
        private var decimals = 0
        private var digitCount = 0
        private var groupDigits = 0
        private var groupSeparator: UInt8 = 0
        private var isAfterSign = false
        private var startsWithZero = false

        mutating func read(_ body: CellBytes, style: NumberStyle) throws(NumberFault) {
            var index = 0
            while index < body.count {
                let byte = body[index]
                if CellText.isDigit(byte) {
                    try take(digit: byte &- 0x30)
                    index += 1
                } else if byte == style.decimalSign {
                    guard !isAfterSign, groupSeparator == 0 || groupDigits == 3 else { throw .notANumber }
                    isAfterSign = true
                    index += 1
                } else {
                    let length =
                        byte == style.groupSign || byte == UInt8(ascii: "'")
                        ? 1 : CellText.whiteSpace(body, at: index, before: body.count)
                    guard length > 0 else { throw .notANumber }
                    try separate(byte)
                    index += length
                }
            }
            let endsInGroup = groupSeparator != 0 && !isAfterSign
            if digitCount == 0 || (endsInGroup && groupDigits != 3) || (isAfterSign && decimals == 0) {
                throw .notANumber
            }
        }

        private mutating func take(digit: UInt8) throws(NumberFault) {
            if digitCount == 0 { startsWithZero = digit == 0 }
            digitCount += 1
            if isAfterSign {
                decimals += 1
                if decimals > 6 {
                    guard digit == 0 else { throw .tooManyDecimals }
                    return
                }
            } else {
                groupDigits += 1
            }
            let (shifted, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = shifted.addingReportingOverflow(Int64(digit))
            if first || second { throw .tooLarge }
            value = sum
        }

        /// Groups have three digits; the first has one to three and does not begin with zero.
        private mutating func separate(_ separator: UInt8) throws(NumberFault) {
            if isAfterSign { throw .notANumber }
            if groupSeparator == 0 {
                guard (1...3).contains(groupDigits), !startsWithZero else { throw .notANumber }
            } else {
                guard groupDigits == 3, separator == groupSeparator else { throw .notANumber }
            }
            groupSeparator = separator
            groupDigits = 0
        }

        func micros() throws(NumberFault) -> Int64 {
            var result = value
            for _ in min(decimals, 6)..<6 {
                let (next, overflow) = result.multipliedReportingOverflow(by: 10)
                if overflow { throw .tooLarge }
                result = next
            }
            return result
        }
    }
}
