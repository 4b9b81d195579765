import Identity
import Kernel
import Platform
import Store

/// Somebody was named in a comment by somebody else. It waits in their inbox until they open it.
public struct Mention: Record {
    /// `mtn_…`
    public static let idPrefix = "mtn"
    /// Its table.
    public static let table = Table("comment_mention", "comment, record, person, author, created_at, read_at")

    /// The id.
    public let id: ID<Mention>
    /// Counts the saves.
    public var version: Int
    /// Where they are named.
    public let comment: ID<Comment>
    /// What the comment is about.
    public let record: Reference
    /// Who is named.
    public let person: String
    /// Who wrote it.
    public let author: String
    /// When.
    public let createdAt: Instant
    /// When they opened it.
    public var readAt: Instant?

    init(id: ID<Mention>, of person: String, in comment: Comment) {
        self.id = id
        version = 1
        self.comment = comment.id
        record = comment.record
        self.person = person
        author = comment.author
        createdAt = comment.createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        comment = try row.next()
        record = try row.next()
        person = try row.next()
        author = try row.next()
        createdAt = try row.next()
        readAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(comment)
        values.add(record)
        values.add(person)
        values.add(author)
        values.add(createdAt)
        values.add(readAt)
    }
}

extension Transaction {
    /// Tells everybody whom a comment names, but for its author; answers all who are named.
    func mention(in comment: Comment) throws -> [NamedPerson] {
        guard comment.text.contains("@") else { return [] }
        let people = MentionText.people(in: comment.text, of: try Principals.colleagues(in: self))
        for named in people where named.person != comment.author {
            try insert(Mention(id: newID(), of: named.person, in: comment))
        }
        return people
    }
}

/// Notes that one has opened where one is named.
struct ReadMention: Action {
    static let name: ActionName = "mentions.mark_read"
    static let permission = Permission.mentionsWrite
    static let summary = "Notes that you have read where a comment names you."

    var mention: ID<Mention>

    func perform(in tx: Transaction) throws -> Mention {
        var found = try tx.find(mention)
        guard found.person == tx.caller.principal else { throw Problem.notFound(mention.reference) }
        if found.readAt != nil { return found }
        found.readAt = tx.now
        try tx.save(&found)
        return found
    }
}

/// A mention as its person meets it.
struct MentionView: Codable, Sendable {
    let id: ID<Mention>
    let version: Int
    let comment: ID<Comment>
    let record: Reference
    let author: String
    /// What the comment says; absent while the record is not theirs to open.
    let text: String?
    let createdAt: Instant
    let readAt: Instant?
}

/// Where one is named, newest first.
struct ListMentions: ListQuery {
    static let name: QueryName = "mentions.list"
    static let permission = Permission.mentionsRead
    static let summary = "Comments that name you, newest first."

    /// Only those read already, or only the others.
    var isRead: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<MentionView> {
        var filters: [SQL] = ["m.tenant = \(db.tenant)", "m.person = \(db.caller.principal)"]
        if let isRead { filters.append(isRead ? "m.read_at IS NOT NULL" : "m.read_at IS NULL") }
        let source: SQL = "comment_mention m JOIN record_comment c ON c.tenant = m.tenant AND c.id = m.comment"
        return try db.page(
            "m.id, m.version, m.comment, m.record, m.author, c.body, m.created_at, m.read_at", from: source,
            where: filters, order: .descending("m.id"), limit: limit, after: after
        ) { row in
            let (id, version): (ID<Mention>, Int) = (try row.next(), try row.next())
            let (comment, record): (ID<Comment>, Reference) = (try row.next(), try row.next())
            let (author, body): (String, String) = (try row.next(), try row.next())
            let text = db.mayOpen(record) ? body : nil
            return MentionView(
                id: id, version: version, comment: comment, record: record, author: author, text: text,
                createdAt: try row.next(), readAt: try row.next())
        }
    }
}

extension Reader {
    /// Whether the caller may open records of this kind.
    fileprivate func mayOpen(_ record: Reference) -> Bool {
        guard let resource = registry.resource(prefix: record.kind),
            let entry = try? registry.query("\(resource.collection).get")
        else { return false }
        return caller.may(entry.permission)
    }
}
