import Kernel

/// Finds out how a list is laid out by trying each layout on its beginning.
enum DialectGuess {
    static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

    /// How well one layout fits.
    private struct Trial {
        var dialect: Dialect
        var columns = 0
        /// The share of records with the most frequent number of cells, lowered when the first record differs.
        var fit = 0.0
        /// The share of cells that are numbers, dates or blank: a wrong delimiter tears those apart.
        var typed = 0.0
        /// The share of cells between apostrophes.
        var apostrophes = 0.0
    }

    /// The layout of the sample, whole records of UTF-8. Throws a Problem when nothing fits or two fit alike.
    static func from(_ sample: [UInt8], declared delimiter: UInt8?, name: String) throws -> Dialect {
        let ending = lineEnding(sample)
        var trials: [Trial] = []
        for candidate in delimiter.map({ (byte: UInt8) -> [UInt8] in [byte] }) ?? delimiters {
            trials.append(try attempt(Dialect(delimiter: candidate, lineEnding: ending), on: sample))
        }
        if delimiter != nil, let only = trials.first { return withQuote(only) }
        let fitting = trials.filter { (trial: Trial) -> Bool in trial.columns >= 2 && trial.fit >= 0.8 }
        let ordered = fitting.sorted { (left: Trial, right: Trial) -> Bool in
            (left.fit + left.typed, left.columns) > (right.fit + right.typed, right.columns)
        }
        guard let best = ordered.first else { throw notAList(name) }
        if let second = ordered.dropFirst().first, best.fit - second.fit < 0.05, best.typed - second.typed < 0.05,
            best.columns < second.columns * 3
        {
            throw undecided(best.dialect, second.dialect, name)
        }
        return withQuote(best)
    }

    /// The line end used most in the first records.
    static func lineEnding(_ sample: [UInt8]) -> LineEnding {
        var lf = 0
        var crlf = 0
        var cr = 0
        var previous: UInt8 = 0
        for byte in sample.prefix(64 * 1024) {
            if byte == 0x0a {
                if previous == 0x0d {
                    crlf += 1
                    cr -= 1
                } else {
                    lf += 1
                }
            } else if byte == 0x0d {
                cr += 1
            }
            previous = byte
        }
        if cr > lf + crlf { return .cr }
        return crlf > lf ? .crlf : .lf
    }

    private static func withQuote(_ trial: Trial) -> Dialect {
        var dialect = trial.dialect
        if trial.apostrophes >= 0.2 { dialect.quote = UInt8(ascii: "'") }
        return dialect
    }

    private static func attempt(_ dialect: Dialect, on sample: [UInt8]) throws -> Trial {
        let text = try TextStream(ByteSource(bytes: sample), encoding: .utf8)
        let reader = RecordReader(text, dialect: dialect)
        var counts: [Int: Int] = [:]
        var first = 0
        var cells = 0
        var typed = 0
        var apostrophes = 0
        while reader.record.ordinal < 200, (try? reader.next()) == true {
            let record = reader.record
            if record.ordinal == 1 { first = record.count }
            counts[record.count, default: 0] += 1
            cells += record.count
            for index in 0..<record.count {
                record.withTrimmedBytes(index) { (cell: CellBytes) in
                    if isTyped(cell) { typed += 1 }
                    let mark = UInt8(ascii: "'")
                    if cell.count >= 2, cell.first == mark, cell.last == mark { apostrophes += 1 }
                }
            }
        }
        var trial = Trial(dialect: dialect)
        let total = counts.values.reduce(0, +)
        guard total > 0, cells > 0 else { return trial }
        let most = counts.max { (left: (key: Int, value: Int), right: (key: Int, value: Int)) -> Bool in
            (left.value, left.key) < (right.value, right.key)
        }
        trial.columns = most?.key ?? 0
        trial.fit = Double(most?.value ?? 0) / Double(total) - (first == trial.columns ? 0 : 0.3)
        trial.typed = Double(typed) / Double(cells)
        trial.apostrophes = Double(apostrophes) / Double(cells)
        return trial
    }

    private static func isTyped(_ cell: CellBytes) -> Bool {
        if cell.isEmpty { return true }
        if case .noNumber = NumberEvidence.judge(cell) { return !DateTimeText.readings(cell).isEmpty }
        return true
    }

    private static func notAList(_ name: String) -> Problem {
        Problem(
            .invalid, "tabular.not_a_list", "This is not a delimited list",
            detail:
                "The lines of \(name) do not have the same number of cells with comma, semicolon, tab or bar between them.",
            remedy: "Export the list as CSV with one header line, or name the delimiter.")
    }

    private static func undecided(_ first: Dialect, _ second: Dialect, _ name: String) -> Problem {
        Problem(
            .invalid, "tabular.delimiter_ambiguous", "The delimiter cannot be told",
            detail: "\(name) can be read with \(first.delimiterName) or \(second.delimiterName) between the cells.",
            remedy: "Name the delimiter.")
    }
}
