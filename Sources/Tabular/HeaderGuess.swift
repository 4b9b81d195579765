/// Whether the first record names the columns, and how that is known.
public enum HeaderPresence: String, Sendable, Codable {
    /// The caller said so.
    case declared
    /// The first record has known names, or words above columns of numbers or dates.
    case present
    /// The first record has values of the same kind as those below it.
    case absent
    /// Everything is text: either is possible; read as names.
    case assumed
}

/// Decides whether the first record names the columns.
enum HeaderGuess {
    static func judge(
        _ first: [String], below profiles: [ColumnProfile], vocabulary: [TargetField]
    ) -> HeaderPresence {
        let known = Set(vocabulary.flatMap { (field: TargetField) -> [String] in field.knownNames })
        let cells = first.map { (cell: String) -> String in HeaderWords.joined(cell) }
        if cells.contains(where: { (cell: String) -> Bool in known.contains(cell) }) { return .present }
        var hasTypedColumn = false
        for profile in profiles where profile.index < first.count {
            guard isTyped(profile.kind) else { continue }
            hasTypedColumn = true
            if isValue(first[profile.index]) { return .absent }
        }
        let names = cells.filter { (cell: String) -> Bool in !cell.isEmpty }
        let isDistinct = Set(names).count == names.count
        if hasTypedColumn { return isDistinct ? .present : .assumed }
        return isDistinct ? .assumed : .absent
    }

    private static func isTyped(_ kind: ColumnKind) -> Bool {
        switch kind {
        case .integer, .decimal, .dateTime, .ambiguous, .conflicting: true
        case .empty, .text: false
        }
    }

    private static func isValue(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { (bytes: CellBytes) -> Bool in
            let cell = CellText.trimmed(bytes)
            if case .noNumber = NumberEvidence.judge(cell) { return !DateTimeText.readings(cell).isEmpty }
            return true
        }
    }
}
