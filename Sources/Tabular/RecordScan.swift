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
            if position < end, base[position] == quote, quote != 0 {
                let stop = scan.quoted(base, &position, end, dialect, fields)
                if stop == .bufferEnd { return scan }
                if scan.isTooLong(fields, limits) { return scan }
                if stop == .delimiter, scan.fieldCount < limits.maximumFields { continue }
                scan.outcome = stop == .delimiter ? .tooManyFields : .complete
                scan.end = position
                return scan
            }
            var index = position
            while index < end, base[index] != delimiter, base[index] != terminator { index += 1 }
            if index == end { return scan }
            let atTerminator = base[index] == terminator
            var fieldEnd = index
            if atTerminator, stripsReturn, fieldEnd > position, base[fieldEnd - 1] == 0x0d { fieldEnd -= 1 }
            fields[scan.fieldCount] = TabularRecord.Field(start: position, end: fieldEnd, isEscaped: false)
            scan.fieldCount += 1
            position = index + 1
            if fieldEnd - fields[scan.fieldCount - 1].start > limits.maximumFieldBytes {
                scan.outcome = .fieldTooLong(column: scan.fieldCount)
                return scan
            }
            if atTerminator {
                scan.lineCount += 1
                scan.end = position
                scan.isBlank = scan.fieldCount == 1 && isBlankLine(base, fields[0])
                scan.outcome = .complete
                return scan
            }
            if scan.fieldCount >= limits.maximumFields {
                scan.outcome = .tooManyFields
                return scan
            }
        }
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

    private mutating func isTooLong(_ fields: UnsafeMutablePointer<TabularRecord.Field>, _ limits: RecordLimits) -> Bool {
        let last = fields[fieldCount - 1]
        guard last.end - last.start > limits.maximumFieldBytes else { return false }
        outcome = .fieldTooLong(column: fieldCount)
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
