/// What is allowed all the same, each with its reason. The list may only get shorter: an entry that is no longer needed,
/// or allows more than is there, is itself a fault.
struct Exceptions: Sendable {
    struct Entry: Sendable {
        let line: Int
        let rule: Rule
        let subject: String
        let allowed: Int
    }

    static let path = "Tests/HouseTests/exceptions.tsv"
    let entries: [Entry]
    /// Lines that could not be understood.
    let faults: [String]

    static let project = Exceptions(SourceTree.read(path) ?? "")

    init(_ text: String) {
        var entries: [Entry] = []
        var faults: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if cells.count == 4, let rule = Rule(rawValue: cells[0]), let allowed = Int(cells[2]), cells[3].count > 10 {
                if entries.contains(where: { $0.rule == rule && $0.subject == cells[1] }) {
                    faults.append("\(Self.path):\(index + 1): a second entry for \(cells[0]) \(cells[1])")
                }
                entries.append(Entry(line: index + 1, rule: rule, subject: cells[1], allowed: allowed))
            } else {
                faults.append("\(Self.path):\(index + 1): not `rule<tab>subject<tab>number<tab>reason`")
            }
        }
        self.entries = entries
        self.faults = faults
    }

    /// What remains of the findings, as lines to print: path, line, what is wrong.
    func judge(_ findings: [Finding], of rule: Rule) -> [String] {
        var groups = Dictionary(grouping: findings, by: \.subject)
        var wrong: [String] = []
        for entry in entries where entry.rule == rule {
            let group = groups.removeValue(forKey: entry.subject) ?? []
            let amount = rule.measuresSize ? group.map(\.size).max() ?? 0 : group.count
            let allowed = min(entry.allowed, rule.ceiling ?? .max)
            if amount > allowed {
                wrong += group.map { Self.line($0) + " (\(allowed) allowed, now \(amount))" }
            } else if amount == 0 {
                wrong.append(
                    "\(Self.path):\(entry.line): no longer needed, delete it: \(rule.rawValue) \(entry.subject)")
            } else if amount < allowed, !rule.measuresSize {
                wrong.append("\(Self.path):\(entry.line): lower it to \(amount): \(rule.rawValue) \(entry.subject)")
            }
        }
        return wrong + groups.values.joined().map(Self.line).sorted()
    }

    private static func line(_ finding: Finding) -> String { "\(finding.path):\(finding.line): \(finding.message)" }
}
