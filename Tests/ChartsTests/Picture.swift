import Testing
import Web

/// What tests look at in a picture: numbers in attributes of its elements, read from the text alone.
struct Picture {
    let text: String

    init(_ html: HTML) { text = html.text }

    /// The values of an attribute of every element of a kind, in order.
    func values(_ attribute: String, of element: String) -> [String] {
        text.split(separator: "<").filter { $0.hasPrefix(element + " ") }.compactMap { tag in
            guard let start = tag.range(of: " \(attribute)=\"") else { return nil }
            return String(tag[start.upperBound...].prefix { $0 != "\"" })
        }
    }

    /// The `d` of the path with a class.
    func path(_ kind: String) -> String? {
        let tag = text.split(separator: "<").first { $0.hasPrefix("path class=\"\(kind)\"") }
        return tag.flatMap { tag in
            tag.range(of: " d=\"").map { String(tag[$0.upperBound...].prefix { $0 != "\"" }) }
        }
    }

    /// The points of a path.
    func points(_ kind: String) -> [(x: Double, y: Double)] {
        let parts = (path(kind) ?? "").split { "MLZ".contains($0) }
        return parts.compactMap { part in
            let numbers = part.split { " h".contains($0) }.compactMap { Double($0) }
            return numbers.count >= 2 ? (numbers[0], numbers[1]) : nil
        }
    }

    /// How often a piece occurs.
    func count(_ piece: String) -> Int { text.split(separator: piece, omittingEmptySubsequences: false).count - 1 }

    /// The words of a list with a class.
    func words(_ kind: String) -> [String] {
        guard let list = text.range(of: "<ol class=\"\(kind)\" aria-hidden=\"true\">") else { return [] }
        let inside = text[list.upperBound...].split(separator: "</ol>", omittingEmptySubsequences: false)[0]
        return inside.split(separator: "<li>").map { String($0.split(separator: "</li>").first ?? "") }
    }
}

extension StringProtocol {
    /// The first place of a piece, byte by byte.
    func range(of piece: String) -> Range<Index>? {
        var start = utf8.startIndex
        while start < utf8.endIndex {
            let rest = utf8[start...]
            if rest.starts(with: piece.utf8) { return start..<utf8.index(start, offsetBy: piece.utf8.count) }
            start = utf8.index(after: start)
        }
        return nil
    }
}
