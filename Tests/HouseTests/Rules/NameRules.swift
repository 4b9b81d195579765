/// Names that exclude nothing and therefore collect everything.
enum NameRules {
    static let empty: Set<String> = [
        "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Managers", "Common", "Misc", "Base",
        "Core",
        "Service", "Services", "Shared", "Stuff", "Extensions",
    ]

    static func emptyNames(_ tree: SourceTree) -> [Finding] {
        var findings: [Finding] = []
        for file in tree.files {
            for part in file.path.replacing(".swift", with: "").split(whereSeparator: { $0 == "/" || $0 == "+" }) {
                for word in words(String(part)) where empty.contains(word) {
                    findings.append(
                        Finding(
                            rule: .name, subject: file.path, path: file.path, line: 1,
                            message: "'\(word)' says nothing: name what it does, or leave it beside its one user"))
                }
            }
        }
        return findings
    }

    /// `OrderManager` is Order and Manager; `Base32` is one word.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }
}
