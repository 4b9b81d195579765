import Kernel

/// How much a source may hold before it is refused, so that a small upload cannot fill memory or run for hours.
public struct SourceLimits: Sendable, Hashable {
    /// The largest content, counted after decompression.
    public var maximumBytes: Int64
    /// How many times larger than its compressed form content may become; checked once `ratioFloor` bytes came out.
    public var maximumExpansion: Int64
    /// Content below this size is never refused for its expansion.
    public var ratioFloor: Int64

    /// States each limit; the defaults suit an import that a person started.
    public init(
        maximumBytes: Int64 = 8 << 30, maximumExpansion: Int64 = 250, ratioFloor: Int64 = 64 << 20
    ) {
        self.maximumBytes = maximumBytes
        self.maximumExpansion = maximumExpansion
        self.ratioFloor = ratioFloor
    }

    /// The limits used when none are named.
    public static let standard = SourceLimits()
}

/// How far a source has been read, in bytes of the file as it lies on the disk.
public struct SourceProgress: Sendable, Hashable {
    /// Bytes taken from the file, compressed where the file is compressed.
    public let readBytes: Int64
    /// The size of the file, or nil when it cannot be known (a pipe).
    public let totalBytes: Int64?

    /// Pairs what was read with what there is.
    public init(readBytes: Int64, totalBytes: Int64?) {
        self.readBytes = readBytes
        self.totalBytes = totalBytes
    }

    /// The share read, 0...1; nil when the size is unknown.
    public var share: Double? {
        guard let totalBytes else { return nil }
        return totalBytes == 0 ? 1 : min(1, Double(readBytes) / Double(totalBytes))
    }
}

/// Bytes read from beginning to end with constant memory; gzip is recognised by its first bytes and unpacked.
public final class ByteSource {
    /// The name problems are reported under.
    public let name: String
    /// Whether the content is being unpacked.
    public let isCompressed: Bool

    private let input: RawInput
    private let inflater: GzipInflater?
    private let limits: SourceLimits
    private var producedBytes: Int64 = 0

    /// Opens a file. Throws a Problem when it is missing, unreadable or not a regular file.
    public convenience init(path: String, limits: SourceLimits = .standard) throws {
        try self.init(RawInput(path: path), limits: limits)
    }

    /// Reads bytes that are already in memory, for example an upload.
    public convenience init(bytes: [UInt8], name: String = "the upload", limits: SourceLimits = .standard) throws {
        try self.init(RawInput(bytes: bytes, name: name), limits: limits)
    }

    private init(_ input: RawInput, limits: SourceLimits) throws {
        self.input = input
        self.limits = limits
        name = input.name
        isCompressed = try input.startsWith([0x1f, 0x8b])
        inflater = isCompressed ? try GzipInflater(name: input.name) : nil
    }

    /// How far the file has been read.
    public var progress: SourceProgress {
        SourceProgress(readBytes: input.consumedBytes, totalBytes: input.totalBytes)
    }

    /// Fills the front of `target` and returns how many bytes were written; 0 means the end.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count: Int
        if let inflater {
            count = try inflater.inflate(from: input, into: target)
        } else {
            count = try input.read(into: target)
        }
        producedBytes += Int64(count)
        try checkLimits()
        return count
    }

    private func checkLimits() throws {
        if producedBytes > limits.maximumBytes {
            throw Problem(
                .tooLarge, "tabular.file_too_large", "The file is too large",
                detail: "\(name) holds more than \(limits.maximumBytes) bytes.",
                remedy: "Split the file and import the parts one after the other.")
        }
        guard isCompressed, producedBytes > limits.ratioFloor else { return }
        if producedBytes / max(1, input.consumedBytes) > limits.maximumExpansion {
            throw Problem(
                .tooLarge, "tabular.expands_too_much", "The compressed file grows too much",
                detail: "\(name) unpacks to more than \(limits.maximumExpansion) times its size.",
                remedy: "Unpack the file yourself and import the result if it is what you expect.")
        }
    }
}
