import Kernel
import Store

extension Reader {
    /// What people call some records: an order's number, a customer's name, by id. One statement for each kind of record
    /// among them whose module says how it is named and which the caller may open; others are left out.
    public func names(of records: some Collection<Reference>) throws -> [String: String] {
        var names: [String: String] = [:]
        let kinds = Dictionary(grouping: records, by: \.kind)
        for resource in registry.modules.flatMap(\.resources) {
            guard let naming = resource.naming, let ids = kinds[resource.idPrefix].map({ Set($0.map(\.raw)) }),
                let read = (try? registry.query("\(resource.collection).get"))
                    ?? (try? registry.query("\(resource.collection).list")), caller.may(read.permission)
            else { continue }
            let sql: SQL = """
                SELECT id, \(SQL(trusted: naming.column)) FROM \(SQL(trusted: naming.table))
                WHERE tenant = \(tenant) AND id IN \(list: ids)
                """
            try each(sql) { row in
                let reference = Reference(kind: resource.idPrefix, raw: try row.next())
                if let name: String = try row.next(String?.self) { names[reference.description] = name }
            }
        }
        return names
    }
}
