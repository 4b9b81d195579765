import Kernel

/// What a person said about the columns: `COLUMN=FIELD`, with a format where one is needed (`Datum=invoice_date:dmy`).
public struct MappingOverride: Sendable, Hashable, Codable {
    /// A header, or the column's number counted from 1.
    public var column: String
    /// The field's key; `-` keeps the column out.
    public var field: String
    /// The style of numbers or order of dates, when stated.
    public var format: String?

    /// States an override.
    public init(column: String, field: String, format: String? = nil) {
        self.column = column
        self.field = field
        self.format = format
    }

    /// Reads `COLUMN=FIELD` or `COLUMN=FIELD:FORMAT`; the column's name may contain `=`.
    public init(parsing text: String) throws {
        guard let split = text.lastIndex(of: "="), split > text.startIndex else {
            throw Problem(
                .invalid, "tabular.mapping_malformed", "A column mapping is COLUMN=FIELD",
                detail: "\"\(text)\" is not.",
                remedy: "Write for example \"Invoice No=invoice\" or \"3=invoice_date:dmy\".")
        }
        let target = text[text.index(after: split)...].split(separator: ":", maxSplits: 1).map(String.init)
        guard let field = target.first, !field.isEmpty else {
            throw Problem(
                .invalid, "tabular.mapping_malformed", "A column mapping is COLUMN=FIELD",
                detail: "\"\(text)\" names no field.")
        }
        self.init(column: String(text[..<split]), field: field, format: target.count > 1 ? target[1] : nil)
    }

    /// The style of numbers the format names.
    var numberStyle: NumberStyle? { format.flatMap(NumberStyle.init(rawValue:)) }
    /// The order of dates the format names.
    var dateOrder: DateOrder? { format.flatMap(DateOrder.init(rawValue:)) }
}

/// Everything a person may state about a mapping.
public struct MappingOptions: Sendable, Hashable, Codable {
    /// Columns that were named.
    public var overrides: [MappingOverride]
    /// The style of every number column that no override states.
    public var numberStyle: NumberStyle?
    /// The order of every date column that no override states.
    public var dateOrder: DateOrder?

    /// States what is known.
    public init(overrides: [MappingOverride] = [], numberStyle: NumberStyle? = nil, dateOrder: DateOrder? = nil) {
        self.overrides = overrides
        self.numberStyle = numberStyle
        self.dateOrder = dateOrder
    }
}
