import Kernel

/// What is new in a transaction that is watched: the ids and numbers it was given, in order.
struct Novelty {
    private var ids: [RawID: Int] = [:]
    private var numbers: [String: Int] = [:]

    mutating func add(_ id: RawID) { ids[id] = ids[id] ?? ids.count + 1 }
    mutating func add(_ number: String) { numbers[number] = numbers[number] ?? numbers.count + 1 }

    /// A value with what is new numbered, members in one order, and without versions, which count every save.
    func canonical(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): .string(canonical(text))
        case .array(let items): .array(items.map { canonical($0) })
        case .object(let object):
            .object(
                JSONObject(object.sorted.filter { $0.key != "version" }.map { .init($0.key, canonical($0.value)) }))
        case .null, .bool, .int, .double: json
        }
    }

    /// A text; an id or a number that is new by its place: `ord#1`, `number#1`.
    func canonical(_ text: String) -> String {
        if let number = numbers[text] { return "number#\(number)" }
        guard !ids.isEmpty, let reference = Reference(text), let place = ids[reference.raw] else { return text }
        return "\(reference.kind)#\(place)"
    }
}
