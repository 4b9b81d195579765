import CZlib
import FaceFixtures
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Store
import StoreFixtures
import Testing
import Web

@testable import API

@Suite struct CompressionTests {
    @Test func packingAndUnpackingGivesTheSame() throws {
        let texts = ["", "a", String(repeating: "the same again ", count: 20_000)]
        for bytes in texts.map({ Array($0.utf8) }) {
            for effort in [Gzip.Effort.brisk, .thorough] {
                #expect(try inflated(Gzip.compress(bytes, effort: effort)) == bytes)
            }
        }
    }

    @Test func piecesMakeOneFile() throws {
        let packer = try GzipPacker()
        var packed: [UInt8] = []
        var whole: [UInt8] = []
        for number in 0..<2_000 {
            let piece = Array("row \(number), \(number &* 7_919 % 1_003)\n".utf8)
            whole += piece
            packed += try packer.pack(piece)
        }
        packed += try packer.finish()
        #expect(packed.count < whole.count / 2)
        #expect(try inflated(packed) == whole)
    }

    @Test func pagesAndDocumentsArePackedForWhoTakesIt() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in ["/reference", "/openapi.json", "/assets/martlet.css"] {
            let plain = try await stage.send(.get, path)
            let packed = try await stage.send(.get, path, headers: ["Accept-Encoding": "br, gzip;q=0.8"])
            #expect(plain.header("Content-Encoding") == nil, "\(path)")
            #expect(plain.header("Vary")?.contains("Accept-Encoding") == true, "\(path)")
            #expect(packed.header("Content-Encoding") == "gzip", "\(path)")
            #expect(packed.header("Content-Length") == String(packed.bytes.count), "\(path)")
            #expect(packed.bytes.count < plain.bytes.count / 2, "\(path)")
            #expect(try inflated(packed.bytes) == plain.bytes, "\(path)")
        }
    }

    @Test func whoDoesNotTakeItAndWhatIsShortStaysAsItIs() async throws {
        let stage = try await Stage.open(.sqlite)
        for refusing in ["identity", "gzip;q=0", "br", "x-gzipped"] {
            let answer = try await stage.send(.get, "/reference", headers: ["Accept-Encoding": refusing])
            #expect(answer.header("Content-Encoding") == nil, "\(refusing)")
        }
        let short = try await stage.send(.get, "/health", headers: ["Accept-Encoding": "gzip"])
        #expect(short.header("Content-Encoding") == nil)
        #expect(short.text.contains("ok"))
        let refused = try await stage.send(.get, "/v1/orders", headers: ["Accept-Encoding": "gzip"])
        #expect(refused.status == 401)
    }

    @Test func bodiesThatAreStreamedArePackedWhileTheyAreSent() async throws {
        let router = Router(context: WebContext.self)
        router.add(middleware: Compression())
        let line = "ord_1,Bramble & Finch,2418.00\n"
        router.get("/rows") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
                body: .init { writer in
                    for _ in 0..<20_000 { try await writer.write(ByteBuffer(string: line)) }
                    try await writer.finish(nil)
                })
        }
        router.get("/events") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "data: 1\n\n"))
                    try await writer.finish(nil)
                })
        }
        let app = Application(responder: router.buildResponder())
        try await app.test(.router) { client in
            let rows = try await client.executeRequest(
                uri: "/rows", method: .get, headers: [.acceptEncoding: "gzip, deflate, br"], body: nil)
            #expect(rows.headers[.contentEncoding] == "gzip")
            #expect(rows.headers[.contentLength] == nil)
            let text = try inflated(Array(rows.body.readableBytesView))
            #expect(text == Array(String(repeating: line, count: 20_000).utf8))
            let events = try await client.executeRequest(
                uri: "/events", method: .get, headers: [.acceptEncoding: "gzip"], body: nil)
            #expect(events.headers[.contentEncoding] == nil)
        }
    }

    /// What zlib itself makes of a gzip file.
    private func inflated(_ packed: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        let began = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        try #require(began == Z_OK)
        defer { inflateEnd(&stream) }
        var input = packed
        var output: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 * 1_024)
        let result = input.withUnsafeMutableBufferPointer { input -> Int32 in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            return room.withUnsafeMutableBufferPointer { room -> Int32 in
                var result = Z_OK
                while result == Z_OK {
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    result = inflate(&stream, Z_NO_FLUSH)
                    output.append(contentsOf: room.prefix(room.count - Int(stream.avail_out)))
                }
                return result
            }
        }
        #expect(result == Z_STREAM_END)
        #expect(stream.avail_in == 0)
        return output
    }
}
