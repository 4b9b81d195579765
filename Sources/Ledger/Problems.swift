import Kernel
import Platform

extension Problem {
    /// Somebody's account has less than was wanted of it.
    static func notEnough(_ address: AccountAddress, wanted: Money, in db: Reader) throws -> Problem {
        notEnough(
            address, wanted: wanted, available: try Books.available(on: address.key, in: address.currency, db))
    }

    static func notEnough(_ address: AccountAddress, wanted: Money, available: Money) -> Problem {
        var details = ["wanted": wanted.description, "available": available.description]
        details["account"] = address.key.purpose.rawValue
        details["holder"] = address.key.holder?.description
        return Problem(
            .conflict, "ledger.not_enough", "There is not enough on the account.",
            detail: "\(wanted) wanted, \(available) available.", remedy: "Take less, or pay the rest in another way.",
            details: details)
    }

    static func limitInUse(_ limit: Money) -> Problem {
        Problem(
            .conflict, "ledger.limit_in_use", "The account is further below zero than that.",
            detail: "A limit of \(limit) would be exceeded already.", field: "limit",
            remedy: "Choose a higher limit, or have the account paid first.")
    }

    static func alreadyReversed(_ id: ID<Entry>) -> Problem {
        Problem(
            .conflict, "ledger.already_reversed", "This entry was taken back, or takes another back.",
            remedy: "Post what should hold as a new entry.", details: ["entry": id.description])
    }
}
