import HTTPTypes
import Hummingbird
import Kernel
import Payments
import Store
import Synchronization

/// A payment provider to try things with, as a server of its own: the protocol of the gateways over HTTP, the behaviour and the
/// books of test mode, and a network that loses requests and answers when it is told to.
public struct PaymentSimulator: Sendable {
    private static let bodyLimit = 64 * 1_024
    private let provider: TestProvider
    private let stall: @Sendable () async -> Void
    private let faults = PlannedDeliveries()

    /// On the books in this store, which it makes if they are not there. `stall` waits longer than anybody would.
    public init(store: Store, clock: any Clock, stall: @escaping @Sendable () async -> Void) async throws {
        _ = try await Migrator(TestProvider.migrations).up(store)
        provider = TestProvider(store, clock)
        self.stall = stall
    }

    /// Everything it answers.
    public func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("/v1/charges") { request, _ in
            let charge = try await Self.read(ProviderCharge.self, request)
            return await deliver { try await provider.charge(charge) }
        }
        router.post("/v1/refunds") { request, _ in
            let refund = try await Self.read(ProviderRefund.self, request)
            return await deliver { try await provider.refund(refund) }
        }
        router.get("/v1/accounts/:account/requests/:key") { _, context in
            let account = try context.parameters.require("account", as: Int64.self)
            let key = try context.parameters.require("key")
            guard let answer = try await provider.find(key, account: account) else {
                return Response(status: .notFound)
            }
            return try Self.json(answer)
        }
        router.get("/v1/accounts/:account/effects") { _, context in
            let account = try context.parameters.require("account", as: Int64.self)
            return try Self.json(try await provider.moved(account: account).map(Effect.init))
        }
        router.post("/v1/deliveries") { request, _ in
            faults.plan(try await Self.read([DeliveryFault].self, request))
            return Response(status: .noContent)
        }
        return router
    }

    /// Money that moved, as it is shown.
    private struct Effect: Codable {
        let key: String
        let kind: TestEffect.Kind
        let charge: String
        let amount: Money

        init(_ effect: TestEffect) {
            (key, kind, charge, amount) = (effect.key, effect.kind, effect.charge, effect.amount)
        }
    }

    private func deliver(_ work: () async throws -> ProviderAnswer) async -> Response {
        do {
            switch faults.next() {
            case .none: return try Self.json(try await work())
            case .timeoutBefore: return await silence()
            case .timeoutAfter:
                _ = try await work()
                return await silence()
            case .errorAfter:
                _ = try await work()
                return Response(status: .internalServerError)
            case .duplicate:
                _ = try await work()
                return try Self.json(try await work())
            }
        } catch let silent as ProviderSilence {
            return silent.description.hasPrefix("500") ? Response(status: .internalServerError) : await silence()
        } catch { return Response(status: .internalServerError) }
    }

    private func silence() async -> Response {
        await stall()
        return Response(status: .gatewayTimeout)
    }

    private static func read<T: Decodable>(_ type: T.Type, _ request: Request) async throws -> T {
        let body = try await request.body.collect(upTo: bodyLimit)
        do { return try Wire.decode(T.self, from: Array(body.readableBytesView)) } catch {
            throw HTTPError(.badRequest)
        }
    }

    private static func json(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try Wire.encode(value))))
    }
}

/// What becomes of a request to take money or to give it back on its way, whatever it is about.
public enum DeliveryFault: String, Codable, Sendable, CaseIterable {
    /// It is lost, and time runs out.
    case timeoutBefore = "timeout_before"
    /// It is done; the answer is lost, and time runs out.
    case timeoutAfter = "timeout_after"
    /// It is done, and the answer is an error.
    case errorAfter = "error_after"
    /// It arrives twice.
    case duplicate
    /// Nothing goes wrong.
    case none
}

/// What becomes of the next requests, one after the other; then nothing goes wrong any more.
private final class PlannedDeliveries: Sendable {
    private let plan = Mutex<[DeliveryFault]>([])

    func plan(_ faults: [DeliveryFault]) { plan.withLock { plan in plan = faults } }

    func next() -> DeliveryFault { plan.withLock { plan in plan.isEmpty ? .none : plan.removeFirst() } }
}
