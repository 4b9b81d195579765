import Platform

extension Permission {
    /// Seeing the list of imports.
    static let importsRead: Permission = "imports.read"
    /// Importing files.
    static let importsRun: Permission = "imports.run"
    /// Taking an import back.
    static let importsUndo: Permission = "imports.undo"
}
