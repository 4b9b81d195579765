/// A text with arguments, parsed: `{name}` and `{count, plural, =0 {none} one {# order} other {# orders}}`.
public struct Message: Sendable {
    indirect enum Part: Sendable {
        case text(String)
        case argument(String)
        /// The number that the plural around it chooses by.
        case count
        case plural(String, [Branch])
    }

    struct Branch: Sendable {
        enum Selector: Hashable, Sendable {
            case exactly(Int64)
            case form(PluralRule.Form)
        }
        let selector: Selector
        let parts: [Part]
    }

    /// Why a text is no message.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, for whoever wrote the text.
        public let description: String
    }

    let parts: [Part]
    let rule: PluralRule

    /// Parses a text of a locale.
    public init(_ text: String, locale: LocaleTag) throws(Fault) {
        var parser = MessageParser(text)
        parts = try parser.message()
        rule = PluralRule(locale)
    }

    /// A text that is said as it is written.
    init(literal text: String) {
        parts = [.text(text)]
        rule = .one
    }

    /// The names of the arguments it takes, in alphabetical order.
    public var arguments: [String] { Self.names(in: parts).sorted() }

    private static func names(in parts: [Part]) -> Set<String> {
        parts.reduce(into: []) { (names: inout Set<String>, part: Part) -> Void in
            switch part {
            case .text, .count: break
            case .argument(let name): names.insert(name)
            case .plural(let name, let branches):
                names.insert(name)
                for branch in branches { names.formUnion(Self.names(in: branch.parts)) }
            }
        }
    }

    /// The text with its arguments put in. An argument that is not given shows as its name in braces.
    public func text(_ arguments: [String: any Argument], _ format: LocaleFormat) -> String {
        if parts.count == 1, case .text(let text) = parts[0] { return text }
        var out = ""
        append(parts, to: &out, count: 0, Values(arguments: arguments, format: format))
        return out
    }

    private struct Values {
        let arguments: [String: any Argument]
        let format: LocaleFormat
    }

    private func append(_ parts: [Part], to out: inout String, count: Int64, _ values: Values) {
        for part in parts {
            switch part {
            case .text(let text): out += text
            case .count: out += values.format.number(count)
            case .argument(let name):
                switch values.arguments[name]?.argument {
                case .text(let text): out += text
                case .number(let number): out += values.format.number(number)
                case nil: out += "{\(name)}"
                }
            case .plural(let name, let branches):
                guard case .number(let number) = values.arguments[name]?.argument,
                    let branch = choose(branches, number)
                else {
                    out += "{\(name)}"
                    continue
                }
                append(branch.parts, to: &out, count: number, values)
            }
        }
    }

    /// The branch for a number: exactly it, else its form, else `other`, which every plural has.
    private func choose(_ branches: [Branch], _ number: Int64) -> Branch? {
        let wanted: [Branch.Selector] = [.exactly(number), .form(rule.form(of: number)), .form(.other)]
        for selector in wanted {
            if let branch = branches.first(where: { (branch: Branch) -> Bool in branch.selector == selector }) {
                return branch
            }
        }
        return nil
    }
}

/// Reads the text of a message.
struct MessageParser {
    private let characters: [Character]
    private var at = 0

    init(_ text: String) { characters = Array(text) }

    /// The whole text.
    mutating func message() throws(Message.Fault) -> [Message.Part] {
        let parts = try self.parts(insidePlural: false)
        guard at == characters.count else { throw Message.Fault(description: "'}' at \(at) closes nothing") }
        return parts
    }

    private mutating func parts(insidePlural: Bool) throws(Message.Fault) -> [Message.Part] {
        var parts: [Message.Part] = []
        var text = ""
        while let next = peek, next != "}" {
            at += 1
            if next != "{", !(next == "#" && insidePlural) {
                text.append(next)
                continue
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = ""
            parts.append(next == "#" ? .count : try argument())
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }

    /// What stands behind an opening brace, and its closing one.
    private mutating func argument() throws(Message.Fault) -> Message.Part {
        let name = word()
        guard !name.isEmpty else { throw Message.Fault(description: "an argument without a name at \(at)") }
        skipSpace()
        if peek == "}" {
            at += 1
            return .argument(name)
        }
        try expect(",")
        skipSpace()
        let kind = word()
        guard kind == "plural" else { throw Message.Fault(description: "'\(kind)' is not 'plural'") }
        skipSpace()
        try expect(",")
        var branches: [Message.Branch] = []
        skipSpace()
        while let next = peek, next != "}" {
            branches.append(try branch())
            skipSpace()
        }
        try expect("}")
        guard branches.contains(where: { (branch: Message.Branch) -> Bool in branch.selector == .form(.other) }) else {
            throw Message.Fault(description: "the plural of '\(name)' has no 'other'")
        }
        return .plural(name, branches)
    }

    private mutating func branch() throws(Message.Fault) -> Message.Branch {
        let selector: Message.Branch.Selector
        if peek == "=" {
            at += 1
            let digits = word()
            guard let number = Int64(digits) else { throw Message.Fault(description: "'=\(digits)' is no number") }
            selector = .exactly(number)
        } else {
            let name = word()
            guard let form = PluralRule.Form(rawValue: name) else {
                throw Message.Fault(description: "'\(name)' is no plural form; there are one, many, other and =0")
            }
            selector = .form(form)
        }
        skipSpace()
        try expect("{")
        let parts = try self.parts(insidePlural: true)
        try expect("}")
        return Message.Branch(selector: selector, parts: parts)
    }

    private var peek: Character? { at < characters.count ? characters[at] : nil }

    private mutating func word() -> String {
        let start = at
        while let next = peek, next.isLetter || next.isNumber || next == "_" { at += 1 }
        return String(characters[start..<at])
    }

    private mutating func skipSpace() {
        while peek == " " { at += 1 }
    }

    private mutating func expect(_ wanted: Character) throws(Message.Fault) {
        guard peek == wanted else { throw Message.Fault(description: "'\(wanted)' is missing at \(at)") }
        at += 1
    }
}
