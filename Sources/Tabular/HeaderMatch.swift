/// How well a column suits a field, and why.
public struct ColumnProposal: Sendable, Hashable {
    /// The field's key.
    public let field: String
    /// The column's place, from 0.
    public let column: Int
    /// 0...1; from 0.7 on a column is taken without asking.
    public let confidence: Double
    /// Why, in words.
    public let reason: String
}

/// A header or the name of a field, taken apart once for many comparisons.
struct HeaderName {
    /// As it is written.
    let text: String
    let words: [String]
    let joined: String
    let set: Set<String>

    init(_ text: String) {
        self.text = text
        words = HeaderWords.words(text)
        joined = words.joined()
        set = Set(words)
    }
}

/// Compares headers with the names of fields, and what the columns hold with what the fields need.
enum HeaderMatch {
    /// Every name a field goes by.
    static func names(of field: TargetField) -> [HeaderName] {
        ([field.key, field.label] + field.synonyms).map { name in HeaderName(name) }
    }

    /// Nil when there is no resemblance at all.
    static func proposal(
        _ profile: ColumnProfile, _ header: HeaderName, for field: TargetField, _ names: [HeaderName]
    ) -> ColumnProposal? {
        var best = (score: 0.0, name: "", how: "")
        for name in names {
            let (score, how) = similarity(header, name)
            if score > best.score { best = (score, name.text, how) }
        }
        guard best.score > 0 else { return nil }
        let fit = suitability(profile.kind, for: field.kind)
        var reason = "\"\(profile.header)\" \(best.how) \"\(best.name)\""
        if fit < 0.9 { reason += ", but the column holds \(profile.kind.description), not \(words(field.kind))" }
        return ColumnProposal(field: field.key, column: profile.index, confidence: best.score * fit, reason: reason)
    }

    private static func similarity(_ header: HeaderName, _ name: HeaderName) -> (score: Double, how: String) {
        let (headerWords, nameWords) = (header.words, name.words)
        let (left, right) = (header.joined, name.joined)
        guard !left.isEmpty, !right.isEmpty else { return (0, "") }
        if left == right { return (1, "is a name for") }
        if header.set == name.set { return (0.95, "has the words of") }
        let limit = min(left.count, right.count) >= 9 ? 2 : 1
        if min(left.count, right.count) >= 5 {
            let distance = HeaderWords.distance(left, right, limit: limit)
            if distance <= limit { return (distance == 1 ? 0.85 : 0.78, "is nearly") }
        }
        let isContained = name.set.isSubset(of: header.set)
        if nameWords.count > 1, isContained {
            return (0.75 + 0.1 * Double(nameWords.count) / Double(headerWords.count), "contains the words of")
        }
        if right.count >= 4, isContained {
            return (0.5 + 0.15 * Double(nameWords.count) / Double(headerWords.count), "contains the word")
        }
        return (0, "")
    }

    /// 1 for the kind needed, less for what could still be right, little for what cannot.
    static func suitability(_ kind: ColumnKind, for needed: TargetField.Kind) -> Double {
        switch (needed, kind) {
        case (.text, _): 1
        case (_, .empty): 0.9
        case (.integer, .integer), (.number, .integer), (.number, .decimal), (.dateTime, .dateTime): 1
        case (.integer, .decimal): 0.95
        case (.integer, .ambiguous(let formats, _)), (.number, .ambiguous(let formats, _)):
            isNumbers(formats) ? 0.95 : 0.3
        case (.dateTime, .ambiguous(let formats, _)): isNumbers(formats) ? 0.3 : 0.95
        case (.integer, .conflicting(let format, _, _, _)), (.number, .conflicting(let format, _, _, _)):
            isNumbers([format]) ? 0.95 : 0.3
        case (.dateTime, .conflicting(let format, _, _, _)): isNumbers([format]) ? 0.3 : 0.95
        case (.dateTime, .integer): 0.6
        case (.integer, .dateTime), (.integer, .text), (.number, .dateTime), (.number, .text), (.dateTime, .decimal),
            (.dateTime, .text):
            0.3
        }
    }

    static func words(_ kind: TargetField.Kind) -> String {
        switch kind {
        case .text: "text"
        case .integer: "whole numbers"
        case .number: "numbers"
        case .dateTime: "dates"
        }
    }

    private static func isNumbers(_ formats: [CellFormat]) -> Bool {
        if case .number = formats.first { return true }
        return false
    }
}
