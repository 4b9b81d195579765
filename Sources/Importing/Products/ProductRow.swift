import Kernel
import Tabular

/// One row of a list of products.
struct ProductRow {
    var line: Int
    var cells: [String: String]
    var price: Int64?
    var compareAt: Int64?
    var cost: Int64?
    var quantity: Int64?
    var grams: Int64?

    /// The text of a field, nil when blank.
    subscript(_ field: TargetField) -> String? { cells[field.key] }
}

/// Reads rows of a list of products.
struct ProductRowReader {
    private let texts: [(key: String, index: Int)]
    private let handle: Int
    private var prices: NumberColumn?
    private var compareAts: NumberColumn?
    private var costs: NumberColumn?
    private var quantities: NumberColumn?
    private var grams: NumberColumn?

    init(_ mapping: ResolvedMapping) throws {
        guard let handle = mapping.index(ProductFields.handle.key) else {
            throw Problem(.internal, "invariant_broken", "A resolved mapping lacks a required field.")
        }
        self.handle = handle
        texts = mapping.columns.filter { $0.kind == .text }.map { ($0.field, $0.index) }
        prices = mapping.numbers(ProductFields.price.key)
        compareAts = mapping.numbers(ProductFields.compareAt.key)
        costs = mapping.numbers(ProductFields.cost.key)
        quantities = mapping.numbers(ProductFields.quantity.key)
        grams = mapping.numbers(ProductFields.grams.key)
    }

    /// The handle of a row, nil when blank.
    func handle(_ record: TabularRecord) -> String? {
        let text = record.trimmedText(handle)
        return text.isEmpty ? nil : text
    }

    /// The row; throws `CellFault` for what is wrong with it alone.
    mutating func read(_ record: TabularRecord) throws -> ProductRow {
        if let defect = record.defect { throw CellFault(line: record.line, column: "row", message: defect.reason) }
        var row = ProductRow(line: record.line, cells: [:])
        for (key, index) in texts {
            let text = record.trimmedText(index)
            if !text.isEmpty { row.cells[key] = text }
        }
        row.price = try prices?.micros(record)
        row.compareAt = try compareAts?.micros(record)
        row.cost = try costs?.micros(record)
        row.quantity = try quantities?.micros(record)
        row.grams = try grams?.micros(record)
        return row
    }
}
