import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Sends clients away that hold a connection without using it: a body that comes slower than a trickle, or goes on
/// long after its request was answered. A connection on which no request begins or ends is closed by its idle time.
public final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    /// What comes in.
    public typealias InboundIn = HTTPRequestPart
    /// What goes on to the server.
    public typealias InboundOut = HTTPRequestPart
    /// What the server answers.
    public typealias OutboundIn = HTTPResponsePart
    /// What goes out.
    public typealias OutboundOut = HTTPResponsePart

    /// A connection is closed after this time without a request, or with a head that does not end.
    static let idleTime = TimeAmount.seconds(60)
    /// How often a body is looked at.
    static let period = TimeAmount.seconds(20)
    /// So much of a body must come in each period while the server waits for it: a kilobyte a second.
    static let least = 20 * 1_024
    /// So much of a body is read and thrown away after its request was answered, so that the answer arrives.
    static let mostAfterAnswer = 4 * 1_024 * 1_024

    private var isReading = false
    private var isAnswered = false
    private var isWanted = false
    private var received = 0
    private var afterAnswer = 0
    private var check: RepeatedTask?

    /// A guard for one connection.
    public init() {}

    /// A part of a request came.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: begin(context)
        case .body(let part):
            received += part.readableBytes
            if isAnswered { afterAnswer += part.readableBytes }
            if afterAnswer > Self.mostAfterAnswer { return context.close(promise: nil) }
        case .end: end()
        }
        context.fireChannelRead(data)
    }

    /// The server has taken what came; until it asks for more, a client need not send.
    public func channelReadComplete(context: ChannelHandlerContext) {
        isWanted = false
        context.fireChannelReadComplete()
    }

    /// The server asks for more.
    public func read(context: ChannelHandlerContext) {
        isWanted = true
        context.read()
    }

    /// A part of an answer goes out.
    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), isReading { isAnswered = true }
        context.write(data, promise: promise)
    }

    /// The connection is gone.
    public func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    /// The handler is taken out.
    public func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func begin(_ context: ChannelHandlerContext) {
        end()
        isReading = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.period, delay: Self.period) { _ in
            let (guarding, context) = bound.value
            guarding.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        if isWanted && received < Self.least { context.close(promise: nil) }
        received = 0
    }

    private func end() {
        check?.cancel()
        check = nil
        isReading = false
        isAnswered = false
        received = 0
        afterAnswer = 0
    }
}
