import Composition
import Importing
import Kernel
import Platform
import Web

/// What a shop is asked for: every action and every query, and files to import.
extension FuzzTarget {
    static let requests: [FuzzTarget] = [actions, queries, settings, imports]

    /// Two bytes choose the action, the rest is its input. It is done for show, so that the shop stays as it is.
    private static let actions = FuzzTarget(
        "actions",
        seeds: {
            let desk = try FuzzDesk.current()
            return desk.actions.enumerated().flatMap { index, action -> [[UInt8]] in
                let schemas = SchemaRegistry()
                guard let described = try? action.describe(schemas) else { return [] }
                var chance = SeededRandomness(UInt64(index)).generator
                let schema = Schema(.object(described.input))
                let inputs = [
                    schemas.example(of: schema), schemas.example(of: schema, complete: false),
                    schemas.random(of: schema, using: &chance),
                ]
                return inputs.map { input in
                    [UInt8(index / 256), UInt8(index % 256)] + desk.withKnownIDs(input).bytes
                }
            }
        }
    ) { bytes in
        guard bytes.count > 2 else { return }
        let desk = try FuzzDesk.current()
        let action = desk.actions[(Int(bytes[0]) * 256 + Int(bytes[1])) % desk.actions.count]
        let decoded = try action.decode(Array(bytes[2...]))
        try desk.preview(decoded)
    }

    /// Two bytes choose the query, the rest is what stands behind the question mark of its address.
    private static let queries = FuzzTarget(
        "queries",
        seeds: {
            let desk = try FuzzDesk.current()
            return desk.queries.enumerated().flatMap { index, query -> [[UInt8]] in
                let texts = ["limit=5", "limit=5&sort=newest", "after=WzFd&search=a", "count=true&location=empty"]
                let fields = query.fields.map { field in
                    "\(field.name)=\(field.schema.example?.string ?? "1")"
                }
                return (texts + [fields.joined(separator: "&")]).map { text in
                    [UInt8(index / 256), UInt8(index % 256)] + Array(text.utf8)
                }
            }
        }
    ) { bytes in
        guard bytes.count > 2, let text = String(validating: bytes[2...], as: UTF8.self) else { return }
        let desk = try FuzzDesk.current()
        let query = desk.queries[(Int(bytes[0]) * 256 + Int(bytes[1])) % desk.queries.count]
        let schemas = SchemaRegistry()
        var input = JSONObject()
        for (name, value) in try FormFields(parsing: text).pairs {
            let field = query.fields.first { field in field.name == name }
            input[name] = field.map { field in schemas.json(of: value, for: field.schema) } ?? .string(value)
        }
        try desk.answer(try query.decode(JSON.object(input).bytes))
    }

    /// Two bytes choose the setting, the rest is its value.
    private static let settings = FuzzTarget(
        "settings",
        seeds: {
            let settings = try FuzzDesk.current().settings
            return try settings.enumerated().map { index, setting in
                [UInt8(index / 256), UInt8(index % 256)] + (try setting.defaultJSON()).bytes
            }
        }
    ) { bytes in
        guard bytes.count > 2 else { return }
        let settings = try FuzzDesk.current().settings
        let value = try JSON(parsing: Array(bytes[2...]))
        try settings[(Int(bytes[0]) * 256 + Int(bytes[1])) % settings.count].check(value)
    }

    /// The first byte chooses the kind of list, the rest is the file. It is imported to its end.
    private static let imports = FuzzTarget(
        "imports", limit: 1024,
        seeds: {
            let orders = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            return [
                "0\(orders)1,S-1,Thing,2,2026-01-15 10:00,2.25,7,France\nC1,S-1,Thing,-1,2026-01-16 10:00,2.25,7,France\n",
                "1Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na-b,Thing,T-1,3.50,4\n",
                "2Name,Email,Country\nAda,ada@example.org,France\n",
            ].map { Array($0.utf8) }
        }
    ) { bytes in
        guard let choice = bytes.first else { return }
        let kind = ImportRun.Kind.allCases[Int(choice) % ImportRun.Kind.allCases.count]
        try FuzzDesk.current().importFile(kind, Array(bytes.dropFirst()))
    }
}
