import Kernel
import Platform

/// An action as a run performs it: on one record after the other, with the same input for all.
struct BulkTarget {
    let entry: ActionEntry
    let field: String
    let prefix: String

    /// The action, if it can be performed on many records.
    init(_ name: ActionName, in registry: Registry) throws {
        do {
            entry = try registry.action(name.rawValue)
        } catch let problem as Problem {
            throw Problem(
                .invalid, "bulk_runs.unknown_action", problem.title, field: "action", remedy: problem.remedy)
        }
        guard let target = entry.target else { throw Problem.notInBulk(name, "It is not about one record.") }
        if entry.hasSecrets { throw Problem.notInBulk(name, "Its input has secrets, which a run would have to keep.") }
        (field, prefix) = target
    }

    /// The action on one record. Refuses an input that the action cannot have.
    func action(_ input: JSON, on record: Reference) throws -> any Action {
        let members = (input.object?.members ?? []).filter { member in member.key != field }
        let whole = JSON.object(JSONObject([.init(field, .string(record.description))] + members))
        return try entry.decode(whole.bytes)
    }

    /// The input of the action that takes this one back: the members both have.
    func inverseInput(_ input: JSON, in registry: Registry) throws -> (action: ActionName, input: JSON)? {
        guard let inverse = entry.inverse else { return nil }
        let known = Set(try registry.action(inverse.rawValue).fields.map(\.name))
        let members = (input.object?.members ?? []).filter { member in known.contains(member.key) }
        return (inverse, .object(JSONObject(members)))
    }
}
