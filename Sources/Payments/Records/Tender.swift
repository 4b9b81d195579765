import Customers
import Kernel
import Ledger
import Platform
import Store

/// A way in which money comes in or goes back.
public enum Tender: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
    /// A transfer to the shop's bank account.
    case bank
    /// Notes and coins.
    case cash
    /// A cheque, which may bounce.
    case cheque
    /// The customer's store credit.
    case storeCredit = "store_credit"
    /// A card, through a payment provider.
    case card
    /// Outside of Martlet; what was paid so is known by its amount alone.
    case elsewhere

    /// The account money is on when it came in this way.
    func account(takingFrom customer: ID<Customer>?) throws -> AccountKey {
        switch self {
        case .bank: try .shop(.bank)
        case .cash: try .shop(.cash)
        case .cheque: try .shop(.cheques)
        case .storeCredit: .storeCredit(of: try Self.known(customer).reference)
        case .card: try .shop(.provider)
        case .elsewhere: .settledElsewhere
        }
    }

    /// The account that money leaves which goes back this way: a cheque is drawn on the bank.
    func account(givingTo customer: ID<Customer>?) throws -> AccountKey {
        switch self {
        case .cheque: try .shop(.bank)
        case .bank, .cash, .storeCredit, .card, .elsewhere: try account(takingFrom: customer)
        }
    }

    private static func known(_ customer: ID<Customer>?) throws -> ID<Customer> {
        guard let customer else { throw Problem.needsCustomer }
        return customer
    }
}
