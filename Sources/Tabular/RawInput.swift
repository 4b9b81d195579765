import Kernel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes as they lie on the disk or in memory, read once from front to back.
final class RawInput {
    let name: String
    let totalBytes: Int64?
    private(set) var consumedBytes: Int64 = 0

    private let descriptor: Int32
    private let memory: [UInt8]
    private var memoryOffset = 0
    /// The first bytes, taken to look at them and not yet handed out.
    private var peeked: [UInt8] = []

    init(path: String) throws {
        let lastSlash = path.lastIndex(of: "/")
        name = lastSlash.map { (slash: String.Index) -> String in String(path[path.index(after: slash)...]) } ?? path
        memory = []
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Self.openFailure(path: path, code: errno) }
        var status = stat()
        guard fstat(opened, &status) == 0, (status.st_mode & S_IFMT) != S_IFDIR else {
            close(opened)
            throw Problem(
                .invalid, "tabular.not_a_file", "That is a folder, not a file", detail: path,
                remedy: "Name one file.")
        }
        descriptor = opened
        totalBytes = (status.st_mode & S_IFMT) == S_IFREG ? Int64(status.st_size) : nil
    }

    init(bytes: [UInt8], name: String) {
        self.name = name
        memory = bytes
        totalBytes = Int64(bytes.count)
        descriptor = -1
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether the content begins with these bytes; nothing is consumed. Ask before the first `read`.
    func startsWith(_ prefix: [UInt8]) throws -> Bool {
        while peeked.count < prefix.count {
            var chunk = [UInt8](repeating: 0, count: prefix.count - peeked.count)
            let count = try chunk.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) -> Int in
                try fetch(into: bytes)
            }
            if count == 0 { return false }
            peeked.append(contentsOf: chunk[0..<count])
        }
        return Array(peeked[0..<prefix.count]) == prefix
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count: Int
        if peeked.isEmpty {
            count = try fetch(into: target)
        } else {
            count = min(peeked.count, target.count)
            target.copyBytes(from: peeked[0..<count])
            peeked.removeFirst(count)
        }
        consumedBytes += Int64(count)
        return count
    }

    private func fetch(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard descriptor >= 0 else {
            let count = min(memory.count - memoryOffset, target.count)
            target.copyBytes(from: memory[memoryOffset..<(memoryOffset + count)])
            memoryOffset += count
            return count
        }
        while true {
            #if canImport(Darwin)
            let count = Darwin.read(descriptor, target.baseAddress, target.count)
            #elseif canImport(Musl)
            let count = Musl.read(descriptor, target.baseAddress, target.count)
            #else
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            #endif
            if count >= 0 { return count }
            if errno == EINTR { continue }
            throw Problem(
                .unavailable, "tabular.read_failed", "The file could not be read to its end",
                detail: "\(name): \(String(cString: strerror(errno)))")
        }
    }

    private static func openFailure(path: String, code: Int32) -> Problem {
        if code == ENOENT {
            return Problem(
                .notFound, "tabular.file_not_found", "There is no such file", detail: path,
                remedy: "Check the path.")
        }
        return Problem(
            .invalid, "tabular.file_unreadable", "The file cannot be opened",
            detail: "\(path): \(String(cString: strerror(code)))", remedy: "Check who may read the file.")
    }
}
