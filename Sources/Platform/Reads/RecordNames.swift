import Kernel
import Store

/// How records of a kind are named: rows of an id and a name.
public struct NameSource: Sendable {
    /// The prefix of their ids.
    public let prefix: String
    /// `SELECT id, name …` of those among some ids that belong to a shop.
    public let rows: @Sendable (_ tenant: Int64, _ ids: Set<RawID>) -> SQL

    /// Names the records of a kind.
    public init(_ prefix: String, rows: @escaping @Sendable (Int64, Set<RawID>) -> SQL) {
        self.prefix = prefix
        self.rows = rows
    }
}

extension Reader {
    /// What people call some records: an order's number, a customer's name, by id. One statement, none when there is
    /// nothing to name. Named are the kinds whose module says how and which the caller may open, and those of `sources`,
    /// which whoever asks answers for; others are left out.
    public func names(
        of records: some Collection<Reference>, with sources: [NameSource] = []
    ) throws -> [String: String] {
        let kinds = Dictionary(grouping: records, by: \.kind)
        let own = registry.modules.flatMap(\.resources).compactMap(nameSource)
        let known = Set(sources.map(\.prefix))
        let asked = (sources + own.filter { source in !known.contains(source.prefix) }).filter { source in
            kinds[source.prefix] != nil
        }
        if asked.isEmpty { return [:] }
        let parts = asked.enumerated().map { index, source -> SQL in
            let ids = Set((kinds[source.prefix] ?? []).map(\.raw))
            return """
                SELECT \(SQL(trusted: String(index))) AS kind, id, name
                FROM (\(source.rows(tenant, ids))) named_\(SQL(trusted: String(index)))
                """
        }
        var names: [String: String] = [:]
        try each(SQL.joined(parts, separator: " UNION ALL ")) { row in
            let kind: Int = try row.next()
            let reference = Reference(kind: asked[kind].prefix, raw: try row.next())
            if let name = try row.next(String?.self) { names[reference.description] = name }
        }
        return names
    }

    /// How a resource's records are named, if the caller may open them.
    private func nameSource(_ resource: Resource) -> NameSource? {
        guard let naming = resource.naming,
            let read = (try? registry.query("\(resource.collection).get"))
                ?? (try? registry.query("\(resource.collection).list")), caller.may(read.permission)
        else { return nil }
        return NameSource(resource.idPrefix) { tenant, ids in
            """
            SELECT id, \(SQL(trusted: naming.column)) AS name FROM \(SQL(trusted: naming.table))
            WHERE tenant = \(tenant) AND id IN \(list: ids)
            """
        }
    }
}
