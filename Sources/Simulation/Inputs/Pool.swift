import Kernel

/// What somebody in a shop could know by now: ids by their prefix, and words by the name they go under. The newest are
/// remembered, so that a long walk stays among records that are in use.
struct Pool: Sendable {
    private static let limit = 32
    private(set) var ids: [String: [String]] = [:]
    private(set) var words: [String: [String]] = [:]
    /// The addresses of the people the shop began with, who are invited again when they were sent away.
    var emails: [String] = []
    /// Members whose texts name something.
    private static let names: Set<String> = ["sku", "code", "handle", "number", "email", "key", "slug"]

    /// Takes in an answer.
    mutating func learn(_ json: JSON, as name: String = "") {
        switch json {
        case .string(let text):
            if let parts = TypeID.parse(text) {
                Self.add(text, to: &ids[parts.prefix, default: []])
            } else if Self.names.contains(name), (1...60).contains(text.utf8.count) {
                Self.add(text, to: &words[name, default: []])
            }
        case .array(let items): for item in items { learn(item, as: name) }
        case .object(let object): for member in object.members { learn(member.value, as: member.key) }
        case .null, .bool, .int, .double: break
        }
    }

    private static func add(_ text: String, to list: inout [String]) {
        if list.contains(text) { return }
        if list.count >= limit { list.removeFirst() }
        list.append(text)
    }
}
