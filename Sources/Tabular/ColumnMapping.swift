import Kernel

/// Finds out which column of a list is which field. It takes what is clear, and where two columns are equally good, a
/// required field has none, or a format is open, it throws one Problem that names everything to be said.
public struct ColumnMapping: Sendable {
    /// The confidence from which a column is taken without asking.
    public static let takenFrom = 0.7

    private let fields: [TargetField]

    /// A mapping onto these fields.
    public init(_ fields: [TargetField]) { self.fields = fields }

    /// Every resemblance between columns and fields, best first, for showing.
    public func proposals(for file: TabularFile) -> [ColumnProposal] {
        var proposals: [ColumnProposal] = []
        let headers = file.profiles.map { profile in HeaderName(profile.header) }
        for field in fields {
            let names = HeaderMatch.names(of: field)
            for (profile, header) in zip(file.profiles, headers) {
                let proposal = HeaderMatch.proposal(profile, header, for: field, names)
                if let proposal { proposals.append(proposal) }
            }
        }
        return proposals.sorted { (left: ColumnProposal, right: ColumnProposal) -> Bool in
            left.confidence == right.confidence ? left.column < right.column : left.confidence > right.confidence
        }
    }

    /// Decides every field, or throws a Problem with one error for each thing that is missing, double or open.
    public func resolve(_ file: TabularFile, options: MappingOptions = MappingOptions()) throws -> ResolvedMapping {
        let proposed = propose(file, options: options)
        guard proposed.errors.isEmpty else { throw problem(proposed.errors, file) }
        return proposed.mapping
    }

    /// Decides what can be decided, and names what is missing, double or open: for showing and correcting.
    public func propose(
        _ file: TabularFile, options: MappingOptions = MappingOptions()
    ) -> (mapping: ResolvedMapping, errors: [FieldError]) {
        var draft = MappingDraft(fields: fields, file: file)
        draft.apply(options.overrides)
        let proposals = proposals(for: file)
        draft.assign(proposals)
        draft.requireFields(proposals)
        let columns = draft.settleFormats(options)
        return (ResolvedMapping(columns: columns, ignoredHeaders: draft.ignoredHeaders), draft.errors)
    }

    private func problem(_ errors: [FieldError], _ file: TabularFile) -> Problem {
        let columns = file.profiles.map { (profile: ColumnProfile) -> String in
            let examples = profile.examples.prefix(2).joined(separator: ", ")
            return "\(profile.label) (\(profile.kind.description)\(examples.isEmpty ? "" : ": \(examples)"))"
        }
        let keys = fields.map { (field: TargetField) -> String in field.isRequired ? field.key : "[\(field.key)]" }
        return Problem(
            .invalid, "tabular.columns_unresolved", "The columns of the list are not clear",
            detail: errors.map(\.message).joined(separator: " ") + " The list has the columns "
                + columns.joined(separator: "; ") + ".",
            remedy:
                "Map them as COLUMN=FIELD, the column by name or number, for example \"1=\(fields.first?.key ?? "field")\". "
                + "Fields: " + keys.joined(separator: ", ") + ".",
            errors: errors)
    }
}
