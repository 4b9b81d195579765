import Kernel
import Platform

/// The columns of a list nobody has designed, from the schema of its rows: what names a row first, then where it stands,
/// amounts and moments.
enum DerivedColumns {
    private static let technical: Set<String> = ["version", "hash", "previous_hash", "lane", "seq", "body", "payload"]
    private static let titles = [
        "number", "title", "name", "sku", "code", "action", "email", "date", "key", "file_name",
    ]

    /// The columns for the rows a query answers.
    static func of(_ entry: QueryEntry) -> [Column] {
        let schemas = SchemaRegistry()
        guard let output = try? entry.describe(schemas).output, let fields = rowFields(output, schemas) else {
            return []
        }
        let usable = fields.filter { !technical.contains($0.name) }
        let named = usable.filter { titles.contains($0.name) }
        let rest = usable.filter { field in !titles.contains(field.name) && (named.isEmpty || field.name != "id") }
        var columns = (named + rest).map { field in Column(field.name, kind(of: field, schemas)) }
        guard !columns.isEmpty else { return [] }
        columns[0] = Column(columns[0].field, .title, place: .title)
        placePhone(&columns)
        for index in columns.indices where index >= 8 { columns[index].isShown = false }
        return columns
    }

    /// The fields of a list's rows, or of any other answer.
    static func rowFields(_ output: Schema, _ schemas: SchemaRegistry) -> [Schema.Field]? {
        guard case .object(let fields) = schemas.resolve(output).shape else { return nil }
        guard let data = fields.first(where: { $0.name == "data" }),
            case .array(let row) = schemas.resolve(data.schema).shape
        else { return fields }
        guard case .object(let rowFields) = schemas.resolve(row).shape else { return nil }
        return rowFields
    }

    /// How a member is best shown.
    static func kind(of field: Schema.Field, _ schemas: SchemaRegistry) -> Column.Kind {
        let schema = schemas.resolve(field.schema)
        if schema.format == "money" { return .money }
        if schema.format == "date-time" { return .moment }
        if schema.format == "date" { return .day }
        if schema.entity != nil { return .record }
        switch schema.shape {
        case .enumeration: return .state
        case .boolean: return .yesNo
        case .integer, .number: return .number
        case .string where field.name == "action": return .action
        case .string where ["principal", "requested_by", "decided_by", "actor"].contains(field.name): return .person
        case .string where ["sku", "code", "handle", "digest"].contains(field.name): return .code
        case .any, .string, .array, .dictionary, .object, .reference, .oneOf: return .any
        }
    }

    private static func placePhone(_ columns: inout [Column]) {
        func place(_ place: Column.Place, where matches: (Column) -> Bool) {
            guard let index = columns.firstIndex(where: { $0.place == nil && matches($0) }) else { return }
            columns[index].place = place
        }
        place(.state) { $0.kind == .state }
        place(.amount) { $0.isNumeric || $0.kind == .moment || $0.kind == .day }
        place(.second) { $0.kind != .moment }
    }
}
