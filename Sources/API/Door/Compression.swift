import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// Packs text that goes out, for whoever takes gzip. Pages mask their form token anew for every request, so that the
/// length of a packed page tells nothing about it. A record's `ETag` names its version, not the bytes sent, and stays.
public struct Compression: RouterMiddleware {
    /// The contexts it works on.
    public typealias Context = WebContext

    /// Below this many bytes packing saves no packet.
    static let least = 1_024
    /// Up to this many bytes are packed in one go, and their length is said.
    static let wholeUpTo = 1_024 * 1_024

    /// The middleware; it belongs outside everything that makes answers.
    public init() {}

    /// Handles one request.
    public func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard Self.isText(response.headers[.contentType]), response.headers[.contentEncoding] == nil else {
            return response
        }
        response.headers[.vary] = Self.varied(response.headers[.vary])
        let length = response.body.contentLength
        guard request.takesGzip, request.method != .head, length ?? .max > Self.least else { return response }
        response.headers[.contentEncoding] = "gzip"
        if let length, length <= Self.wholeUpTo {
            response.body = try await Self.packed(response.body)
        } else {
            response.body = Self.packedWhileSent(response.body)
        }
        return response
    }

    private static func packed(_ body: ResponseBody) async throws -> ResponseBody {
        let collected = CollectedBody()
        try await body.write(CollectingWriter(target: collected))
        let bytes = try Gzip.compress(Array(collected.buffer.readableBytesView))
        return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    }

    private static func packedWhileSent(_ body: ResponseBody) -> ResponseBody {
        ResponseBody { writer in
            try await body.write(PackingWriter(parent: writer, packer: GzipPacker()))
        }
    }

    /// Pages, JSON, CSV and the like. Streams of events stay as they are: packing would hold them back.
    static func isText(_ type: String?) -> Bool {
        guard let type else { return false }
        let name = type.prefix { $0 != ";" }
        if name == "text/event-stream" { return false }
        return name.hasPrefix("text/") || name == "application/json" || name.hasSuffix("+json")
            || name == "application/x-ndjson" || name == "image/svg+xml"
    }

    private static func varied(_ before: String?) -> String {
        guard let before, !before.isEmpty else { return "Accept-Encoding" }
        return before.contains("Accept-Encoding") ? before : "\(before), Accept-Encoding"
    }
}

extension Request {
    /// Whether the client says that it takes gzip.
    public var takesGzip: Bool {
        headers[values: .acceptEncoding].contains { value in
            value.split(separator: ",").contains { offer in Self.isGzip(offer) }
        }
    }

    private static func isGzip(_ offer: Substring) -> Bool {
        let parts = offer.split(separator: ";").map { part in part.filter { $0 != " " }.lowercased() }
        guard parts.first == "gzip" || parts.first == "*" else { return false }
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
        return weight ?? 1 > 0
    }
}

/// Where a body is collected.
private final class CollectedBody {
    var buffer = ByteBuffer()
}

private struct CollectingWriter: ResponseBodyWriter {
    let target: CollectedBody

    mutating func write(_ buffer: ByteBuffer) async throws {
        var buffer = buffer
        target.buffer.writeBuffer(&buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Packs what passes through it.
private struct PackingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let packer: GzipPacker

    mutating func write(_ buffer: ByteBuffer) async throws {
        let packed = try packer.pack(buffer.readableBytesView)
        if !packed.isEmpty { try await parent.write(ByteBuffer(bytes: packed)) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await parent.write(ByteBuffer(bytes: packer.finish()))
        try await parent.finish(trailingHeaders)
    }
}
