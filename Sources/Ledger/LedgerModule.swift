import Platform

/// The module's table of contents: the books.
public enum LedgerModule {
    /// What the registry collects.
    public static let module = Module(
        name: "ledger", summary: "The double-entry ledger: accounts, entries, balances and holds.",
        migrations: LedgerSchema.migrations,
        resources: [
            Resource("ledger_entries", of: Entry.self, singular: "ledger entry"),
            Resource("ledger_accounts", of: Account.self, singular: "ledger account"),
            Resource("ledger_holds", of: Hold.self, singular: "hold"),
        ],
        actions: [RecomputeBalances.self],
        queries: [
            TrialBalance.self, ListEntries.self, GetEntry.self, ListAccounts.self, GetAccount.self, ListPostings.self,
            ListHolds.self, GetHold.self,
        ],
        checks: LedgerChecks.all, amountTables: ["ledger_entry"],
        lifecycles: [Lifecycle("Hold", Hold.lifecycle)], staffPermissions: [])
}
