import Kernel
import Platform
import Store

/// Notes a file that has been received, before its parts are put away.
struct ReceiveUpload: Action {
    static let name: ActionName = "imports.receive_upload"
    static let permission = Permission.importsRun
    static let summary = "Notes a file that was sent to be imported."
    static let route = ActionRoute.internalOnly

    var kind: ImportRun.Kind
    var fileName: String
    var size: Int
    var chunks: Int
    var digest: String
    var isHeadWhole: Bool
    /// The beginning of the content; no part of the audit.
    var head: [UInt8] = []

    enum CodingKeys: String, CodingKey { case kind, fileName, size, chunks, digest, isHeadWhole }

    func perform(in tx: Transaction) throws -> ImportUpload {
        let upload = ImportUpload(
            id: tx.newID(), kind: kind, fileName: fileName, size: size, chunks: chunks, digest: digest,
            isHeadWhole: isHeadWhole, by: tx.caller.principal, at: tx.now)
        try tx.insert(upload)
        try tx.execute("UPDATE import_upload SET head = \(head) WHERE tenant = \(tx.tenant) AND id = \(upload.id)")
        return upload
    }
}

/// Puts some parts of a file away; with the last, the file is ready.
struct AddUploadPart: Action {
    static let name: ActionName = "imports.add_upload_part"
    static let permission = Permission.importsRun
    static let summary = "Puts some parts of a file away; with the last, it can be imported."
    static let route = ActionRoute.internalOnly

    var upload: ID<ImportUpload>
    /// The place of the first part.
    var position: Int
    var size: Int
    /// The bytes; no part of the audit.
    var parts: [[UInt8]] = []

    enum CodingKeys: String, CodingKey { case upload, position, size }

    init(upload: ID<ImportUpload>, position: Int, parts: [[UInt8]]) {
        self.upload = upload
        self.position = position
        self.parts = parts
        size = parts.reduce(0) { $0 + $1.count }
    }

    func perform(in tx: Transaction) throws -> ImportUpload {
        var record = try tx.find(upload)
        var values: [DBValue] = []
        for (offset, part) in parts.enumerated() {
            values += [tx.tenant.dbValue, upload.dbValue, (position + offset).dbValue, part.dbValue]
        }
        try tx.insertMany(
            into: "import_chunk", columns: ["tenant", "upload_id", "position", "bytes"], values: values)
        if position + parts.count == record.chunks {
            try ImportUpload.lifecycle.move(&record.state, to: .ready)
            try tx.save(&record)
        }
        return record
    }
}

/// Lets go of a file that nobody needs any more.
struct DiscardUpload: Action {
    static let name: ActionName = "imports.discard_upload"
    static let permission = Permission.importsRun
    static let summary = "Lets go of a file that was sent and that nobody needs any more."
    static let route = ActionRoute.internalOnly

    var upload: ID<ImportUpload>

    /// The next file of the shop whose time is over and on which nothing works.
    static func due(in db: Reader) throws -> DiscardUpload? {
        let id: ID<ImportUpload>? = try db.scalar(
            """
            SELECT u.id FROM import_upload u WHERE u.tenant = \(db.tenant) AND u.kept_until < \(db.now)
                AND NOT EXISTS (
                    SELECT 1 FROM import_task t
                    WHERE t.tenant = u.tenant AND t.upload_id = u.id AND t.state IN ('waiting', 'running'))
            ORDER BY u.kept_until LIMIT 1
            """)
        return id.map { DiscardUpload(upload: $0) }
    }

    func perform(in tx: Transaction) throws -> Done {
        let record = try tx.find(upload)
        try tx.execute("DELETE FROM import_chunk WHERE tenant = \(tx.tenant) AND upload_id = \(upload)")
        try tx.delete(record)
        return Done()
    }
}
