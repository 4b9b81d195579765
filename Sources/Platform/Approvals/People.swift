import Kernel

extension Reader {
    /// Everybody who is at work in the shop, with what they may do now; nil where no module knows people.
    func knownPeople() throws -> [Caller]? {
        let sources = registry.modules.compactMap(\.people)
        return sources.isEmpty ? nil : try sources.flatMap { source in try source(self) }
    }
}
