import Kernel
import Platform
import Store

/// What a caller says about a product. A field that is absent stays as it is; an empty text clears it.
struct ProductInput {
    var handle: String?
    var title: String?
    var description: String?
    var optionNames: [String]?
}

extension Product {
    /// How long a handle may be.
    static let handleLimit = 120

    /// Takes over what was said, cleaned and checked; every wrong field is named at once.
    mutating func take(_ input: ProductInput) throws {
        var check = Validation()
        if let text = input.title { title = check.line(text, "title", limit: 300, isRequired: true) }
        if let text = input.handle {
            handle = SlugFormat.slug(FieldText.line(text), maximumLength: Self.handleLimit)
            check.check(
                !handle.isEmpty, "handle", "required", "A handle needs a letter or a digit.")
        }
        if let text = input.description {
            description = check.paragraphs(PlainText.ofHTML(text), "description", limit: 20_000).nilIfEmpty
        }
        if let names = input.optionNames { optionNames = check.options(names, "option_names") }
        try check.finish()
    }
}

/// Handles nobody has.
enum FreeHandle {
    /// For each wish the handle itself, or with the first number behind it that makes it free: `stand`, `stand-2`.
    static func among(_ wishes: [String], in db: Reader) throws -> [String] {
        var taken = try existing(wishes, in: db)
        var given: [String] = []
        for wish in wishes {
            var handle = wish
            var number = 2
            while try taken.contains(handle) || (handle != wish && isTaken(handle, in: db)) {
                handle = "\(wish)-\(number)"
                number += 1
            }
            taken.insert(handle)
            given.append(handle)
        }
        return given
    }

    private static func existing(_ handles: [String], in db: Reader) throws -> Set<String> {
        var found: Set<String> = []
        for start in stride(from: 0, to: handles.count, by: 512) {
            let part = handles[start..<min(start + 512, handles.count)]
            let sql: SQL = "SELECT handle FROM product WHERE tenant = \(db.tenant) AND handle IN \(list: part)"
            try db.each(sql) { row in found.insert(try row.next()) }
        }
        return found
    }

    private static func isTaken(_ handle: String, in db: Reader) throws -> Bool {
        let found: Int? = try db.scalar("SELECT 1 FROM product WHERE tenant = \(db.tenant) AND handle = \(handle)")
        return found != nil
    }
}
