/// A place at which the storage can fail.
package enum StorageBoundary: Sendable, Hashable, CaseIterable {
    /// Before a statement of a body: it is not run, and says what is wrong.
    case statement
    /// Before the commit of a group: nothing of it happened.
    case commit
    /// After a commit: it happened, and nobody hears of it.
    case reply
}

/// Makes the storage fail where a simulation wants it to. Asked before every statement of a body and around every commit;
/// nobody is asked when there is none.
package protocol StorageFaults: AnyObject, Sendable {
    /// The failure to report at this place, or nil when all is well.
    func failure(at boundary: StorageBoundary) -> DBError?
}
