/// Headers made comparable: without case, accents and punctuation, and as words.
enum HeaderWords {
    /// Lower case, accents taken off, everything else kept.
    static func folded(_ text: String) -> String {
        var folded = ""
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.lowercased().unicodeScalars {
            if scalar.value < 0x80 {
                folded.unicodeScalars.append(scalar)
            } else if let plain = plainLetters[scalar] {
                folded += plain
            } else if !(0x300...0x36f).contains(scalar.value) {
                folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    /// The words of a header: `InvoiceNo`, `invoice_no` and `Invoice no.` are all `["invoice", "no"]`.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var current = ""
        var previousIsLower = false
        for character in text {
            let isWord = character.isLetter || character.isNumber
            if !isWord || (character.isUppercase && previousIsLower), !current.isEmpty {
                words.append(folded(current))
                current = ""
            }
            if isWord { current.append(character) }
            previousIsLower = character.isLowercase || character.isNumber
        }
        if !current.isEmpty { words.append(folded(current)) }
        return words
    }

    /// The words without anything between them.
    static func joined(_ text: String) -> String { words(text).joined() }

    /// How many letters must be changed, added, taken away or exchanged with their neighbour; stops above `limit`.
    static func distance(_ left: String, _ right: String, limit: Int) -> Int {
        let first = Array(left.unicodeScalars)
        let second = Array(right.unicodeScalars)
        guard abs(first.count - second.count) <= limit else { return limit + 1 }
        var older: [Int] = []
        var previous = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var best = previous[column] + (letter == other ? 0 : 1)
                best = min(best, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous[second.count]
    }

    private static let plainLetters: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("a", "àáâãäåāăą"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("i", "ìíîïĩīĭįı"),
            ("l", "ĺļľł"), ("n", "ñńņň"), ("o", "òóôõöøōŏő"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťŧț"),
            ("u", "ùúûüũūŭůűų"), ("y", "ýÿŷ"), ("z", "źżž"), ("ss", "ß"), ("ae", "æ"), ("oe", "œ"),
        ]
        var letters: [Unicode.Scalar: String] = [:]
        for (plain, accented) in groups {
            for scalar in accented.unicodeScalars { letters[scalar] = plain }
        }
        return letters
    }()
}
