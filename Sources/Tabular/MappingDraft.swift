import Kernel

/// A mapping while it is being decided.
struct MappingDraft {
    private let fields: [TargetField]
    private let file: TabularFile
    private var chosen: [String: Choice] = [:]
    private var kept: Set<Int> = []
    private var undecided: Set<String> = []
    private(set) var errors: [FieldError] = []

    private struct Choice {
        var column: Int
        var confidence: Double
        var reason: String
        var override: MappingOverride?
    }

    init(fields: [TargetField], file: TabularFile) {
        self.fields = fields
        self.file = file
    }

    var ignoredHeaders: [String] {
        let used = Set(chosen.values.map { (choice: Choice) -> Int in choice.column })
        return file.profiles.filter { (profile: ColumnProfile) -> Bool in !used.contains(profile.index) }.map(\.header)
    }

    /// Takes over what was stated; unknown columns, fields and formats are errors.
    mutating func apply(_ overrides: [MappingOverride]) {
        for override in overrides {
            guard let column = column(override) else { continue }
            if override.field == "-" {
                kept.insert(column)
                continue
            }
            guard fields.contains(where: { (field: TargetField) -> Bool in field.key == override.field }) else {
                note(override.field, "field_unknown", "There is no field \"\(override.field)\".")
                continue
            }
            if let format = override.format, override.numberStyle == nil, override.dateOrder == nil {
                note(
                    override.field, "format_unknown",
                    "There is no format \"\(format)\": use point, comma, dmy, mdy or ymd.")
                continue
            }
            if let earlier = chosen[override.field], earlier.column != column {
                note(override.field, "column_ambiguous", "Two columns were given for \"\(override.field)\".")
                continue
            }
            chosen[override.field] = Choice(column: column, confidence: 1, reason: "given", override: override)
            kept.insert(column)
        }
    }

    /// The column an override names: its header exactly, its header in other spelling, or its number.
    private mutating func column(_ override: MappingOverride) -> Int? {
        let exact = file.headers.indices.filter { (index: Int) -> Bool in file.headers[index] == override.column }
        let wanted = HeaderWords.joined(override.column)
        let similar = file.headers.indices.filter { (index: Int) -> Bool in
            !wanted.isEmpty && HeaderWords.joined(file.headers[index]) == wanted
        }
        let found = exact.isEmpty ? similar : exact
        if found.count == 1 { return found[0] }
        if found.count > 1 {
            note(
                override.field, "column_ambiguous", "Several columns are called \"\(override.column)\": use the number."
            )
            return nil
        }
        if let number = Int(override.column), file.headers.indices.contains(number - 1) { return number - 1 }
        note(override.field, "column_unknown", "There is no column \"\(override.column)\".")
        return nil
    }

    /// Gives the best pairs their columns, best first; equally good claims are errors, never a guess.
    mutating func assign(_ proposals: [ColumnProposal]) {
        let tolerance = 0.02
        while let best = open(proposals).first {
            let rivals = open(proposals).filter { (other: ColumnProposal) -> Bool in
                best.confidence - other.confidence <= tolerance
            }
            let sameField = rivals.filter { (other: ColumnProposal) -> Bool in other.field == best.field }
            let sameColumn = rivals.filter { (other: ColumnProposal) -> Bool in other.column == best.column }
            if sameField.count > 1 {
                let labels = sameField.map { (other: ColumnProposal) -> String in file.profiles[other.column].label }
                note(
                    best.field, "column_ambiguous",
                    "\"\(best.field)\" may be column \(labels.joined(separator: " or ")).")
                undecided.insert(best.field)
            } else if sameColumn.count > 1 {
                let keys = sameColumn.map(\.field)
                let label = file.profiles[best.column].label
                note(best.field, "column_ambiguous", "Column \(label) may be \(keys.joined(separator: " or ")).")
                undecided.formUnion(keys)
            } else {
                chosen[best.field] = Choice(column: best.column, confidence: best.confidence, reason: best.reason)
                kept.insert(best.column)
            }
        }
    }

    private func open(_ proposals: [ColumnProposal]) -> [ColumnProposal] {
        proposals.filter { (proposal: ColumnProposal) -> Bool in
            proposal.confidence >= ColumnMapping.takenFrom && chosen[proposal.field] == nil
                && !undecided.contains(proposal.field) && !kept.contains(proposal.column)
        }
    }

    /// Names the required fields without a column, with the nearest resemblance.
    mutating func requireFields(_ proposals: [ColumnProposal]) {
        for field in fields where field.isRequired && chosen[field.key] == nil && !undecided.contains(field.key) {
            var message = "No column was recognised as \"\(field.key)\" (\(field.label))."
            let near = proposals.first { (proposal: ColumnProposal) -> Bool in
                proposal.field == field.key && !kept.contains(proposal.column)
            }
            if let near { message += " The nearest: \(near.reason)." }
            note(field.key, "column_missing", message)
        }
    }

    /// Settles how each chosen column's numbers or dates are read.
    mutating func settleFormats(_ options: MappingOptions) -> [ResolvedColumn] {
        var columns: [ResolvedColumn] = []
        for field in fields {
            guard let choice = chosen[field.key] else { continue }
            let profile = file.profiles[choice.column]
            var column = ResolvedColumn(
                field: field.key, index: choice.column, header: profile.header, kind: field.kind,
                confidence: choice.confidence, reason: choice.reason)
            switch field.kind {
            case .text: break
            case .integer, .number: column.numberStyle = choice.override?.numberStyle ?? options.numberStyle
            case .dateTime: column.dateOrder = choice.override?.dateOrder ?? options.dateOrder
            }
            column.isFormatDeclared = column.numberStyle != nil || column.dateOrder != nil
            if !column.isFormatDeclared, field.kind != .text { settle(&column, profile) }
            columns.append(column)
        }
        return columns
    }

    private mutating func settle(_ column: inout ResolvedColumn, _ profile: ColumnProfile) {
        switch profile.kind {
        case .decimal(let style) where column.kind != .dateTime:
            column.numberStyle = style
            column.proof = profile.proof
        case .dateTime(let order) where column.kind == .dateTime:
            column.dateOrder = order
            column.proof = profile.proof
        case .ambiguous(let formats, let witness):
            let detail = FormatProblem.undecidedDetail(column: profile.header, formats, witness)
            let words = formats.map { (format: CellFormat) -> String in
                "\"\(profile.header)=\(column.field):\(format.word)\""
            }
            note(column.field, "format_ambiguous", detail + " Map " + words.joined(separator: " or ") + ".")
        case .conflicting(let first, let proof, let second, let witness):
            let detail = FormatProblem.conflictDetail(column: profile.header, first, proof, second, witness)
            note(column.field, "format_conflict", detail)
        case .empty, .integer, .decimal, .dateTime, .text: break
        }
    }

    private mutating func note(_ field: String, _ code: String, _ message: String) {
        errors.append(FieldError(field: field, code: code, message: message))
    }
}
