import Crypto
import Kernel
import Tabular

/// Where the file of an import is.
public enum ImportSource: Sendable {
    /// On the disk.
    case path(String)
    /// In memory, with the name it came under.
    case bytes([UInt8], name: String)

    /// The name without its folder.
    public var fileName: String {
        switch self {
        case .path(let path): path.split(separator: "/").last.map(String.init) ?? path
        case .bytes(_, let name): name
        }
    }

    func inspect(_ options: FileOptions, _ fields: [TargetField]) throws -> TabularFile {
        do {
            switch self {
            case .path(let path):
                return try TabularFile.inspect(path: path, options: options.reading, vocabulary: fields)
            case .bytes(let bytes, let name):
                return try TabularFile.inspect(bytes: bytes, name: name, options: options.reading, vocabulary: fields)
            }
        } catch let problem as Problem { throw problem.namingOptions }
    }

    /// SHA-256 of the unpacked content, in hex.
    func digest() throws -> String {
        let source =
            switch self {
            case .path(let path): try ByteSource(path: path)
            case .bytes(let bytes, let name): try ByteSource(bytes: bytes, name: name)
            }
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1_024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        }
        return Hex.encode(Array(hash.finalize()))
    }
}

/// A list with its columns known.
struct MappedFile {
    let table: TabularFile
    let mapping: ResolvedMapping

    /// Looks at the file and decides its columns, or refuses with what must be said.
    init(_ source: ImportSource, _ options: FileOptions, _ fields: [TargetField]) throws {
        table = try source.inspect(options, fields)
        do {
            mapping = try ColumnMapping(fields).resolve(table, options: options.mapping)
        } catch let problem as Problem { throw problem.namingOptions }
    }

    /// `InvoiceNo → invoice`, with the format where there is one.
    var lines: [String] {
        mapping.columns.map { (column: ResolvedColumn) -> String in
            let format = column.numberStyle?.rawValue ?? column.dateOrder?.rawValue
            return "\(column.header) → \(column.field)" + (format.map { ":\($0)" } ?? "")
        }
    }
}
