import Platform

extension Permission {
    /// Seeing the books: accounts, entries, the trial balance.
    public static let ledgerRead: Permission = "ledger.read"
}
