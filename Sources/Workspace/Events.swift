import Kernel
import Platform

/// Somebody wrote a comment.
struct CommentAdded: Event {
    static let name: EventName = "comments.added.v1"
    static let summary = "Somebody commented on a record."
    let comment: ID<Comment>
    let record: Reference
    let author: String
    let text: String
    /// Who is named in it; absent when nobody is.
    let mentions: [NamedPerson]?
    var subject: Reference { record }
}

/// Somebody took their comment away.
struct CommentDeleted: Event {
    static let name: EventName = "comments.deleted.v1"
    static let summary = "Somebody deleted their comment on a record."
    let comment: ID<Comment>
    let record: Reference
    var subject: Reference { record }
}

/// An action is being performed on many records.
struct BulkRunStarted: Event {
    static let name: EventName = "bulk_runs.started.v1"
    static let summary = "Somebody asked for an action on many records."
    let run: ID<BulkRun>
    let action: ActionName
    let total: Int
    let undoes: ID<BulkRun>?
    var subject: Reference { run.reference }
}

/// A run is over.
struct BulkRunEnded: Event {
    static let name: EventName = "bulk_runs.ended.v1"
    static let summary = "An action on many records has finished, was cancelled or was stopped."
    let run: ID<BulkRun>
    let action: ActionName
    let state: BulkRun.State
    let counts: BulkCounts
    var subject: Reference { run.reference }
}
