import Kernel
import Platform

/// An import is through.
public struct ImportFinished: Event {
    /// imports.finished.v1
    public static let name: EventName = "imports.finished.v1"
    /// For the event reference.
    public static let summary = "An import is through; what came of it is counted."
    /// The import.
    public let run: ID<ImportRun>
    /// What kind of list it was.
    public let kind: ImportRun.Kind
    /// What came of it.
    public let counts: ImportCounts
    /// The import.
    public var subject: Reference { run.reference }
}

/// An import was taken back.
public struct ImportUndone: Event {
    /// imports.undone.v1
    public static let name: EventName = "imports.undone.v1"
    /// For the event reference.
    public static let summary = "An import was taken back; what others stand on stayed."
    /// The import.
    public let run: ID<ImportRun>
    /// How many of its orders and credit notes stayed, because they were changed or something stands on them.
    public let kept: Int
    /// The import.
    public var subject: Reference { run.reference }
}
