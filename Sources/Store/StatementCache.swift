/// Least-recently-used cache of prepared statements, keyed by marked SQL text. Not thread-safe: one per connection.
struct StatementCache<Statement> {
    private struct Node {
        var key: String
        var value: Statement
        var newer: Int
        var older: Int
    }

    private var slots: [String: Int] = [:]
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1
    let capacity: Int

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        slots.reserveCapacity(self.capacity)
    }

    var count: Int { slots.count }

    /// The statement for a text, which becomes the most recently used one.
    mutating func find(_ key: String) -> Statement? {
        guard let slot = slots[key] else { return nil }
        if slot != newest {
            unlink(slot)
            linkNewest(slot)
        }
        return nodes[slot].value
    }

    /// Stores a statement; returns the one that had to leave.
    mutating func insert(_ key: String, _ value: Statement) -> Statement? {
        if let slot = slots[key] {
            let replaced = nodes[slot].value
            nodes[slot].value = value
            return replaced
        }
        let evicted = slots.count >= capacity ? removeOldest() : nil
        let node = Node(key: key, value: value, newer: -1, older: -1)
        let slot: Int
        if let reused = free.popLast() {
            nodes[reused] = node
            slot = reused
        } else {
            nodes.append(node)
            slot = nodes.count - 1
        }
        slots[key] = slot
        linkNewest(slot)
        return evicted
    }

    /// Forgets a statement.
    mutating func remove(_ key: String) {
        guard let slot = slots.removeValue(forKey: key) else { return }
        unlink(slot)
        free.append(slot)
    }

    /// Forgets everything.
    mutating func removeAll() {
        slots.removeAll(keepingCapacity: true)
        nodes.removeAll(keepingCapacity: true)
        free.removeAll()
        newest = -1
        oldest = -1
    }

    private mutating func removeOldest() -> Statement? {
        guard oldest >= 0 else { return nil }
        let node = nodes[oldest]
        remove(node.key)
        return node.value
    }

    private mutating func unlink(_ slot: Int) {
        let (newer, older) = (nodes[slot].newer, nodes[slot].older)
        if newer >= 0 { nodes[newer].older = older } else { newest = older }
        if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
    }

    private mutating func linkNewest(_ slot: Int) {
        nodes[slot].newer = -1
        nodes[slot].older = newest
        if newest >= 0 { nodes[newest].newer = slot } else { oldest = slot }
        newest = slot
    }
}
