import Kernel
import Platform
import Store

/// Somebody who takes money from cards for a shop and gives it back: asked outside any transaction, and in such a way that
/// asking twice with one key does it once.
public protocol PaymentProvider: Sendable {
    /// Takes money. An error means that nobody knows whether it was taken.
    func charge(_ request: ProviderCharge) async throws -> ProviderAnswer
    /// Gives money of a charge back. An error means that nobody knows whether it went back.
    func refund(_ request: ProviderRefund) async throws -> ProviderAnswer
    /// What came of a request with this key; nil where it never arrived.
    func find(_ key: String, account: Int64) async throws -> ProviderAnswer?
}

/// Money to be taken.
public struct ProviderCharge: Codable, Sendable, Hashable {
    /// The shop, as the provider knows it.
    public let account: Int64
    /// The id of the attempt: the same for the same money, whoever asks and how often.
    public let key: String
    /// What stands for the customer's card: a token of the provider.
    public let source: String
    /// How much.
    public let amount: Money

    /// Money to be taken from a card.
    public init(account: Int64, key: String, source: String, amount: Money) {
        self.account = account
        self.key = key
        self.source = source
        self.amount = amount
    }
}

/// Money to be given back.
public struct ProviderRefund: Codable, Sendable, Hashable {
    /// The shop, as the provider knows it.
    public let account: Int64
    /// The id of the attempt.
    public let key: String
    /// The provider's own name of the charge it is taken from.
    public let charge: String
    /// How much.
    public let amount: Money

    /// Money of a charge to be given back.
    public init(account: Int64, key: String, charge: String, amount: Money) {
        self.account = account
        self.key = key
        self.charge = charge
        self.amount = amount
    }
}

/// What a provider says came of a request.
public struct ProviderAnswer: Codable, Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        /// It is not decided; it can take days.
        case pending
        /// The money has moved.
        case succeeded
        /// The money has not moved and will not.
        case declined
    }

    /// Where it stands.
    public let state: State
    /// The provider's own name of it.
    public let reference: String
    /// How much.
    public let amount: Money
    /// Why it was declined, as a code.
    public let code: String?

    /// An answer.
    public init(state: State, reference: String, amount: Money, code: String? = nil) {
        self.state = state
        self.reference = reference
        self.amount = amount
        self.code = code
    }
}

/// A provider gave no answer that says what happened: time ran out, the line broke, or it answered with an error of its own.
public struct ProviderSilence: Error, Sendable, CustomStringConvertible {
    /// What was heard instead.
    public let description: String
    /// What was heard instead of an answer.
    public init(_ description: String) { self.description = description }
}

/// The providers an installation works with. New money is taken by the first; what another one took goes back by it.
public struct PaymentProviders: Strategy {
    /// One of them.
    public struct Entry: Sendable {
        /// The stable name, which stands in payments.
        public let name: String
        /// Whether no real money moves.
        public let isTest: Bool
        let open: @Sendable (Store, any Clock) -> any PaymentProvider

        /// A provider and how to reach it.
        public init(
            _ name: String, isTest: Bool, open: @escaping @Sendable (Store, any Clock) -> any PaymentProvider
        ) {
            self.name = name
            self.isTest = isTest
            self.open = open
        }
    }

    /// All of them; the first takes new money.
    public let entries: [Entry]

    /// These, and test mode behind them, whose payments may still be there.
    public init(_ entries: [Entry] = []) {
        self.entries = entries + (entries.contains { $0.name == Self.test.name } ? [] : [Self.test])
    }

    /// The one built in, which moves no real money.
    public static let test = Entry("test", isTest: true) { store, clock in TestProvider(store, clock) }

    /// The one that takes new money.
    var current: Entry { entries.first ?? Self.test }

    func named(_ name: String) throws -> Entry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw Problem(
                .unavailable, "payments.no_provider", "This server is not connected to the provider '\(name)'.",
                remedy: "Start it with the provider's address again.", details: ["provider": name])
        }
        return entry
    }
}
