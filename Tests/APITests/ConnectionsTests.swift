import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import API

/// Room for connections, and who goes when there is none.
@Suite struct ConnectionsTests {
    private func opened(_ connections: Connections) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: RequestTurns(connections))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func ask(_ channel: EmbeddedChannel) throws {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        try channel.writeInbound(HTTPRequestPart.head(head))
        try channel.writeInbound(HTTPRequestPart.end(nil))
    }

    private func answer(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    private func isOpen(_ channel: EmbeddedChannel) -> Bool {
        channel.embeddedEventLoop.run()
        return channel.isActive
    }

    @Test func theOneIdleForLongestMakesRoom() throws {
        let connections = Connections(limit: 3)
        let channels = try (0..<3).map { _ in try opened(connections) }
        try ask(channels[0])  // at work
        try ask(channels[1])
        try answer(channels[1])  // idle since just now
        let fourth = try opened(connections)
        #expect(channels.map(isOpen) == [true, true, false] && isOpen(fourth))
        try answer(channels[0])
        let fifth = try opened(connections)
        #expect(channels.map(isOpen) == [true, false, false] && isOpen(fifth))
        #expect(connections.count == 3)
    }

    @Test func whenAllAreAtWorkTheNewOneIsToldToComeBack() throws {
        let connections = Connections(limit: 2)
        let channels = try (0..<2).map { _ in try opened(connections) }
        for channel in channels { try ask(channel) }
        let third = try opened(connections)
        guard case .head(let head)? = try third.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("nothing was said")
            return
        }
        #expect(head.status == .serviceUnavailable && head.headerFields[.retryAfter] == "1")
        #expect(!isOpen(third) && channels.map(isOpen) == [true, true])
        try channels[0].close().wait()
        #expect(connections.count == 1)
        let fourth = try opened(connections)
        #expect(isOpen(fourth) && connections.count == 2)
    }

    @Test func whoHangsUpIsKnown() throws {
        let connections = Connections()
        let (left, half, there) = (try opened(connections), try opened(connections), try opened(connections))
        let presences = [left, half, there].map { channel in connections.presence(of: channel) }
        #expect(presences.map { $0() } == [true, true, true])
        try left.close().wait()
        half.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(presences.map { $0() } == [false, false, true])
        #expect(connections.presence(of: left)())  // nothing is known of a channel that is gone
    }

    /// Opening, asking, answering and closing in every order leaves nothing behind.
    @Test(arguments: 1...20)
    func nothingIsLeftBehind(seed: UInt64) throws {
        let connections = Connections(limit: 8)
        var open: [EmbeddedChannel] = []
        var state = seed
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let choice = Int(state >> 33) % 4
            let at = open.isEmpty ? 0 : Int(state >> 40) % open.count
            switch choice {
            case 0: open.append(try opened(connections))
            case 1 where !open.isEmpty: try ask(open[at])
            case 2 where !open.isEmpty: try answer(open[at])
            case 3 where !open.isEmpty: open[at].close(promise: nil)
            case _: continue
            }
            open.removeAll { channel in !isOpen(channel) }
            #expect(connections.count == open.count && open.count <= 8)
        }
        for channel in open { channel.close(promise: nil) }
        #expect(connections.count == 0)
    }
}
