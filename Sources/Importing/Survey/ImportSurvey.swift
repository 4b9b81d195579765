import Kernel
import Platform
import Tabular

/// What a file looks like before anything is imported: how it is written, which column is which field and how sure that
/// is, what is missing, and its first rows as they are read. What is not right is said back as `mapping` and options.
public struct ImportSurvey: Codable, Sendable {
    /// One column of the file.
    public struct Column: Codable, Sendable {
        /// How sure the guess is.
        public enum Confidence: String, Codable, Sendable, CaseIterable { case sure, look, skipped }
        /// Why it was guessed, or why somebody should look.
        public enum Reason: String, Codable, Sendable, CaseIterable {
            case given, exactName, similarName, format, undecided, misfits, blanks, empty, unknown
        }
        /// Its place, from 1; `mapping` takes it as well as the name.
        public let number: Int
        /// Its name in the file.
        public let name: String
        /// The first different values.
        public let examples: [String]
        /// How many of the rows that were looked at have no value.
        public let blanks: Int
        /// How many values do not fit the others.
        public let misfits: Int
        /// The field it is; absent when it is not imported.
        public let field: String?
        /// How its numbers or dates are written, where that matters: `point`, `comma`, `dmy`, `mdy`, `ymd`.
        public let format: String?
        /// How sure that is.
        public let confidence: Confidence
        /// Why.
        public let reason: Reason
        /// The same in words.
        public let detail: String
    }

    /// One field of the list.
    public struct Field: Codable, Sendable {
        /// Its name in `mapping`.
        public let key: String
        /// Its name for people.
        public let label: String
        /// Whether the import needs it.
        public let isRequired: Bool
        /// The column it is; absent when there is none.
        public let column: Int?
    }

    /// The file.
    public let upload: ID<ImportUpload>
    /// What kind of list it is meant to be.
    public let kind: ImportRun.Kind
    /// The file's name.
    public let fileName: String
    /// How many bytes were sent.
    public let size: Int
    /// The text encoding.
    public private(set) var encoding: TextEncoding?
    /// What stands between cells, in words.
    public private(set) var delimiter: String?
    /// Whether the first line names the columns.
    public private(set) var hasHeader: Bool?
    /// The columns in the order of the file.
    public private(set) var columns: [Column] = []
    /// The fields such a list has.
    public let fields: [Field]
    /// What has to be said before the file can be imported: columns, formats, options.
    public private(set) var problems: [FieldError] = []
    /// The first rows, as they are read.
    public private(set) var rows: [[String]] = []
    /// How many rows were looked at.
    public private(set) var sampledRows = 0
    /// Whether these were all.
    public private(set) var isWhole = false
    /// What was decided, as it can be said back.
    public private(set) var mapping: [String] = []

    init(_ upload: ImportUpload, head: [UInt8], _ mapping: [String]?, _ choices: ImportChoices) throws {
        self.upload = upload.id
        kind = upload.kind
        fileName = upload.fileName
        size = upload.size
        let source = ImportSource.bytes(head, name: upload.fileName)
        var said = try choices.file(mapping)
        var problems: [FieldError] = []
        var found: TabularFile?
        do {
            if upload.kind == .customers { said = try CustomerList.options(source, said) }
            found = try source.inspect(said, upload.kind.fields)
        } catch let problem as Problem {
            problems.append(try Self.question(problem))
            if problem.code == "tabular.header_unclear" {
                said.hasHeader = true
                found = try source.inspect(said, upload.kind.fields)
            }
        }
        guard let table = found else {
            self.problems = problems
            fields = upload.kind.fields.map { field in
                Field(key: field.key, label: field.label, isRequired: field.isRequired, column: nil)
            }
            return
        }
        let proposal = ColumnMapping(upload.kind.fields).propose(table, options: said.mapping)
        problems += proposal.errors
        if upload.kind == .customers, !CustomerList.isNamed(proposal.mapping) {
            problems.append(
                FieldError(
                    field: "name", code: "imports.name_column_missing",
                    message: "No column was recognised as the customers' name."))
        }
        fields = upload.kind.fields.map { field in
            Field(
                key: field.key, label: field.label, isRequired: field.isRequired,
                column: proposal.mapping.index(field.key).map { $0 + 1 })
        }
        self.problems = problems
        encoding = table.encoding.encoding
        delimiter = table.dialect.delimiterName
        hasHeader = table.header != .absent && said.hasHeader != false
        isWhole = upload.isHeadWhole && table.isWholeFileSampled
        sampledRows = table.sampledRecords
        columns = table.profiles.map { profile in Self.column(profile, proposal.mapping, proposal.errors) }
        self.mapping = columns.map { column in
            let format = column.format.map { ":\($0)" } ?? ""
            return "\(column.number)=\(column.field.map { $0 + format } ?? "-")"
        }
        rows = try Self.rows(table)
    }

