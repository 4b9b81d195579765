import Kernel
import Platform
import Tabular

/// Receives files to be imported: what the faces use.
public struct ImportUploads: Sendable {
    let installation: Installation
    let invocation: Invocation

    /// For the shop of the invocation; its caller needs the permission `imports.run`.
    public init(_ installation: Installation, as invocation: Invocation) {
        self.installation = installation
        self.invocation = invocation
    }

    /// Begins to receive a file. The right to import is asked for before a single byte is read.
    public func receive(_ kind: ImportRun.Kind, name: String) async throws -> UploadReceipt {
        try invocation.caller.require(.importsRun)
        let megabytes = try await installation.read(as: invocation) { db in try db.setting(UploadPolicy.maximum) }
        return try UploadReceipt(self, kind, name: Self.fileName(name), limit: megabytes * 1_000_000)
    }

    /// The last part of a path of any system, without what no file name should hold.
    static func fileName(_ text: String) -> String {
        let last = text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var name = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
        name = String(name.suffix(150))
        while name.utf8.count > 200 { name.removeFirst() }
        return name.isEmpty || name == "." || name == ".." ? "upload.csv" : name
    }

    /// The file of an upload on this machine's disk, for as long as somebody holds it.
    static func fetch(
        _ upload: ImportUpload, _ installation: Installation, as invocation: Invocation
    ) async throws -> SpoolFile {
        let file = try SpoolFile(named: upload.fileName)
        let sink = try ByteSink(path: file.path)
        let id = upload.id
        for position in 0..<upload.chunks {
            let bytes: [UInt8]? = try await installation.read(as: invocation) { db in
                try db.scalar(
                    """
                    SELECT bytes FROM import_chunk
                    WHERE tenant = \(db.tenant) AND upload_id = \(id) AND position = \(position)
                    """)
            }
            guard let bytes else { throw Problem.notFound(id.reference) }
            try sink.write(bytes)
        }
        try sink.close()
        return file
    }
}

/// A file on its way in: written to the disk first, and put into the database once it is known to be a list at all. A
/// file that is refused, or whose sender goes away, leaves nothing behind.
public final class UploadReceipt {
    private let uploads: ImportUploads
    private let kind: ImportRun.Kind
    private let name: String
    private let limit: Int
    private let file: SpoolFile
    private let sink: ByteSink
    private var size = 0

    init(_ uploads: ImportUploads, _ kind: ImportRun.Kind, name: String, limit: Int) throws {
        self.uploads = uploads
        self.kind = kind
        self.name = name
        self.limit = limit
        file = try SpoolFile(named: name)
        sink = try ByteSink(path: file.path)
    }

    /// Takes more of the file. Refuses with 413 what is larger than the shop takes.
    public func write(_ bytes: some Collection<UInt8>) throws {
        size += bytes.count
        if size > limit {
            throw Problem(
                .tooLarge, "imports.file_too_large", "The file is larger than \(limit / 1_000_000) MB.", field: "file",
                remedy: "Compress it with gzip, split it, or raise the setting '\(UploadPolicy.maximum.key)'.")
        }
        try sink.write(bytes)
    }

    /// The file is here in full: refuses what is no list, else puts it away.
    public func finish() async throws -> ImportUpload {
        try sink.close()
        let head = try FileHead.read(file.path)
        try refuseOther(head.bytes)
        let digest = try ImportSource.path(file.path).digest()
        let chunks = (size + UploadPolicy.chunkSize - 1) / UploadPolicy.chunkSize
        var upload = try await perform(
            ReceiveUpload(
                kind: kind, fileName: name, size: size, chunks: chunks, digest: digest, isHeadWhole: head.isWhole,
                head: head.bytes))
        let id = upload.id
        var waiting: [[UInt8]] = []
        var position = 0
        func put() async throws {
            upload = try await perform(AddUploadPart(upload: id, position: position, parts: waiting))
            position += waiting.count
            waiting = []
        }
        try await file.eachPart(UploadPolicy.chunkSize) { part in
            waiting.append(part)
            if waiting.count == UploadPolicy.chunksAtOnce { try await put() }
        }
        if !waiting.isEmpty { try await put() }
        return upload
    }

    /// Pictures, workbooks, web pages and empty files are refused by what they are; what is merely unclear is asked
    /// about later.
    private func refuseOther(_ head: [UInt8]) throws {
        let refused: Set<String> = ["tabular.empty", "tabular.not_text", "tabular.not_a_list"]
        do {
            _ = try TabularFile.inspect(bytes: head, name: name, vocabulary: kind.fields)
        } catch var problem as Problem where refused.contains(problem.code) {
            problem.field = "file"
            throw problem
        } catch is Problem {
            return
        }
    }

    private func perform<A: Action>(_ action: A) async throws -> A.Outcome {
        let performed = try await uploads.installation.perform(action, as: uploads.invocation)
        guard let outcome = performed.outcome else {
            throw Problem(.internal, "held", "Receiving a file cannot be held.")
        }
        return outcome
    }
}
