import Platform

/// The module's table of contents: imports, and what they have recorded.
public enum ImportingModule {
    /// What the registry collects.
    public static let module = Module(
        name: "importing", summary: "Brings orders, products and customers in from files, and takes them out again.",
        migrations: ImportingSchema.migrations,
        resources: [Resource("imports", of: ImportRun.self, singular: "import", named: "file_name")],
        actions: [
            StartImport.self, PrepareImport.self, RecordImportPart.self, RecordProductsPart.self,
            RecordCustomersPart.self, TryCustomers.self, EndImport.self,
            UndoImport.self, UndoImportPart.self,
            ReceiveUpload.self, AddUploadPart.self, DiscardUpload.self, TryImport.self, BeginImport.self,
            StopImport.self, LeaseImportTask.self, KeepImportTask.self, EndImportTask.self, KeepRejects.self,
        ],
        queries: [
            ListImports.self, GetImport.self, SurveyImport.self, GetTrial.self, ListRejects.self, ListTrialRejects.self,
        ],
        events: [ImportFinished.self, ImportUndone.self],
        settings: [UploadPolicy.maximum],
        checks: ImportingChecks.all,
        lifecycles: [
            Lifecycle("Import", ImportRun.lifecycle), Lifecycle("Import task", ImportTask.lifecycle),
            Lifecycle("Import upload", ImportUpload.lifecycle),
        ],
        staffPermissions: [.importsRead],
        sweeps: [
            Sweep("imports.undo_part") { db in try UndoImportPart.due(in: db) },
            Sweep("imports.discard_upload") { db in try DiscardUpload.due(in: db) },
        ],
        works: [ImportDesk.work])
}