    /// What the file leaves open as a question about one option; anything else is a refusal.
    private static func question(_ problem: Problem) throws -> FieldError {
        let field: String
        switch problem.code {
        case "tabular.header_unclear": field = "header"
        case "tabular.delimiter_unclear": field = "delimiter"
        case "tabular.encoding_broken": field = "encoding"
        case _: throw problem
        }
        let words = [problem.title, problem.detail].compactMap { $0 }.joined(separator: ". ")
        return FieldError(field: field, code: problem.code, message: words)
    }

    private static func rows(_ table: TabularFile) throws -> [[String]] {
        var rows: [[String]] = []
        let reader = try table.open()
        while rows.count < 5, try reader.next() { rows.append(reader.record.cells()) }
        return rows
    }

    private static func column(
        _ profile: ColumnProfile, _ mapping: ResolvedMapping, _ errors: [FieldError]
    ) -> Column {
        let resolved = mapping.columns.first { $0.index == profile.index }
        let (confidence, reason, detail) = judged(profile, resolved, errors)
        return Column(
            number: profile.index + 1, name: profile.header, examples: profile.examples, blanks: profile.blankCount,
            misfits: profile.misfitCount, field: resolved?.field,
            format: resolved?.numberStyle?.rawValue ?? resolved?.dateOrder?.rawValue, confidence: confidence,
            reason: reason, detail: detail)
    }

    private static func judged(
        _ profile: ColumnProfile, _ resolved: ResolvedColumn?, _ errors: [FieldError]
    ) -> (Column.Confidence, Column.Reason, String) {
        guard let resolved else {
            return profile.valueCount == 0
                ? (.skipped, .empty, "The column is empty.") : (.skipped, .unknown, "No field is called like this.")
        }
        if let error = errors.first(where: { $0.field == resolved.field }) { return (.look, .undecided, error.message) }
        if resolved.kind != .text, profile.misfitCount > 0, let first = profile.misfits.first {
            return (
                .look, .misfits,
                "\(profile.misfitCount) values do not fit, the first on line \(first.line): \(first.text)"
            )
        }
        if profile.blankShare >= 0.05 {
            return (
                .look, .blanks, "\(profile.blankCount) of \(profile.blankCount + profile.valueCount) rows are empty."
            )
        }
        if resolved.reason == "given" { return (.sure, .given, "Named by you.") }
        if resolved.confidence < 0.9 { return (.look, .similarName, resolved.reason) }
        if let proof = resolved.proof {
            return (.sure, .format, "\(resolved.reason); line \(proof.line) proves it: \(proof.text)")
        }
        return (.sure, .exactName, resolved.reason)
    }
}

/// Looks at a file that was uploaded, before anything is imported.
public struct SurveyImport: Query {
    /// imports.survey
    public static let name: QueryName = "imports.survey"
    /// Who may.
    public static let permission = Permission.importsRun
    /// For people.
    public static let summary =
        "What an uploaded file looks like: its columns as fields, how sure that is, what is missing."

    /// The file.
    public var upload: ID<ImportUpload>
    /// Columns that are named, each as `COLUMN=FIELD` or `COLUMN=FIELD:FORMAT`; `COLUMN=-` leaves one out.
    public var mapping: [String]?
    /// How numbers are written.
    public var decimals: NumberStyle?
    /// In which order dates stand.
    public var dates: DateOrder?
    /// The text encoding.
    public var encoding: TextEncoding?
    /// What stands between cells.
    public var delimiter: DelimiterName?
    /// Whether the first line names the columns.
    public var header: Bool?

    /// Looks at a file with what is said about it.
    public init(upload: ID<ImportUpload>, mapping: [String]? = nil, options: ImportChoices = ImportChoices()) {
        self.upload = upload
        self.mapping = mapping
        decimals = options.decimals
        dates = options.dates
        encoding = options.encoding
        delimiter = options.delimiter
        header = options.header
    }

    /// Two statements: the upload, and the beginning of its content.
    public func fetch(in db: Reader) throws -> ImportSurvey {
        let record = try db.find(upload)
        try record.requireReady()
        let choices = ImportChoices(
            decimals: decimals, dates: dates, encoding: encoding, delimiter: delimiter, header: header)
        return try ImportSurvey(record, head: record.head(in: db), mapping, choices)
    }
}
