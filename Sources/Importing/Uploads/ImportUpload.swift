import Kernel
import Platform
import Store

/// A file that was sent to be imported. Its bytes lie beside it in parts, so that every server of the installation and
/// every backup has them.
public struct ImportUpload: Record {
    /// `upl_…`
    public static let idPrefix = "upl"
    /// Its table.
    public static let table = Table(
        "import_upload",
        "kind, state, file_name, size, chunks, digest, is_head_whole, uploaded_by, created_at, kept_until")

    /// Whether all of it is here.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case receiving, ready
    }

    /// The id.
    public let id: ID<ImportUpload>
    /// Counts the saves.
    public var version: Int
    /// What kind of list it is meant to be.
    public let kind: ImportRun.Kind
    /// Whether all of it is here.
    public internal(set) var state: State
    /// The file's name, without its folder.
    public let fileName: String
    /// How many bytes were sent.
    public let size: Int
    /// In how many parts they lie.
    let chunks: Int
    /// SHA-256 of the unpacked content.
    public let digest: String
    /// Whether the part that is looked at first is all there is.
    let isHeadWhole: Bool
    /// Who sent it.
    public let uploadedBy: String
    /// When.
    public let createdAt: Instant
    /// It may go after this, unless somebody uses it.
    public internal(set) var keptUntil: Instant

    enum CodingKeys: String, CodingKey {
        case id, version, kind, state, fileName, size, digest, uploadedBy, createdAt, keptUntil
        case chunks, isHeadWhole
    }

    init(
        id: ID<ImportUpload>, kind: ImportRun.Kind, fileName: String, size: Int, chunks: Int, digest: String,
        isHeadWhole: Bool, by principal: String, at now: Instant
    ) {
        self.id = id
        version = 1
        self.kind = kind
        state = .receiving
        self.fileName = fileName
        self.size = size
        self.chunks = chunks
        self.digest = digest
        self.isHeadWhole = isHeadWhole
        uploadedBy = principal
        createdAt = now
        keptUntil = now + UploadPolicy.unusedFor
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        kind = try row.next()
        state = try row.next()
        fileName = try row.next()
        size = try row.next()
        chunks = try row.next()
        digest = try row.next()
        isHeadWhole = try row.next()
        uploadedBy = try row.next()
        createdAt = try row.next()
        keptUntil = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(kind)
        values.add(state)
        values.add(fileName)
        values.add(size)
        values.add(chunks)
        values.add(digest)
        values.add(isHeadWhole)
        values.add(uploadedBy)
        values.add(createdAt)
        values.add(keptUntil)
    }
}

extension ImportUpload {
    /// The moves of an upload.
    public static let lifecycle = StateMachine<State>(startsAt: .receiving, [.receiving: [.ready], .ready: []])

    /// Refuses an upload that is not here in full.
    func requireReady() throws {
        if state == .ready { return }
        throw Problem(
            .conflict, "imports.upload_incomplete", "This file has not arrived in full.", field: "upload",
            remedy: "Wait until it is sent, or send it again.")
    }

    /// The beginning of its content, unpacked.
    func head(in db: Reader) throws -> [UInt8] {
        let bytes: [UInt8]? = try db.scalar(
            "SELECT head FROM import_upload WHERE tenant = \(db.tenant) AND id = \(id)")
        return bytes ?? []
    }
}

/// How much is taken, and for how long it is kept.
enum UploadPolicy {
    /// The bytes of one row.
    static let chunkSize = 256 * 1_024
    /// How many rows are written in one transaction.
    static let chunksAtOnce = 8
    /// An upload nobody uses is kept for a day.
    static let unusedFor = TimeSpan.days(1)
    /// One that was imported stays a little longer, to be gone on with.
    static let importedFor = TimeSpan.days(7)

    /// How large a file may be.
    static let maximum = Setting<Int>(
        "imports.max_upload_mb", "The largest file that can be uploaded to be imported, in megabytes (1 to 2,000).",
        default: 200,
        validate: { value in (1...2_000).contains(value) ? nil : "Choose from 1 to 2,000 megabytes." })
}
