import Kernel
import Platform
import Store

/// Tries an import: a server reads the whole file and says what would come of it. Nothing is changed.
public struct TryImport: Action {
    /// imports.try
    public static let name: ActionName = "imports.try"
    /// Who may.
    public static let permission = Permission.importsRun
    /// For people.
    public static let summary = "Tries an import in the background: says what it would bring, and changes nothing."

    /// The file.
    public var upload: ID<ImportUpload>
    /// Columns that are named, each as `COLUMN=FIELD` or `COLUMN=FIELD:FORMAT`; the others are found out.
    public var mapping: [String]?
    /// What else is said about the file.
    public var options: ImportChoices?

    /// A trial of an import.
    public init(upload: ID<ImportUpload>, mapping: [String]? = nil, options: ImportChoices? = nil) {
        self.upload = upload
        self.mapping = mapping
        self.options = options
    }

    /// Notes the task; a server takes it within a second.
    public func perform(in tx: Transaction) throws -> ImportTask {
        var file = try ReadyUpload.find(upload, mapping, options, keptFor: UploadPolicy.unusedFor, in: tx)
        let task = ImportTask(
            id: tx.newID(), .trial, file, run: nil, mapping: mapping ?? [], options: options ?? ImportChoices(),
            asker: tx.caller.principal, at: tx.now)
        try tx.save(&file)
        try tx.insert(task)
        return task
    }
}

/// Begins an import of a file that was uploaded. Servers do it in the background, as the person who began it and with
/// their rights; it can be left alone. An import of the same content that was interrupted is gone on with.
public struct BeginImport: Action {
    /// imports.begin
    public static let name: ActionName = "imports.begin"
    /// Who may.
    public static let permission = Permission.importsRun
    /// For people.
    public static let summary =
        "Begins to import a file in the background, or goes on with an interrupted import of it."
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The file.
    public var upload: ID<ImportUpload>
    /// Columns that are named, each as `COLUMN=FIELD` or `COLUMN=FIELD:FORMAT`; the others are found out.
    public var mapping: [String]?
    /// What else is said about the file.
    public var options: ImportChoices?

    /// An import of a file.
    public init(upload: ID<ImportUpload>, mapping: [String]? = nil, options: ImportChoices? = nil) {
        self.upload = upload
        self.mapping = mapping
        self.options = options
    }

    /// Opens the import and notes the task.
    public func perform(in tx: Transaction) throws -> ImportRun {
        var file = try ReadyUpload.find(upload, mapping, options, keptFor: UploadPolicy.importedFor, in: tx)
        var run: ImportRun
        if let earlier = try ImportRun.unfinished(file.kind, digest: file.digest, in: tx) {
            run = earlier
            if let task = try ImportTask.latest(of: run.id, in: tx), task.isOpen {
                throw Problem.importStillRunning(run)
            }
            try run.resume(lease: "", at: tx.now)
            try tx.save(&run)
        } else {
            run = ImportRun(
                id: tx.newID(), kind: file.kind, fileName: file.fileName, digest: file.digest, mapping: "", lease: "",
                at: tx.now)
            try tx.insert(run)
        }
        let task = ImportTask(
            id: tx.newID(), .import, file, run: run.id, mapping: mapping ?? [], options: options ?? ImportChoices(),
            asker: tx.caller.principal, at: tx.now)
        try tx.save(&file)
        try tx.insert(task)
        return run
    }
}

/// Stops an import where it is. What it has recorded stays; it can be gone on with or undone.
public struct StopImport: Action {
    /// imports.stop
    public static let name: ActionName = "imports.stop"
    /// Who may.
    public static let permission = Permission.importsRun
    /// For people.
    public static let summary = "Stops an import where it is; it can be gone on with or undone."

    /// The import.
    public var `import`: ID<ImportRun>

    /// The import to stop.
    public init(import: ID<ImportRun>) { self.import = `import` }

    /// Takes the lease away, so that whoever works on it stops at the next step.
    public func perform(in tx: Transaction) throws -> ImportRun {
        var run = try tx.find(`import`)
        guard run.state == .running else {
            throw Problem(
                .conflict, "imports.not_running", "This import is not running.",
                details: ["import": run.id.description, "state": run.state.rawValue])
        }
        if let open = try ImportTask.latest(of: run.id, in: tx), open.isOpen {
            var task = try tx.find(open.id)
            try task.move(to: .stopped, at: tx.now)
            try tx.save(&task)
        }
        try run.move(to: .interrupted, at: tx.now)
        run.lease = ""
        try tx.save(&run)
        return run
    }
}

/// A file that can be worked on as asked.
enum ReadyUpload {
    /// Finds it, refuses columns that are not clear with one error for each thing to be said, and keeps it for longer.
    static func find(
        _ id: ID<ImportUpload>, _ mapping: [String]?, _ options: ImportChoices?, keptFor span: TimeSpan,
        in tx: Transaction
    ) throws -> ImportUpload {
        var upload = try tx.find(id)
        try upload.requireReady()
        let survey = try ImportSurvey(upload, head: upload.head(in: tx), mapping, options ?? ImportChoices())
        if !survey.problems.isEmpty {
            var problem = Problem(
                .invalid, "imports.columns_unclear", "The columns of the list are not clear",
                remedy: "Ask 'imports.survey' what was found, and name the columns with 'mapping'.",
                errors: survey.problems)
            problem.detail = survey.problems.first?.message
            throw problem
        }
        upload.keptUntil = max(upload.keptUntil, tx.now + span)
        return upload
    }
}
