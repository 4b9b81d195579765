import Kernel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Takes bytes into a file or into memory. A file is finished by `close`; what was not closed is not promised.
public final class ByteSink {
    /// What was written, for sinks in memory.
    public private(set) var bytes: [UInt8] = []

    private var descriptor: Int32
    private let path: String?
    private let flushAt = 64 * 1024

    /// Collects in memory.
    public init() {
        descriptor = -1
        path = nil
    }

    /// Writes a file; one that is there is replaced.
    public init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        if descriptor >= 0 { _ = closeDescriptor() }
    }

    /// Appends bytes.
    public func write(_ more: some Sequence<UInt8>) throws {
        bytes.append(contentsOf: more)
        if path != nil, bytes.count >= flushAt { try flush() }
    }

    /// Hands everything to the operating system and, for a file, ends it.
    public func close() throws {
        guard let path else { return }
        try flush()
        guard descriptor >= 0 else { return }
        if closeDescriptor() != 0 { throw Self.failure(path) }
    }

    private func flush() throws {
        guard let path, !bytes.isEmpty else { return }
        try bytes.withUnsafeBytes { (all: UnsafeRawBufferPointer) throws -> Void in
            var rest = all
            while !rest.isEmpty {
                #if canImport(Darwin)
                let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #elseif canImport(Musl)
                let count = Musl.write(descriptor, rest.baseAddress, rest.count)
                #else
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Self.failure(path)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private func closeDescriptor() -> Int32 {
        let open = descriptor
        descriptor = -1
        #if canImport(Darwin)
        return Darwin.close(open)
        #elseif canImport(Musl)
        return Musl.close(open)
        #else
        return Glibc.close(open)
        #endif
    }

    private static func failure(_ path: String) -> Problem {
        Problem(
            .unavailable, "tabular.write_failed", "The file cannot be written",
            detail: "\(path): \(String(cString: strerror(errno)))",
            remedy: "Check the folder, its rights and the free space.")
    }
}
