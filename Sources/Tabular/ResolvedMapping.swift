/// One field's column, with how its values are read. Codable, so that a run that is resumed reads alike.
public struct ResolvedColumn: Sendable, Hashable, Codable {
    /// The field's key.
    public let field: String
    /// The column's place, from 0.
    public let index: Int
    /// The column's header.
    public let header: String
    /// What the field needs.
    public let kind: TargetField.Kind
    /// 0...1; 1 for columns that were given.
    public let confidence: Double
    /// Why this column: for showing.
    public let reason: String
    /// The style of numbers, when proven or declared.
    public var numberStyle: NumberStyle?
    /// The order of dates, when proven or declared.
    public var dateOrder: DateOrder?
    /// Whether a person stated the format.
    public var isFormatDeclared = false
    /// The value that proved the format.
    public var proof: Witness?

    /// States a column.
    public init(
        field: String, index: Int, header: String, kind: TargetField.Kind, confidence: Double, reason: String
    ) {
        self.field = field
        self.index = index
        self.header = header
        self.kind = kind
        self.confidence = confidence
        self.reason = reason
    }
}

/// Which column is which field, decided.
public struct ResolvedMapping: Sendable, Hashable, Codable {
    /// The columns in use, in the order of the fields.
    public let columns: [ResolvedColumn]
    /// The headers of columns that are not used.
    public let ignoredHeaders: [String]

    /// States a mapping.
    public init(columns: [ResolvedColumn], ignoredHeaders: [String] = []) {
        self.columns = columns
        self.ignoredHeaders = ignoredHeaders
    }

    /// The column of a field; nil when the list has none.
    public func column(_ field: String) -> ResolvedColumn? {
        columns.first { (column: ResolvedColumn) -> Bool in column.field == field }
    }

    /// The place of a field's column, from 0; nil when the list has none.
    public func index(_ field: String) -> Int? { column(field)?.index }

    /// The reader of a number field; nil when the list has no such column.
    public func numbers(_ field: String) -> NumberColumn? {
        column(field).map { (column: ResolvedColumn) -> NumberColumn in
            NumberColumn(
                index: column.index, header: column.header, style: column.numberStyle,
                isDeclared: column.isFormatDeclared, proof: column.proof)
        }
    }

    /// The reader of a date field; nil when the list has no such column.
    public func dates(_ field: String) -> DateColumn? {
        column(field).map { (column: ResolvedColumn) -> DateColumn in
            DateColumn(
                index: column.index, header: column.header, order: column.dateOrder,
                isDeclared: column.isFormatDeclared, proof: column.proof)
        }
    }
}
