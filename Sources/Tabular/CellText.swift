/// Small questions about the bytes of a cell.
enum CellText {
    /// Spaces, tabs, line ends and no-break spaces.
    static func trimmed(_ cell: CellBytes) -> CellBytes {
        var start = 0
        var end = cell.count
        while start < end {
            let length = whiteSpace(cell, at: start, before: end)
            if length == 0 { break }
            start += length
        }
        while end > start {
            if isPlainSpace(cell[end - 1]) {
                end -= 1
            } else if end - start >= 2, cell[end - 2] == 0xc2, cell[end - 1] == 0xa0 {
                end -= 2
            } else if end - start >= 3, cell[end - 3] == 0xe2, cell[end - 2] == 0x80, cell[end - 1] == 0xaf {
                end -= 3
            } else {
                break
            }
        }
        return CellBytes(rebasing: cell[start..<end])
    }

    /// How many bytes the white space at this place has; 0 when there is none. Knows the (narrow) no-break space.
    static func whiteSpace(_ cell: CellBytes, at index: Int, before end: Int) -> Int {
        let byte = cell[index]
        if isPlainSpace(byte) { return 1 }
        if byte == 0xc2, index + 1 < end, cell[index + 1] == 0xa0 { return 2 }
        if byte == 0xe2, index + 2 < end, cell[index + 1] == 0x80, cell[index + 2] == 0xaf { return 3 }
        return 0
    }

    static func isPlainSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a }
}
