/// One attempt to find a whole record in the buffer. It changes nothing but the record's list of cells, so it can be
/// repeated when more bytes have come.
struct RecordScan {
    enum Outcome {
        case complete
        case needsMore
        case fieldTooLong(column: Int)
        case tooManyFields
    }

    var outcome = Outcome.needsMore
    /// Where the next record begins.
    var end = 0
    var fieldCount = 0
    var lineCount = 0
    var hasEscapes = false
    var textAfterQuote: Int?
    var isBlank = false

    /// What ended a cell.
    private enum Stop { case delimiter, terminator, bufferEnd }

    static func run(
        _ record: TabularRecord, from start: Int, to end: Int, dialect: Dialect, limits: RecordLimits
    ) -> RecordScan {
        var scan = RecordScan()
        guard let memory = record.buffer.baseAddress else { return scan }
        let base = UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
        let delimiter = dialect.delimiter
        let terminator = dialect.terminator
        let quote = dialect.quote ?? 0
        let stripsReturn = dialect.lineEnding != .cr
        var fields = record.fields
        var position = start
        while true {
            if scan.fieldCount == record.fieldCapacity {
                record.growFields()
                fields = record.fields
            }
            let isQuoted = quote != 0 && position < end && base[position] == quote
            let stop =
                isQuoted
                ? scan.quoted(base, &position, end, dialect, fields)
                : scan.plain(base, &position, end, delimiter, terminator, stripsReturn, fields)
            if stop == .bufferEnd || scan.isBeyond(limits, stop, fields) { return scan }
            if stop == .delimiter { continue }
            scan.outcome = .complete
            scan.end = position
            return scan
        }
    }

    /// Reads a cell without quotes at `position`, appends it, and leaves `position` behind what ended it.
    private mutating func plain(
        _ base: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int, _ delimiter: UInt8, _ terminator: UInt8,
        _ stripsReturn: Bool, _ fields: UnsafeMutablePointer<TabularRecord.Field>
    ) -> Stop {
        let start = position
        var index = start
        while index < end, base[index] != delimiter, base[index] != terminator { index += 1 }
        if index >= end { return .bufferEnd }
        position = index + 1
        let isLast = base[index] == terminator
        if isLast, stripsReturn, index > start, base[index - 1] == 0x0d { index -= 1 }
        fields[fieldCount] = TabularRecord.Field(start: start, end: index, isEscaped: false)
        fieldCount += 1
        guard isLast else { return .delimiter }
        lineCount += 1
        isBlank = fieldCount == 1 && Self.isBlankLine(base, fields[0])
        return .terminator
    }

    /// A line end of the other kind (LF behind CR) and spaces make a blank line.
    private static func isBlankLine(_ base: UnsafePointer<UInt8>, _ field: TabularRecord.Field) -> Bool {
        var index = field.start
        while index < field.end {
            if !CellText.isPlainSpace(base[index]), base[index] != 0x1a { return false }
            index += 1
        }
        return true
    }

    /// Whether the cell read last breaks a limit; the outcome then says which.
    private mutating func isBeyond(
        _ limits: RecordLimits, _ stop: Stop, _ fields: UnsafeMutablePointer<TabularRecord.Field>
    ) -> Bool {
        let last = fields[fieldCount - 1]
        if last.end - last.start > limits.maximumFieldBytes {
            outcome = .fieldTooLong(column: fieldCount)
            return true
        }
        guard stop == .delimiter, fieldCount >= limits.maximumFields else { return false }
        outcome = .tooManyFields
        return true
    }

    /// Reads a cell that begins with a quote at `position`, appends it, and leaves `position` behind what ended it.
    private mutating func quoted(
        _ base: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int, _ dialect: Dialect,
        _ fields: UnsafeMutablePointer<TabularRecord.Field>
    ) -> Stop {
        let quote = dialect.quote ?? 0
        let terminator = dialect.terminator
        let open = position + 1
        var index = open
        var escaped = false
        while true {
            while index < end, base[index] != quote {
                if base[index] == terminator { lineCount += 1 }
                index += 1
            }
            if index + 1 >= end { return .bufferEnd }
            if base[index + 1] != quote { break }
            escaped = true
            index += 2
        }
        let close = index
        index += 1
        while index < end, base[index] == 0x20 || base[index] == 0x0d || base[index] == 0x09,
            base[index] != dialect.delimiter, base[index] != terminator
        {
            index += 1
        }
        if index >= end { return .bufferEnd }
        var field = TabularRecord.Field(start: open, end: close, isEscaped: escaped)
        if base[index] != dialect.delimiter, base[index] != terminator {
            while index < end, base[index] != dialect.delimiter, base[index] != terminator { index += 1 }
            if index >= end { return .bufferEnd }
            let returns = base[index] == terminator && base[index - 1] == 0x0d && terminator == 0x0a
            field = TabularRecord.Field(start: position, end: returns ? index - 1 : index, isEscaped: false)
            textAfterQuote = textAfterQuote ?? fieldCount + 1
        }
        hasEscapes = hasEscapes || field.isEscaped
        fields[fieldCount] = field
        fieldCount += 1
        position = index + 1
        if base[index] == dialect.delimiter { return .delimiter }
        lineCount += 1
        return .terminator
    }
}
