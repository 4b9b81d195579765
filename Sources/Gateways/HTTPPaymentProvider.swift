import AsyncHTTPClient
import Kernel
import Payments

/// A payment provider at an address, asked by HTTP with JSON. The README has the protocol. Whatever is not a plain answer
/// is a silence: nobody knows what happened, and it is asked about later, with the same key.
public struct HTTPPaymentProvider: PaymentProvider {
    private static let answerLimit = 64 * 1_024
    private let address: String
    private let secret: String?
    private let patience: TimeSpan

    /// The provider at `http(s)://host[:port][/path]`, which knows the installation by a secret.
    public init(_ address: String, secret: String? = nil, patience: TimeSpan = .seconds(20)) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.secret = secret
        self.patience = patience
    }

    /// The same, which waits so long for an answer.
    public func waiting(_ patience: TimeSpan) -> HTTPPaymentProvider {
        HTTPPaymentProvider(address, secret: secret, patience: patience)
    }

    /// Takes money.
    public func charge(_ request: ProviderCharge) async throws -> ProviderAnswer {
        try await post("charges", try Wire.encode(request), key: request.key)
    }

    /// Gives money back.
    public func refund(_ request: ProviderRefund) async throws -> ProviderAnswer {
        try await post("refunds", try Wire.encode(request), key: request.key)
    }

    /// What came of a request.
    public func find(_ key: String, account: Int64) async throws -> ProviderAnswer? {
        let (status, body) = try await send(request("accounts/\(account)/requests/\(key)"))
        switch status {
        case 200: return try Self.answer(body)
        case 404: return nil
        case _: throw ProviderSilence("status \(status)")
        }
    }

    private func post(_ path: String, _ body: [UInt8], key: String) async throws -> ProviderAnswer {
        var request = request(path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Idempotency-Key", value: key)
        request.body = .bytes(body)
        let (status, answer) = try await send(request)
        guard status == 200 else { throw ProviderSilence("status \(status)") }
        return try Self.answer(answer)
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(address)/v1/\(path)")
        request.headers.add(name: "Accept", value: "application/json")
        if let secret { request.headers.add(name: "Authorization", value: "Bearer \(secret)") }
        return request
    }

    private func send(_ request: HTTPClientRequest) async throws -> (status: UInt, body: [UInt8]) {
        do {
            let answer = try await HTTPClient.shared.execute(
                request, timeout: .milliseconds(patience.microseconds / 1_000))
            let body = try await answer.body.collect(upTo: Self.answerLimit)
            return (answer.status.code, Array(body.readableBytesView))
        } catch { throw ProviderSilence("\(error)") }
    }

    private static func answer(_ body: [UInt8]) throws -> ProviderAnswer {
        do { return try Wire.decode(ProviderAnswer.self, from: try JSON(parsing: body), refusingUnknown: false) } catch
        {
            throw ProviderSilence("an answer that is none")
        }
    }
}

extension PaymentProviders {
    /// The provider at an address takes new money; test mode stands behind it for what was paid in it before.
    public static func gateway(_ address: String, secret: String?) -> PaymentProviders {
        let provider = HTTPPaymentProvider(address, secret: secret)
        return PaymentProviders([Entry("gateway", isTest: false) { _, _ in provider }])
    }
}
