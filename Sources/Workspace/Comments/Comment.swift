import Kernel
import Platform
import Store

/// What somebody wrote about a record. It is read in the record's timeline.
public struct Comment: Record {
    /// `cmt_…`
    public static let idPrefix = "cmt"
    /// Its table.
    public static let table = Table("record_comment", "record, body, author, created_at")

    /// The id.
    public let id: ID<Comment>
    /// Counts the saves.
    public var version: Int
    /// What it is about.
    public let record: Reference
    /// What it says.
    public let text: String
    /// Who wrote it.
    public let author: String
    /// When.
    public let createdAt: Instant

    init(id: ID<Comment>, record: Reference, text: String, author: String, createdAt: Instant) {
        self.id = id
        version = 1
        self.record = record
        self.text = text
        self.author = author
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        record = try row.next()
        text = try row.next()
        author = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(record)
        values.add(text)
        values.add(author)
        values.add(createdAt)
    }
}

/// Writes a comment about a record the caller can open.
struct AddComment: Action {
    static let name: ActionName = "comments.add"
    static let permission = Permission.commentsWrite
    static let summary = """
        Writes a comment about a record you can open; it stands in the record's timeline. Whom it names by @ and their \
        name finds it in their inbox.
        """
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [CommentAdded.self] }

    /// Any record you can open.
    var record: Reference
    var text: String

    func perform(in tx: Transaction) throws -> Comment {
        let clean = FieldText.paragraphs(text)
        var check = Validation()
        check.check(
            (1...WorkspacePolicy.commentLimit).contains(clean.count), "text", "bad_length",
            "Write at least one and at most \(WorkspacePolicy.commentLimit) characters.")
        try check.finish()
        try tx.requireReadable(record)
        let comment = Comment(
            id: tx.newID(), record: record, text: clean, author: tx.caller.principal, createdAt: tx.now)
        try tx.insert(comment)
        let named = try tx.mention(in: comment)
        try tx.emit(
            CommentAdded(
                comment: comment.id, record: record, author: comment.author, text: clean,
                mentions: named.isEmpty ? nil : named))
        return comment
    }
}

/// Takes one's own comment away. The audit log keeps that it was there.
struct DeleteComment: Action {
    static let name: ActionName = "comments.delete"
    static let permission = Permission.commentsWrite
    static let summary = "Deletes a comment of your own."
    static var emits: [any Event.Type] { [CommentDeleted.self] }

    var comment: ID<Comment>

    func perform(in tx: Transaction) throws -> Done {
        let record = try tx.find(comment)
        try tx.requireReadable(record.record)
        guard record.author == tx.caller.principal else {
            throw Problem(
                .forbidden, "comments.not_yours", "Only who wrote a comment can delete it.",
                remedy: "Ask its author, or answer it.")
        }
        try tx.execute("DELETE FROM comment_mention WHERE tenant = \(tx.tenant) AND comment = \(comment)")
        try tx.delete(record)
        try tx.emit(CommentDeleted(comment: comment, record: record.record))
        return Done()
    }
}
