import Kernel

/// The five kinds of account of double-entry bookkeeping.
public enum AccountType: String, Codable, Sendable, CaseIterable, FilterValue {
    case asset, liability, equity, income, expense

    /// The side on which balances of this type grow: 1 for debits, -1 for credits.
    var side: Int64 {
        switch self {
        case .asset, .expense: 1
        case .liability, .equity, .income: -1
        }
    }
}

/// What the amounts on an account are. A shop has an account of each purpose and currency that it uses, and where
/// somebody's own money is counted, one for each of them.
public enum AccountPurpose: String, Codable, Sendable, CaseIterable, FilterValue {
    // Assets
    /// Money in the bank.
    case bank
    /// Notes and coins that lie in no drawer.
    case cash
    /// The content of one cash drawer.
    case cashDrawer = "cash_drawer"
    /// Cheques that have not been cashed.
    case cheques
    /// What a payment provider has captured and not yet paid out.
    case provider
    /// What a customer owes.
    case receivable
    /// Money of trade that was settled before or outside of Martlet.
    case settledElsewhere = "settled_elsewhere"
    // Liabilities
    /// Paid for and not yet sent: deferred revenue.
    case deposits
    /// Store credit of one customer.
    case storeCredit = "store_credit"
    /// What is left on one gift card.
    case giftCard = "gift_card"
    /// Refunds that were decided and have not been paid.
    case refundsDue = "refunds_due"
    /// Tax that was collected and is owed.
    case taxDue = "tax_due"
    // Equity
    /// What was there when the books were opened.
    case opening
    // Income
    /// Goods and services sold.
    case sales
    /// Sending that customers paid for.
    case shipping
    /// What was taken off prices. Debited.
    case discounts
    /// What was given back for returned goods. Debited.
    case returns
    /// Store credit and gift cards that ran out unused.
    case breakage
    // Expenses
    /// What providers keep.
    case fees
    /// What customers will never pay.
    case writeOffs = "write_offs"
    /// Store credit given without a return.
    case goodwill
    /// What a counted drawer has too little, or too much.
    case cashDifference = "cash_difference"
    /// Rounding and gains and losses between currencies.
    case exchange

    /// Where it stands in the books.
    public var type: AccountType {
        switch self {
        case .bank, .cash, .cashDrawer, .cheques, .provider, .receivable, .settledElsewhere: .asset
        case .deposits, .storeCredit, .giftCard, .refundsDue, .taxDue: .liability
        case .opening: .equity
        case .sales, .shipping, .discounts, .returns, .breakage: .income
        case .fees, .writeOffs, .goodwill, .cashDifference, .exchange: .expense
        }
    }

    /// Whether each of them belongs to somebody, and spends no more than is on it and its limit allows.
    public var isHeld: Bool {
        switch self {
        case .cashDrawer, .storeCredit, .giftCard: true
        case .bank, .cash, .cheques, .provider, .receivable, .settledElsewhere, .deposits, .refundsDue, .taxDue,
            .opening, .sales, .shipping, .discounts, .returns, .breakage, .fees, .writeOffs, .goodwill, .cashDifference,
            .exchange:
            false
        }
    }
}
