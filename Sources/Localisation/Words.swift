/// The texts of every language, parsed once.
public struct Catalogue: Sendable {
    /// By language, each with English below it.
    private let messages: [String: [String: Message]]
    /// The languages there are, English first.
    public let languages: [LocaleTag]
    /// What is wrong with texts that are no messages: such a text is said as it is written.
    public let faults: [String]

    /// Reads the texts of each language, one `key<tab>text` in a line. English is what the others fall back to.
    public init(_ texts: [String: String]) {
        var faults: [String] = []
        var own: [String: [String: Message]] = [:]
        for (language, lines) in texts {
            guard let tag = LocaleTag(language) else {
                faults.append("\(language) is no language")
                continue
            }
            own[tag.description] = Self.read(lines, tag, &faults)
        }
        let english = own[LocaleTag.english.description] ?? [:]
        messages = own.mapValues { (mine: [String: Message]) -> [String: Message] in
            english.merging(mine) { (_: Message, mine: Message) -> Message in mine }
        }
        let others = own.keys.filter { (name: String) -> Bool in name != LocaleTag.english.description }.sorted()
        languages = [.english] + others.compactMap { (name: String) -> LocaleTag? in LocaleTag(name) }
        self.faults = faults.sorted()
    }

    private static func read(_ lines: String, _ tag: LocaleTag, _ faults: inout [String]) -> [String: Message] {
        var messages: [String: Message] = [:]
        for line in lines.split(separator: "\n") {
            guard let tab = line.firstIndex(of: "\t") else {
                faults.append("\(tag): '\(line)' has no tab")
                continue
            }
            let key = String(line[..<tab]), text = String(line[line.index(after: tab)...])
            do throws(Message.Fault) {
                messages[key] = try Message(text, locale: tag)
            } catch {
                faults.append("\(tag) \(key): \(error)")
                messages[key] = Message(literal: text)
            }
        }
        return messages
    }

    /// The messages for a reader: those of the nearest language, English where it has none.
    func messages(for locale: LocaleTag) -> [String: Message] {
        messages[(locale.match(in: languages) ?? .english).description] ?? [:]
    }
}

/// The words of one language: `words("orders.count", ["count": 12])`. Cheap to make for each page.
public struct Words: Sendable {
    /// What the words are for.
    public let locale: LocaleTag
    /// The language they are in, for `<html lang>`.
    public let language: LocaleTag
    private let messages: [String: Message]
    private let format: LocaleFormat

    /// The words of a catalogue for a locale, in English where the language has none. Numbers are written as the locale does.
    public init(_ catalogue: Catalogue, locale: LocaleTag) {
        self.locale = locale
        language = locale.match(in: catalogue.languages) ?? .english
        messages = catalogue.messages(for: locale)
        format = LocaleFormat.of(locale)
    }

    /// The text of a key with its arguments put in; the key itself when no language has it.
    public func callAsFunction(_ key: String, _ arguments: [String: any Argument] = [:]) -> String {
        optional(key, arguments) ?? key
    }

    /// The text of a key; nil when no language has it. For keys made from the names of fields, states and problems.
    public func optional(_ key: String, _ arguments: [String: any Argument] = [:]) -> String? {
        messages[key]?.text(arguments, format)
    }
}
