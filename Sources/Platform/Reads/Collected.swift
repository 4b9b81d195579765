/// Something that actions leave for the end: gathered while the actions of a transaction run, and written together when
/// all of them have returned, before their audit rows and events and in the same commit. What costs the same for many as
/// for one (the entries of the books, for example) is paid once for a whole batch in this way.
///
/// Until then nothing of it is in the database: an action that must see its effect writes it itself.
public protocol Collected: Sendable {
    /// Writes what was collected, in the order in which it was. What throws fails the whole transaction, so that only
    /// what cannot be refused is collected.
    static func write(_ items: [Self], in tx: Transaction) throws
}

extension Transaction {
    /// Writes what was collected: each kind by itself, in the order in which the kinds came up. Called by those who run
    /// actions; what is collected while it runs is written too.
    func writeCollected() throws {
        while true {
            let items = takeCollected()
            if items.isEmpty { return }
            var kinds: [ObjectIdentifier] = []
            var groups: [ObjectIdentifier: [any Collected]] = [:]
            for item in items {
                let kind = ObjectIdentifier(type(of: item))
                if groups[kind] == nil { kinds.append(kind) }
                groups[kind, default: []].append(item)
            }
            for group in kinds.compactMap({ groups[$0] }) {
                if let first = group.first { try write(group, like: first) }
            }
        }
    }

    private func write<C: Collected>(_ items: [any Collected], like first: C) throws {
        try C.write(items.compactMap { item in item as? C }, in: self)
    }
}
