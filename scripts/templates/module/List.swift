import Kernel
import Platform
import Store

/// The shop's {{plural}}.
struct List{{Module}}: ListQuery {
    static let name: QueryName = "{{module}}.list"
    static let permission = Permission.{{modulePermission}}Read
    static let summary = "The shop's {{plural}}, newest first."

    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<{{Record}}> {
        try db.page(
            {{Record}}.table.columns, from: {{Record}}.table.sql, where: ["tenant = \(db.tenant)"],
            order: .descending("id"), limit: limit, after: after
        ) { row in try {{Record}}(row: &row) }
    }
}

/// One {{words}}.
struct Get{{Record}}: Query {
    static let name: QueryName = "{{module}}.get"
    static let permission = Permission.{{modulePermission}}Read
    static let summary = "A {{words}}."

    var {{record}}: ID<{{Record}}>

    func fetch(in db: Reader) throws -> {{Record}} { try db.find({{record}}) }
}
