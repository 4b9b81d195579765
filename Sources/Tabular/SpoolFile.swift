import Kernel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of our own in the system's folder for temporary files, readable by nobody else, that goes as soon as nobody
/// holds it any more. What a server that was killed left behind, the system clears away.
public final class SpoolFile: Sendable {
    /// Where it is; it does not exist before something is written.
    public let path: String
    private let folder: String

    /// A place for a file of this name.
    public init(named name: String) throws {
        var template = Array("/tmp/martlet-file-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer {
            (text: inout UnsafeMutableBufferPointer<CChar>) -> String? in
            guard let start = text.baseAddress, mkdtemp(start) != nil else { return nil }
            return String(cString: start)
        }
        guard let made else {
            throw Problem(
                .unavailable, "tabular.no_room", "The file cannot be kept for now.",
                detail: "/tmp: \(String(cString: strerror(errno)))", remedy: "Check the folder's rights and free space."
            )
        }
        folder = made
        path = made + "/" + name
    }

    deinit {
        unlink(path)
        rmdir(folder)
    }

    /// Calls `body` for each part of the file as it lies on the disk; the last may be shorter.
    public func eachPart(_ size: Int, _ body: ([UInt8]) async throws -> Void) async throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        while true {
            let part = try read(descriptor, size)
            if part.isEmpty { return }
            try await body(part)
        }
    }

    private func read(_ descriptor: Int32, _ size: Int) throws -> [UInt8] {
        var failed = false
        let part = [UInt8](unsafeUninitializedCapacity: size) { (buffer, count) in
            while count < size {
                #if canImport(Glibc)
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                #elseif canImport(Musl)
                let got = Musl.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                #else
                let got = Darwin.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                #endif
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = true }
                if got <= 0 { return }
                count += got
            }
        }
        if failed { throw unreadable() }
        return part
    }

    private func unreadable() -> Problem {
        Problem(
            .unavailable, "tabular.no_room", "The file cannot be read for now.",
            detail: "\(path): \(String(cString: strerror(errno)))", remedy: "Try again.")
    }
}
