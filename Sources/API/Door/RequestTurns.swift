import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Lets one request of a connection begin when the answer of the one before is out, so that a client that asks again
/// and again and reads nothing makes the server hold one answer, not all of them. It tells `Connections` what goes on.
final class RequestTurns: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// So many parts may wait; then the connection is not read from until it is their turn.
    static let most = 16

    private let connections: Connections
    private var entry: Connections.Entry?
    private var waiting = CircularBuffer<HTTPRequestPart>()
    /// A whole request went on, and its answer is not out.
    private var isAnswering = false
    private var isAnswerOut = true
    private var isReadDue = false
    private var isEndDue = false

    init(_ connections: Connections) { self.connections = connections }

    func channelActive(context: ChannelHandlerContext) {
        entry = connections.open(context.channel)
        if entry == nil { return turnAway(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isAnswering { waiting.append(part) } else { pass(part, context) }
    }

    func read(context: ChannelHandlerContext) {
        if waiting.count < Self.most { context.read() } else { isReadDue = true }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (turns, context) = bound.value
            turns.answerIsOut(context)
        }
        context.write(data, promise: written)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        entry?.hasHungUp.store(true, ordering: .releasing)
        if waiting.isEmpty { return context.fireUserInboundEventTriggered(event) }
        isEndDue = true  // what waits is heard before the end is told
    }

    func channelInactive(context: ChannelHandlerContext) {
        waiting.removeAll()
        if let entry { connections.close(entry) }
        context.fireChannelInactive()
    }

    private func pass(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        if case .head = part {
            isAnswerOut = false
            if let entry { connections.begin(entry) }
        }
        if case .end = part { isAnswering = !isAnswerOut }
        context.fireChannelRead(wrapInboundOut(part))
    }

    private func answerIsOut(_ context: ChannelHandlerContext) {
        isAnswerOut = true
        guard isAnswering else { return }
        isAnswering = false
        if waiting.isEmpty {
            if let entry { connections.rest(entry) }
            return
        }
        while !isAnswering, let part = waiting.popFirst() { pass(part, context) }
        context.fireChannelReadComplete()
        guard waiting.isEmpty else { return }
        if isEndDue { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        if isReadDue { context.read() }
        isEndDue = false
        isReadDue = false
    }

    /// Says that there is no room, and why nothing follows.
    private func turnAway(_ context: ChannelHandlerContext) {
        var head = HTTPResponse(status: .serviceUnavailable)
        head.headerFields = [.retryAfter: "1", .connection: "close", .contentLength: "0"]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
