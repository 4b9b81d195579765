import Identity
import Kernel

/// Somebody named in a comment, and as it was written.
struct NamedPerson: Codable, Sendable, Equatable {
    /// `usr_…`
    let person: String
    /// `@Grace Hopper`, as it stands in the text.
    let written: String
}

/// Who a text names: `@` and a name, a first name, or the part of an e-mail address before its `@`.
enum MentionText {
    /// The people named, each once, in the order of the text. The longest name that fits counts; what fits several people
    /// names none of them.
    static func people(in text: String, of team: [Colleague]) -> [NamedPerson] {
        let handles = team.flatMap { colleague in
            Self.handles(of: colleague).map { (handle: Text.folded($0), length: $0.count, person: colleague.principal) }
        }
        var found: [NamedPerson] = []
        var before: Character?
        var place = text.startIndex
        while place < text.endIndex {
            let next = text.index(after: place)
            if text[place] == "@", !isPart(before) {
                let named = person(in: text[next...], handles)
                if let named, !found.contains(where: { $0.person == named.person }) { found.append(named) }
            }
            before = text[place]
            place = next
        }
        return found
    }

    private static func person(
        in rest: Substring, _ handles: [(handle: String, length: Int, person: String)]
    ) -> NamedPerson? {
        let fitting = handles.filter { handle in
            let start = rest.prefix(handle.length)
            return !isPart(rest.dropFirst(handle.length).first) && Text.folded(String(start)) == handle.handle
        }
        guard let longest = fitting.map(\.length).max() else { return nil }
        let people = Set(fitting.filter { $0.length == longest }.map(\.person))
        guard people.count == 1, let person = people.first else { return nil }
        return NamedPerson(person: person, written: "@" + rest.prefix(longest))
    }

    private static func handles(of colleague: Colleague) -> [String] {
        let first = colleague.name.split(separator: " ").first.map(String.init)
        let local = colleague.email.map { email in String(email.prefix { $0 != "@" }) }
        return [colleague.name, first, local].compactMap { $0 }.filter { !$0.isEmpty }
    }

    /// Whether a character goes on with a word.
    private static func isPart(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
}
