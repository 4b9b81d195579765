import Kernel
import Tabular

/// What a person may say about how a file is written; what is not said is found out, or asked about.
public struct FileOptions: Sendable, Hashable {
    /// Columns that are named: `COLUMN=FIELD`.
    public var columns: [MappingOverride]
    /// How numbers are written.
    public var decimals: NumberStyle?
    /// In which order dates stand.
    public var dates: DateOrder?
    /// The text encoding.
    public var encoding: TextEncoding?
    /// The byte between cells.
    public var delimiter: UInt8?
    /// Whether the first line names the columns.
    public var hasHeader: Bool?

    /// States what is known.
    public init(
        columns: [MappingOverride] = [], decimals: NumberStyle? = nil, dates: DateOrder? = nil,
        encoding: TextEncoding? = nil, delimiter: UInt8? = nil, hasHeader: Bool? = nil
    ) {
        self.columns = columns
        self.decimals = decimals
        self.dates = dates
        self.encoding = encoding
        self.delimiter = delimiter
        self.hasHeader = hasHeader
    }

    var reading: ReadingOptions {
        ReadingOptions(encoding: encoding, delimiter: delimiter, hasHeader: hasHeader)
    }

    var mapping: MappingOptions { MappingOptions(overrides: columns, numberStyle: decimals, dateOrder: dates) }
}

/// What a person may say about a list of orders.
public struct OrderImportOptions: Sendable, Hashable {
    /// How the file is written.
    public var file: FileOptions
    /// Numbers that begin with it are returns; empty: none are.
    public var returnPrefix: String
    /// Numbers that begin with it are adjustments of the books; empty: none are. Nil: `A`, unless that looks wrong.
    public var adjustmentPrefix: String?
    /// A regular expression that codes of goods match in full; other codes are services. Nil: found out.
    public var articlePattern: String?
    /// The sales channel of the orders.
    public var channel: String

    /// The habits of most files.
    public init(
        file: FileOptions = FileOptions(), returnPrefix: String = "C", adjustmentPrefix: String? = nil,
        articlePattern: String? = nil, channel: String = "import"
    ) {
        self.file = file
        self.returnPrefix = returnPrefix
        self.adjustmentPrefix = adjustmentPrefix
        self.articlePattern = articlePattern
        self.channel = channel
    }
}
