import Kernel
import Tabular

/// What stands between cells, by name.
public enum DelimiterName: String, Codable, Sendable, CaseIterable {
    case comma, semicolon, tab, bar

    /// The byte.
    public var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: 9
        case .bar: UInt8(ascii: "|")
        }
    }
}

/// What a person says about an import that the file leaves open; what is not said is found out, or asked about.
public struct ImportChoices: Codable, Sendable, Hashable {
    /// How numbers are written.
    public var decimals: NumberStyle?
    /// In which order dates stand.
    public var dates: DateOrder?
    /// The text encoding.
    public var encoding: TextEncoding?
    /// What stands between cells.
    public var delimiter: DelimiterName?
    /// Whether the first line names the columns.
    public var header: Bool?
    /// Lists of orders: what the numbers of returns begin with; `none` if there are none. `C` when absent.
    public var returnPrefix: String?
    /// Lists of orders: what the numbers of adjustments begin with; `none` if there are none.
    public var adjustmentPrefix: String?
    /// Lists of orders: a pattern that codes of goods match; others are services without stock.
    public var articles: String?
    /// Lists of orders: the sales channel.
    public var channel: String?
    /// Lists of customers: a tag for every customer that is made.
    public var tag: String?

    /// States what is known.
    public init(
        decimals: NumberStyle? = nil, dates: DateOrder? = nil, encoding: TextEncoding? = nil,
        delimiter: DelimiterName? = nil, header: Bool? = nil, returnPrefix: String? = nil,
        adjustmentPrefix: String? = nil, articles: String? = nil, channel: String? = nil, tag: String? = nil
    ) {
        self.decimals = decimals
        self.dates = dates
        self.encoding = encoding
        self.delimiter = delimiter
        self.header = header
        self.returnPrefix = returnPrefix
        self.adjustmentPrefix = adjustmentPrefix
        self.articles = articles
        self.channel = channel
        self.tag = tag
    }

    /// How the file is written, with the columns that were named as `COLUMN=FIELD`.
    func file(_ mapping: [String]?) throws -> FileOptions {
        var check = Validation()
        var columns: [MappingOverride] = []
        for (index, text) in (mapping ?? []).prefix(1_000).enumerated() {
            do {
                columns.append(try MappingOverride(parsing: text))
            } catch let problem as Problem {
                check.add(
                    "mapping[\(index)]", problem.code,
                    [problem.title, problem.detail].compactMap { $0 }.joined(separator: " "))
            }
        }
        check.check(
            (mapping ?? []).count <= 1_000, "mapping", "out_of_range",
            "A list has at most 1,000 columns that are named.")
        for (name, text) in [
            ("return_prefix", returnPrefix), ("adjustment_prefix", adjustmentPrefix), ("channel", channel),
            ("tag", tag),
            ("articles", articles),
        ] {
            check.check((text ?? "").count <= 100, "options.\(name)", "too_long", "At most 100 characters.")
        }
        try check.finish()
        return FileOptions(
            columns: columns, decimals: decimals, dates: dates, encoding: encoding, delimiter: delimiter?.byte,
            hasHeader: header)
    }

    /// The same for a list of orders.
    func orders(_ mapping: [String]?) throws -> OrderImportOptions {
        OrderImportOptions(
            file: try file(mapping), returnPrefix: Self.prefix(returnPrefix) ?? "C",
            adjustmentPrefix: Self.prefix(adjustmentPrefix), articlePattern: articles, channel: channel ?? "import")
    }

    private static func prefix(_ text: String?) -> String? { text == "none" ? "" : text }
}

extension ImportRun.Kind {
    /// What such a list has.
    var fields: [TargetField] {
        switch self {
        case .orders: OrderFields.all
        case .products: ProductFields.all
        case .customers: CustomerFields.all
        }
    }
}
