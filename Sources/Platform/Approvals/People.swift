import Kernel

extension Reader {
    /// Everybody who is at work in the shop, with what they may do now; nil where no module knows people.
    func knownPeople() throws -> [Caller]? {
        let sources = registry.modules.compactMap(\.people)
        return sources.isEmpty ? nil : try sources.flatMap { source in try source(self) }
    }

    /// Refuses, at a field, somebody who is not at work in the shop. Whoever asks may always name themselves.
    public func requireColleague(_ principal: String, field: String) throws {
        if principal == caller.principal { return }
        guard try knownPeople()?.contains(where: { $0.principal == principal }) ?? true else {
            throw Problem.validation([
                FieldError(field: field, code: "no_such_person", message: "Nobody in this shop goes by that id.")
            ])
        }
    }
}
