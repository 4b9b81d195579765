import Kernel

/// How text becomes words and words become pieces, for the index and for what is looked for alike.
package enum SearchWords {
    /// Words of one product that are kept, and how long a word may be.
    static let limit = 200
    static let lengthLimit = 40

    /// The words of a text: folded, split where letters and digits end.
    package static func words(of text: String) -> [String] {
        Text.folded(text).split { !$0.isLetter && !$0.isNumber }.map { String($0.prefix(lengthLimit)) }
    }

    /// The words a product is found by.
    static func words(of texts: [String]) -> Set<String> {
        var found: Set<String> = []
        for text in texts {
            for word in words(of: text) where found.count < limit { found.insert(word) }
        }
        return found
    }

    /// The pieces of three characters of ` word `, each once: `red` has ` re`, `red`, `ed `.
    package static func grams(of word: String) -> Set<String> {
        let padded = Array(" \(word) ")
        guard padded.count >= 3 else { return [] }
        return Set((0...(padded.count - 3)).map { String(padded[$0..<($0 + 3)]) })
    }

    /// The piece that all words with the same beginning share.
    static func firstGram(of word: String) -> String { String(" \(word) ".prefix(3)) }

    /// How many letters may be wrong in a word of this length.
    static func allowedEdits(in word: String) -> Int {
        switch word.count {
        case ...3: 0
        case 4...7: 1
        case _: 2
        }
    }

    /// Letters added, left out, changed, or two neighbours swapped, to make one word of the other; nil above `limit`.
    static func edits(from one: String, to other: String, limit: Int) -> Int? {
        let a = Array(one)
        let b = Array(other)
        guard abs(a.count - b.count) <= limit, !a.isEmpty, !b.isEmpty else { return nil }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(change, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, before[j - 2] + 1) }
                row.append(best)
            }
            before = last
            last = row
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
