import Kernel
import Platform
import Store

/// The shop's imports, newest first.
struct ListImports: ListQuery {
    static let name: QueryName = "imports.list"
    static let permission = Permission.importsRead
    static let summary = "The shop's imports, newest first."

    /// Words of the file's name, or an id.
    var q: String?
    var state: AnyOf<ImportRun.State>?
    var kind: AnyOf<ImportRun.Kind>?
    /// When they were started, in days of the shop's calendar.
    var started: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ImportRun> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state", isIndexed: true)
        conditions.add(kind, "kind")
        try conditions.add(started, "started_at", ids: "id", in: db)
        if let id = q.flatMap({ ID<ImportRun>(Text.trimmed($0)) }) {
            conditions.add("id = \(id)")
        } else {
            try conditions.add(words: q, plain: ["file_name"])
        }
        return try db.page(
            ImportRun.table.columns, from: ImportRun.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in try ImportRun(row: &row) }
    }
}

/// One import with how far it is.
public struct ImportDetail: Codable, Sendable {
    /// The import.
    public let `import`: ImportRun
    /// How far the server that does it is, or how it ended; absent for imports from the command line.
    public let progress: TaskProgress?
    /// The file that was uploaded, as long as it is kept.
    public let upload: ID<ImportUpload>?
    /// What came of it, in words, once it is through.
    public let report: ImportReport?
    /// How many of the lines that were not taken are kept.
    public let keptRejects: Int
    /// The columns that were named, as `COLUMN=FIELD`.
    public let said: [String]
    /// What else was said about the file.
    public let options: ImportChoices?
}

/// One import.
public struct GetImport: Query {
    /// imports.get
    public static let name: QueryName = "imports.get"
    /// Who may.
    public static let permission = Permission.importsRead
    /// For people.
    public static let summary = "One import: its file, how far it is, what came of it."

    /// The import.
    public var `import`: ID<ImportRun>

    /// The import to read.
    public init(import: ID<ImportRun>) { self.import = `import` }

    /// Four statements.
    public func fetch(in db: Reader) throws -> ImportDetail {
        let run = try db.find(`import`)
        let task = try ImportTask.latest(of: run.id, in: db)
        let upload = try task.flatMap { task in try db.get(task.upload) }
        return ImportDetail(
            import: run, progress: task?.progress, upload: upload?.id, report: task?.report,
            keptRejects: try RejectedLine.count(of: run.id.raw, in: db), said: task?.mapping ?? [],
            options: task?.options)
    }
}

/// A trial with how far it is.
public struct TrialDetail: Codable, Sendable {
    /// The trial.
    public let trial: ImportTask
    /// How far it is.
    public let progress: TaskProgress
    /// How many of the lines that would not be taken are kept.
    public let keptRejects: Int
}

/// One trial of an import.
public struct GetTrial: Query {
    /// imports.trial
    public static let name: QueryName = "imports.trial"
    /// Who may.
    public static let permission = Permission.importsRead
    /// For people.
    public static let summary = "One trial of an import: how far it is, and what the import would bring."

    /// The trial.
    public var trial: ID<ImportTask>

    /// The trial to read.
    public init(trial: ID<ImportTask>) { self.trial = trial }

    /// Two statements.
    public func fetch(in db: Reader) throws -> TrialDetail {
        let task = try db.find(trial)
        return TrialDetail(
            trial: task, progress: task.progress, keptRejects: try RejectedLine.count(of: task.rejectOwner, in: db))
    }
}

extension RejectedLine {
    static func count(of owner: RawID, in db: Reader) throws -> Int {
        try db.scalar("SELECT count(*) FROM import_reject WHERE tenant = \(db.tenant) AND owner = \(owner)") ?? 0
    }
}

extension ImportRun {
    /// The newest imports of the shop of the invocation.
    public static func latest(
        _ limit: Int, _ installation: Installation, as invocation: Invocation
    ) async throws -> [ImportRun] {
        try await installation.fetch(ListImports(state: nil, limit: limit, after: nil), as: invocation).data
    }
}
