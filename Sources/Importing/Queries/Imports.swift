import Kernel
import Platform
import Store

/// The shop's imports, newest first.
struct ListImports: ListQuery {
    static let name: QueryName = "imports.list"
    static let permission = Permission.importsRead
    static let summary = "The shop's imports, newest first."

    var state: ImportRun.State?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ImportRun> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let state { filters.append("state = \(state)") }
        return try db.page(
            ImportRun.table.columns, from: ImportRun.table.sql, where: filters, order: .descending("id"), limit: limit,
            after: after
        ) { row in try ImportRun(row: &row) }
    }
}

/// One import.
struct GetImport: Query {
    static let name: QueryName = "imports.get"
    static let permission = Permission.importsRead
    static let summary = "One import: its file, what came of it, and where it stands."

    var `import`: ID<ImportRun>

    func fetch(in db: Reader) throws -> ImportRun { try db.find(`import`) }
}

extension ImportRun {
    /// The newest imports of the shop of the invocation.
    public static func latest(
        _ limit: Int, _ installation: Installation, as invocation: Invocation
    ) async throws -> [ImportRun] {
        try await installation.fetch(ListImports(state: nil, limit: limit, after: nil), as: invocation).data
    }
}
