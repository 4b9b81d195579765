import Kernel

/// Names an account apart from its currency: a purpose, and whose it is where each has their own.
public struct AccountKey: Hashable, Sendable, Codable {
    /// What its amounts are.
    public let purpose: AccountPurpose
    /// Whose it is: a customer, a gift card, a drawer. Nobody's where the shop has one for all.
    public let holder: Reference?

    private init(_ purpose: AccountPurpose, of holder: Reference?) {
        self.purpose = purpose
        self.holder = holder
    }

    /// The shop's one account of a purpose. Refuses purposes whose accounts belong to somebody.
    public static func shop(_ purpose: AccountPurpose) throws -> AccountKey {
        try invariant(!purpose.isHeld, "an account of \(purpose.rawValue) belongs to somebody")
        return AccountKey(purpose, of: nil)
    }

    /// The account of a customer, card or drawer. Refuses purposes the shop has one account for.
    public static func of(_ holder: Reference, _ purpose: AccountPurpose) throws -> AccountKey {
        try invariant(purpose.isHeld, "an account of \(purpose.rawValue) is the shop's")
        return AccountKey(purpose, of: holder)
    }

    /// The store credit of a customer.
    public static func storeCredit(of customer: Reference) -> AccountKey {
        AccountKey(.storeCredit, of: customer)
    }

    /// Money of trade that was settled before or outside of Martlet.
    public static let settledElsewhere = AccountKey(.settledElsewhere, of: nil)

    /// As it is stored: nobody is an empty text, so that the key can be unique.
    var holderText: String { holder?.description ?? "" }

    init(purpose: AccountPurpose, holderText: String) throws {
        self.init(purpose, of: holderText.isEmpty ? nil : try Reference(parsing: holderText))
    }
}

/// An account in one currency.
struct AccountAddress: Hashable {
    let key: AccountKey
    let currency: Currency
}
