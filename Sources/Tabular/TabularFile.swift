import Kernel

/// What the caller knows about a file; what is nil is found out.
public struct ReadingOptions: Sendable, Hashable {
    /// The encoding.
    public var encoding: TextEncoding?
    /// The byte between cells.
    public var delimiter: UInt8?
    /// Whether the first record names the columns.
    public var hasHeader: Bool?
    /// How many records are looked at before anything is decided.
    public var sampleRecords: Int
    /// How large the file may be.
    public var sourceLimits: SourceLimits
    /// How large a record may be.
    public var recordLimits: RecordLimits

    /// States what is known.
    public init(
        encoding: TextEncoding? = nil, delimiter: UInt8? = nil, hasHeader: Bool? = nil, sampleRecords: Int = 5000,
        sourceLimits: SourceLimits = .standard, recordLimits: RecordLimits = .standard
    ) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        self.sampleRecords = sampleRecords
        self.sourceLimits = sourceLimits
        self.recordLimits = recordLimits
    }
}

/// A delimited list that was looked at: how it is written, what its columns are, and the way to read it.
public struct TabularFile: Sendable {
    /// Where the bytes are.
    public enum Origin: Sendable {
        case path(String)
        case bytes([UInt8], name: String)
    }

    /// The name problems are reported under.
    public let name: String
    /// The encoding found, and why.
    public let encoding: TextEncodingGuess
    /// The layout found.
    public let dialect: Dialect
    /// Whether the first record names the columns, and how that is known.
    public let header: HeaderPresence
    /// The names of the columns; `column 1` and so on where the list has none.
    public let headers: [String]
    /// What each column holds.
    public let profiles: [ColumnProfile]
    /// How many records were looked at, and whether these were all.
    public let sampledRecords: Int
    /// Whether the records looked at were all there are.
    public let isWholeFileSampled: Bool

    let origin: Origin
    let options: ReadingOptions
    /// Records before the first data record: a `sep=;` line, the header.
    let leadingRecords: Int

    /// Looks at a file's beginning. Throws a Problem when it is no delimited list or its delimiter cannot be told.
    /// The vocabulary helps to recognise a header.
    public static func inspect(
        path: String, options: ReadingOptions = ReadingOptions(), vocabulary: [TargetField] = []
    ) throws -> TabularFile {
        try Inspection(.path(path), options, vocabulary).run()
    }

    /// As above, for bytes in memory.
    public static func inspect(
        bytes: [UInt8], name: String = "the upload", options: ReadingOptions = ReadingOptions(),
        vocabulary: [TargetField] = []
    ) throws -> TabularFile {
        try Inspection(.bytes(bytes, name: name), options, vocabulary).run()
    }

    /// A reader that stands before the first data record. Each call reads from the beginning anew.
    public func open() throws -> RecordReader {
        let text = try TextStream(Self.source(origin, options.sourceLimits), encoding: declaredEncoding)
        let reader = RecordReader(text, dialect: dialect, limits: options.recordLimits)
        for _ in 0..<leadingRecords { _ = try reader.next() }
        reader.expectedFields = headers.count
        reader.beginNumbering()
        return reader
    }

    /// An encoding that only ASCII has supported so far is left open for the first other byte to decide.
    private var declaredEncoding: TextEncoding? {
        encoding.evidence == .onlyASCII || encoding.evidence == .byteOrderMark ? options.encoding : encoding.encoding
    }

    static func source(_ origin: Origin, _ limits: SourceLimits) throws -> ByteSource {
        switch origin {
        case .path(let path): try ByteSource(path: path, limits: limits)
        case .bytes(let bytes, let name): try ByteSource(bytes: bytes, name: name, limits: limits)
        }
    }
}
