/// What ends a record.
public enum LineEnding: String, CaseIterable, Sendable, Codable {
    case lf, crlf, cr
}

/// How a list is laid out as text.
public struct Dialect: Sendable, Hashable, Codable {
    /// The byte between two cells: comma, semicolon, tab, bar.
    public var delimiter: UInt8
    /// The byte around cells that hold delimiters or line ends; doubled, it stands for itself. Nil: none is used.
    public var quote: UInt8?
    /// What ends a record.
    public var lineEnding: LineEnding

    /// States a layout; the default is what RFC 4180 describes, with LF accepted.
    public init(
        delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), lineEnding: LineEnding = .lf
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.lineEnding = lineEnding
    }

    /// The delimiter in words, for people.
    public var delimiterName: String {
        switch delimiter {
        case UInt8(ascii: ","): "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        case UInt8(ascii: "|"): "bar"
        default: "'\(Character(UnicodeScalar(delimiter)))'"
        }
    }

    var terminator: UInt8 { lineEnding == .cr ? 0x0d : 0x0a }
}

/// How large one record may be. A quote that is never closed meets these limits instead of swallowing the file.
public struct RecordLimits: Sendable, Hashable {
    /// The longest cell.
    public var maximumFieldBytes: Int
    /// The longest record.
    public var maximumRecordBytes: Int
    /// The most cells in a record.
    public var maximumFields: Int

    /// States each limit.
    public init(
        maximumFieldBytes: Int = 1 << 20, maximumRecordBytes: Int = 4 << 20, maximumFields: Int = 4096
    ) {
        self.maximumFieldBytes = maximumFieldBytes
        self.maximumRecordBytes = maximumRecordBytes
        self.maximumFields = maximumFields
    }

    /// The limits used when none are named.
    public static let standard = RecordLimits()
}
