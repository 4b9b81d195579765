import Kernel

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Asks a server over so many connections, on each one request after the other, from a single thread: an own client
/// computes little, so that it takes little from the server beside it.
public struct HTTPLoad: Sendable {
    /// What came of it.
    public struct Report: Codable, Sendable {
        /// The answers that were successes.
        public let answers: Timings
        /// How many answers had another status, by status.
        public let refused: [String: Int]
    }

    /// What is asked for.
    public enum Request: Sendable {
        /// A new order of three lines each time.
        case placeOrder(articles: Int)
        /// One of these addresses, in turn.
        case get([String])
    }

    private let port: UInt16
    private let key: String
    private let request: Request
    private let stopwatch: Stopwatch

    /// A load on a server of this machine, by the holder of an API key.
    public init(port: UInt16, key: String, _ request: Request, _ stopwatch: Stopwatch) {
        self.port = port
        self.key = key
        self.request = request
        self.stopwatch = stopwatch
    }

    /// Runs for so many seconds; what began in the first half second does not count.
    public func run(clients: Int, seconds: Double, warm: Double = 0.5, seed: UInt64) throws -> Report {
        var lines: [HTTPLine] = []
        defer { for line in lines { line.close() } }
        for _ in 0..<clients { lines.append(try HTTPLine(port: port)) }
        var chance = SeededRandomness(seed).generator
        var asked = 0, taken: [UInt64] = [], refused: [String: Int] = [:]
        let counted = stopwatch.now() &+ UInt64(warm * 1e9)
        let end = counted &+ UInt64(seconds * 1e9)
        func ask(_ line: HTTPLine) throws {
            asked += 1
            try line.send(text(asked, seed, &chance), at: stopwatch.now())
        }
        for line in lines { try ask(line) }
        while stopwatch.now() < end {
            for line in try HTTPLine.ready(lines) {
                guard let status = try line.receive() else { continue }
                let now = stopwatch.now()
                if line.begun >= counted {
                    if (200..<300).contains(status) {
                        taken.append(now &- line.begun)
                    } else {
                        refused["\(status)", default: 0] += 1
                    }
                }
                try ask(line)
            }
        }
        return Report(answers: Timings(taken, in: stopwatch.seconds(since: counted)), refused: refused)
    }

    private func text(_ number: Int, _ seed: UInt64, _ chance: inout RandomnessGenerator) -> [UInt8] {
        let common = "Host: 127.0.0.1\r\nAuthorization: Bearer \(key)\r\n"
        switch request {
        case .get(let paths): return Array("GET \(paths[number % paths.count]) HTTP/1.1\r\n\(common)\r\n".utf8)
        case .placeOrder(let articles):
            let body = BenchShop(tenant: 0, articles: articles).orderBody(&chance)
            let head = """
                POST /v1/orders HTTP/1.1\r\n\(common)Content-Type: application/json\r\nIdempotency-Key: \(seed)-\
                \(stopwatch.now())-\(number)\r\nContent-Length: \(body.count)\r\n\r\n
                """
            return Array(head.utf8) + body
        }
    }
}

/// One connection that is kept open, with at most one request under way.
private final class HTTPLine {
    private let socket: Int32
    private var bytes: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    /// When the request under way was sent.
    private(set) var begun: UInt64 = 0

    init(port: UInt16) throws {
        socket = Self.openSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let code = withUnsafePointer(to: &address) { (pointer: UnsafePointer<sockaddr_in>) -> Int32 in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { (plain: UnsafePointer<sockaddr>) -> Int32 in
                connect(descriptor, plain, size)
            }
        }
        guard code == 0 else { throw Problem(.unavailable, "no_server", "Nothing answers at port \(port).") }
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func openSocket() -> Int32 {
        #if canImport(Glibc)
        return Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #elseif canImport(Musl)
        return Musl.socket(AF_INET, SOCK_STREAM, 0)
        #else
        return Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    func close() { shutdown(socket, Int32(2)) }

    func send(_ text: [UInt8], at now: UInt64) throws {
        begun = now
        bytes.removeAll(keepingCapacity: true)
        var sent = 0
        while sent < text.count {
            let part = text[sent...].withUnsafeBytes { (raw: UnsafeRawBufferPointer) -> Int in
                write(socket, raw.baseAddress, raw.count)
            }
            guard part > 0 else { throw Self.broken }
            sent += part
        }
    }

    /// The status, once all of the answer is there.
    func receive() throws -> Int? {
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { throw Self.broken }
        bytes.append(contentsOf: buffer[..<count])
        guard let end = Self.headEnd(bytes), bytes.count >= end + Self.bodyLength(bytes[..<end]) else { return nil }
        let status = bytes[9..<12].reduce(0) { (sum: Int, digit: UInt8) -> Int in sum * 10 + Int(digit) - 48 }
        return status
    }

    /// The lines on which something has arrived.
    static func ready(_ lines: [HTTPLine]) throws -> [HTTPLine] {
        var waiting = lines.map { line in pollfd(fd: line.socket, events: Int16(POLLIN), revents: 0) }
        guard poll(&waiting, nfds_t(waiting.count), 10_000) > 0 else { throw broken }
        return zip(lines, waiting).filter { $0.1.revents != 0 }.map(\.0)
    }

    private static var broken: Problem {
        Problem(.unavailable, "connection_lost", "The server does not answer, or hung up.")
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 3..<bytes.count
        where bytes[index] == 10 && bytes[index - 1] == 13 && bytes[index - 2] == 10 && bytes[index - 3] == 13 {
            return index + 1
        }
        return nil
    }

    private static func bodyLength(_ head: ArraySlice<UInt8>) -> Int {
        for line in head.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self).lowercased()
            guard text.hasPrefix("content-length:") else { continue }
            return Int(text.dropFirst(15).filter { $0.isNumber }) ?? 0
        }
        return 0
    }
}
