/// Exact decimals as text: digits with at most one point, an optional minus sign, no exponent, no separators.
enum DecimalText {
    enum Failure: Error { case malformed, tooManyDecimals, outOfRange }

    /// Reads text into an integer scaled by ten to the power `scale`. Zeros beyond the scale are ignored.
    static func parse<Number: FixedWidthInteger & SignedInteger>(
        _ text: String, scale: Int, as type: Number.Type = Number.self
    ) throws(Failure) -> Number {
        var copy = text
        let result = copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Result<Number, Failure> in
            parse(bytes, scale: scale)
        }
        return try result.get()
    }

    /// As `parse`, with nil for every failure.
    static func value(_ text: String, scale: Int) -> Int64? { try? parse(text, scale: scale) }

    private static func parse<Number: FixedWidthInteger & SignedInteger>(
        _ bytes: UnsafeBufferPointer<UInt8>, scale: Int
    ) -> Result<Number, Failure> {
        var at = 0, digits = 0, decimals = 0, seenPoint = false
        var value: Number = 0
        let negative = bytes.first == 45
        if negative { at = 1 }
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == 46, !seenPoint, digits > 0 {
                seenPoint = true
                continue
            }
            guard (48...57).contains(byte) else { return .failure(.malformed) }
            digits += 1
            if seenPoint {
                decimals += 1
                guard decimals <= scale else {
                    if byte == 48 { continue }
                    return .failure(.tooManyDecimals)
                }
            }
            guard push(byte - 48, onto: &value, negative) else { return .failure(.outOfRange) }
        }
        guard digits > 0, !seenPoint || decimals > 0 else { return .failure(.malformed) }
        while decimals < scale {
            guard push(0, onto: &value, negative) else { return .failure(.outOfRange) }
            decimals += 1
        }
        return .success(value)
    }

    @inline(__always) private static func push<Number: FixedWidthInteger & SignedInteger>(
        _ digit: UInt8, onto value: inout Number, _ negative: Bool
    ) -> Bool {
        let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
        let digit = Number(truncatingIfNeeded: digit)
        let (next, overAgain) =
            negative
            ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
        value = next
        return !over && !overAgain
    }

    /// Writes an integer scaled by ten to the power `scale`, with trailing zeros dropped down to `minimum` decimals.
    static func text(_ scaled: some BinaryInteger, scale: Int, minimum: Int) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(24)
        append(scaled, scale: scale, minimum: minimum, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// As `text`, appended to bytes.
    static func append(_ scaled: some BinaryInteger, scale: Int, minimum: Int, to out: inout [UInt8]) {
        if let small = Int64(exactly: scaled) {
            appendDigits(small.magnitude, negative: small < 0, scale: scale, minimum: minimum, to: &out)
        } else {
            appendDigits(UInt128(scaled.magnitude), negative: scaled < 0, scale: scale, minimum: minimum, to: &out)
        }
    }

    private static func appendDigits<Number: FixedWidthInteger & UnsignedInteger>(
        _ magnitude: Number, negative: Bool, scale: Int, minimum: Int, to out: inout [UInt8]
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) {
            (buffer: UnsafeMutableBufferPointer<UInt8>) -> Void in
            var rest = magnitude
            var at = 64, written = 0, started = false
            while rest != 0 || written <= scale {
                if written == scale, scale > 0, started {
                    at -= 1
                    buffer[at] = 46
                }
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                rest = quotient
                started = started || digit != 0 || written >= scale - minimum
                if started {
                    at -= 1
                    buffer[at] = UInt8(truncatingIfNeeded: digit) + 48
                }
                written += 1
            }
            if negative {
                at -= 1
                buffer[at] = 45
            }
            out.append(contentsOf: buffer[at...])
        }
    }

    /// What a caller is told about text that is no such decimal.
    static func refusal(_ failure: Failure, scale: Int, _ what: String) -> Problem {
        switch failure {
        case .malformed:
            .wrongValue("malformed_number", "Expected \(what): digits, with a point before the decimals, such as 12.5.")
        case .tooManyDecimals:
            .wrongValue(
                "too_many_decimals", "\(what.prefix(1).uppercased())\(what.dropFirst()) has at most \(scale) decimals.")
        case .outOfRange:
            .wrongValue("out_of_range", "This number is too large.")
        }
    }
}

extension Problem {
    /// A calculation left the range of exact numbers.
    static func overflow(_ what: String) -> Problem {
        Problem(
            .unprocessable, "amount_out_of_range", "A calculation gave a number too large to keep exactly.",
            detail: what, remedy: "Check the amounts and quantities involved.")
    }
}
