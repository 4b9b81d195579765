/// A language tag of BCP 47: `en`, `en-GB`, `zh-Hant-TW`. Kept in its usual spelling whatever the letters it came in.
public struct LocaleTag: Hashable, Sendable, CustomStringConvertible {
    /// The tag as it is usually written.
    public let description: String
    /// The language: `en`.
    public let language: String
    /// The country or area, when the tag names one: `GB`, `419`.
    public let region: String?

    /// English as the world writes it: the day before the month, a clock of 24 hours.
    public static let english = LocaleTag(description: "en", language: "en", region: nil)

    private init(description: String, language: String, region: String?) {
        self.description = description
        self.language = language
        self.region = region
    }

    /// Reads a tag; `_` is taken for `-`. Nil for text that is no tag. Extensions such as `-u-ca-buddhist` are dropped.
    public init?(_ text: String) {
        guard text.utf8.count <= 35 else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { (c: Character) -> Bool in c == "-" || c == "_" }
        guard let first = parts.first, (2...3).contains(first.utf8.count), Self.isLetters(first) else { return nil }
        let language = first.lowercased()
        var kept = [language]
        var region: String?
        for part in parts.dropFirst() {
            guard (1...8).contains(part.utf8.count), Self.isAlphanumeric(part) else { return nil }
            if part.utf8.count == 1 { break }
            if part.utf8.count == 4, Self.isLetters(part), kept.count == 1 {
                kept.append(part.prefix(1).uppercased() + part.dropFirst().lowercased())
            } else if region == nil, Self.isRegion(part) {
                region = part.uppercased()
                kept.append(part.uppercased())
            } else {
                kept.append(part.lowercased())
            }
        }
        self.init(description: kept.joined(separator: "-"), language: language, region: region)
    }

    /// The tag without its last part: `zh-Hant-TW`, `zh-Hant`, `zh`, nil.
    public var parent: LocaleTag? {
        guard let cut = description.lastIndex(of: "-") else { return nil }
        return LocaleTag(String(description[..<cut]))
    }

    /// The best of what is available for a reader: the locales they chose, in their order, then those of an
    /// `Accept-Language` header by weight; each exactly, then without its last part, then any of the same language.
    /// The first available one when nothing fits, `en` when nothing is available.
    public static func negotiate(
        acceptLanguage: String?, preferred: [LocaleTag] = [], available: [LocaleTag]
    ) -> LocaleTag {
        for wanted in preferred + accepted(acceptLanguage ?? "") {
            if let found = wanted.match(in: available) { return found }
        }
        return available.first ?? .english
    }

    /// What of the available locales serves a reader of this one.
    public func match(in available: [LocaleTag]) -> LocaleTag? {
        var wanted: LocaleTag? = self
        while let tag = wanted {
            if available.contains(tag) { return tag }
            wanted = tag.parent
        }
        return available.first { (tag: LocaleTag) -> Bool in tag.language == language }
    }

    /// The tags of an `Accept-Language` header, the heaviest first. What is malformed or refused is left out; a header
    /// longer than any browser sends is read up to its twentieth part.
    static func accepted(_ header: String) -> [LocaleTag] {
        var weighted: [(tag: LocaleTag, weight: Int)] = []
        for range in header.prefix(1000).split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { (part: Substring) -> String in
                String(part.filter { (c: Character) -> Bool in c != " " && c != "\t" })
            }
            guard let name = parts.first, let tag = LocaleTag(name) else { continue }
            let weight = parts.dropFirst().first.map(Self.weight) ?? 1000
            if weight > 0 { weighted.append((tag, weight)) }
        }
        // Equal weights keep the order of the header.
        let order = weighted.enumerated().sorted { a, b in
            (b.element.weight, a.offset) < (a.element.weight, b.offset)
        }
        return order.map { (entry: (offset: Int, element: (tag: LocaleTag, weight: Int))) -> LocaleTag in
            entry.element.tag
        }
    }

    /// `q=0.8` as thousandths; 0 for what is no weight.
    private static func weight(_ text: String) -> Int {
        guard text.hasPrefix("q=") || text.hasPrefix("Q="), let value = Double(text.dropFirst(2)) else { return 0 }
        return (0...1).contains(value) ? Int(value * 1000) : 0
    }

    private static func isLetters(_ part: Substring) -> Bool {
        part.utf8.allSatisfy { (byte: UInt8) -> Bool in (65...90).contains(byte & 0xDF) && byte >= 65 }
    }

    private static func isAlphanumeric(_ part: Substring) -> Bool {
        part.utf8.allSatisfy { (byte: UInt8) -> Bool in
            (48...57).contains(byte) || ((65...90).contains(byte & 0xDF) && byte >= 65)
        }
    }

    private static func isRegion(_ part: Substring) -> Bool {
        let bytes = part.utf8
        if bytes.count == 2 { return isLetters(part) }
        return bytes.count == 3 && bytes.allSatisfy { (byte: UInt8) -> Bool in (48...57).contains(byte) }
    }
}
