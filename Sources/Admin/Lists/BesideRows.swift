import Kernel
import Platform

extension AdminPages {
    /// A list's rows with what the room's other query says of each, where this person may ask it.
    func besides(_ rows: [JSON], _ room: Room, at desk: Desk) async throws -> [JSON] {
        guard let beside = room.beside else { return rows }
        var found: [String: JSON] = [:]
        let ids = rows.compactMap { desk.links.id(of: $0, in: room.collection) }
        for start in stride(from: 0, to: ids.count, by: 50) {
            let asked = ids[start..<min(start + 50, ids.count)].joined(separator: ",")
            let filters: JSON = .object(JSONObject([.init(beside.filter, .string(asked))]))
            let answer = try await answerIfAllowed(beside.query, filters, at: desk)
            for row in answer?.array ?? answer?["data"]?.array ?? [] {
                if let id = row[beside.key]?.string { found[id] = row }
            }
        }
        return rows.map { row in
            guard let id = desk.links.id(of: row, in: room.collection), let more = found[id] else { return row }
            var members = row.object ?? JSONObject()
            members[beside.member] = more
            return .object(members)
        }
    }

    /// A list's answer with its rows completed.
    func besides(_ answer: JSON, of room: Room, at desk: Desk) async throws -> JSON {
        guard room.beside != nil, var members = answer.object else { return answer }
        members["data"] = .array(try await besides(answer["data"]?.array ?? [], room, at: desk))
        return .object(members)
    }
}
