import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import API

@Suite struct ConnectionGuardTests {
    private let head = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/"))

    private func connection() throws -> (EmbeddedChannel, EmbeddedEventLoop) {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(handler: ConnectionGuard(), loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, loop)
    }

    private func body(_ bytes: Int) -> HTTPRequestPart {
        .body(ByteBuffer(repeating: 32, count: bytes))
    }

    @Test func aTrickleIsCutOffAndASteadyBodyIsNot() throws {
        for (bytes, stays) in [(100, false), (2_000, true)] {
            let (channel, loop) = try connection()
            try channel.writeInbound(head)
            for _ in 0..<30 where channel.isActive {
                try channel.writeInbound(body(bytes))
                channel.read()
                loop.advanceTime(by: .seconds(1))
            }
            #expect(channel.isActive == stays, "\(bytes) bytes a second")
        }
    }

    @Test func aClientThatIsNotReadFromIsNotBlamed() throws {
        let (channel, loop) = try connection()
        try channel.writeInbound(head)
        loop.advanceTime(by: .minutes(5))
        #expect(channel.isActive)
    }

    @Test func whoGoesOnAfterTheAnswerIsCutOff() throws {
        let (channel, _) = try connection()
        try channel.writeInbound(head)
        try channel.writeInbound(body(10))
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .contentTooLarge)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try channel.writeInbound(body(1_024 * 1_024))
        #expect(channel.isActive)
        try channel.writeInbound(body(ConnectionGuard.mostAfterAnswer))
        #expect(!channel.isActive)
    }

    @Test func aFinishedRequestLeavesNoClockRunning() throws {
        let (channel, loop) = try connection()
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.read()
        loop.advanceTime(by: .minutes(5))
        #expect(channel.isActive)
    }

    /// How many requests came through since the last time.
    private func begun(_ channel: EmbeddedChannel) throws -> Int {
        var count = 0
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            if case .head = part { count += 1 }
        }
        return count
    }

    @Test func theNextRequestWaitsUntilTheAnswerIsOut() throws {
        let channel = EmbeddedChannel(handler: RequestTurns(Connections()))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for _ in 0..<3 {
            try channel.writeInbound(head)
            try channel.writeInbound(HTTPRequestPart.end(nil))
        }
        for _ in 0..<3 {
            #expect(try begun(channel) == 1)
            channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
            channel.write(HTTPResponsePart.end(nil), promise: nil)
            #expect(try begun(channel) == 0)
            channel.flush()
        }
        #expect(try begun(channel) == 0)
    }

    @Test func anAnswerBeforeTheEndOfItsRequestHoldsNothingUp() throws {
        let channel = EmbeddedChannel(handler: RequestTurns(Connections()))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(head)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .contentTooLarge)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try channel.writeInbound(body(10))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        try channel.writeInbound(head)
        #expect(try begun(channel) == 2)
    }

    @Test func whatWaitsIsHeardBeforeTheEnd() throws {
        let seen = Ends()
        let channel = EmbeddedChannel(handlers: [RequestTurns(Connections()), seen])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for _ in 0..<2 {
            try channel.writeInbound(head)
            try channel.writeInbound(HTTPRequestPart.end(nil))
        }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!seen.hasEnded)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(try begun(channel) == 2 && seen.hasEnded)
    }
}

/// Sees whether the client was heard to have said everything.
private final class Ends: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    var hasEnded = false

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { hasEnded = true }
        context.fireUserInboundEventTriggered(event)
    }
}
