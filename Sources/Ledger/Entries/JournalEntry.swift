import Kernel

/// What an entry records.
public enum EntryKind: String, Codable, Sendable, CaseIterable, FilterValue {
    /// Money came in.
    case payment
    /// Goods went out, and with them what was paid or is owed for them became revenue.
    case sale
    /// Money goes back.
    case refund
    /// Store credit or a gift card was issued, spent or ran out.
    case credit
    /// What will never be paid.
    case writeOff = "write_off"
    /// Money moved between accounts of the shop: a payout, a drawer emptied.
    case transfer
    /// Trade recorded from elsewhere.
    case history
    /// An accountant's entry.
    case adjustment
    /// The opposite of another entry.
    case reversal
}

/// One line of an entry: an amount on an account, positive for a debit and negative for a credit.
public struct Posting: Hashable, Sendable {
    /// The account.
    public let account: AccountKey
    /// Debits are positive, credits negative.
    public let amount: Money

    /// Adds to assets and expenses, takes from the rest.
    public static func debit(_ account: AccountKey, _ amount: Money) -> Posting {
        Posting(account: account, amount: amount)
    }

    /// Takes from assets and expenses, adds to the rest.
    public static func credit(_ account: AccountKey, _ amount: Money) throws -> Posting {
        Posting(account: account, amount: try amount.negated)
    }
}

/// A movement of money to be posted.
public struct JournalEntry: Sendable {
    /// The most postings of one entry.
    public static let postingLimit = 1_000

    /// What it records.
    public let kind: EntryKind
    /// The document it belongs to: a payment, an order, a credit note.
    public let document: Reference
    /// What all of it is about: the order of a payment or a credit note, else the document itself.
    public let about: Reference
    /// When it happened; now when absent.
    public let at: Instant?
    /// A remark for people.
    public let memo: String?
    /// The lines. Postings of nothing are left out.
    public let postings: [Posting]
    /// The entry this one takes back.
    var reverses: ID<Entry>?

    /// An entry. It must balance to be posted.
    public init(
        _ kind: EntryKind, for document: Reference, about: Reference? = nil, at: Instant? = nil, memo: String? = nil,
        _ postings: [Posting]
    ) {
        self.kind = kind
        self.document = document
        self.about = about ?? document
        self.at = at
        self.memo = memo
        self.postings = postings.filter { !$0.amount.isZero }
    }

    /// Whether it balances in each currency, with two postings at least; throws what is wrong with it.
    func check() throws {
        try invariant((2...Self.postingLimit).contains(postings.count), "an entry has 2 to 1000 postings")
        var sums: [Currency: Money] = [:]
        for posting in postings {
            let sum = sums[posting.amount.currency] ?? .zero(posting.amount.currency)
            sums[posting.amount.currency] = try sum.adding(posting.amount)
        }
        for sum in sums.values { try invariant(sum.isZero, "an entry balances, this one is off by \(sum)") }
    }
}
