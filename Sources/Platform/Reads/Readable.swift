import Kernel

extension Reader {
    /// Refuses unless the caller could open the record: the permission of its collection's `get` is held and that query
    /// answers. Records of a kind that has no such query are read by nobody this way.
    public func requireReadable(_ record: Reference) throws {
        guard let resource = registry.resource(prefix: record.kind),
            let entry = try? registry.query("\(resource.collection).get"), let parameter = entry.route.parameter
        else { throw Problem.notFound(record) }
        try caller.require(entry.permission)
        if opened.contains(record) { return }
        let input = JSON.object(JSONObject([.init(parameter, .string(record.description))]))
        _ = try run(try entry.decode(input.bytes))
    }

    private func run(_ query: any Query) throws -> any Sendable {
        func fetch<Q: Query>(_ query: Q) throws -> any Sendable { try query.fetch(in: self) }
        return try fetch(query)
    }
}
