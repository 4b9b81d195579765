extension Rooms {
    /// The rooms somebody designed. Every other list gets a derived one.
    static let designed: [Room] = [
        .orders, .creditNotes, .journal, .ledgerAccounts, .ledgerHolds, .payments, .paymentAttempts, .refunds,
        .storeCredit, .approvals,
        .exceptions, .approvalPolicies, .approvalDelegations, .bulkRuns, .imports,
        .products, .variants, .brands, .categories, .searchRules, .stock, .stockMoves, .stockDocuments, .reservations,
        .locations,
        .dailyFigures, .jobRuns, .workflows, .schedules, .proofs,
        .customers, .customerTags, .tickets, .team, .roles, .apiKeys, .sessions, .audit, .events, .savedViews,
        .mentions,
    ]
}
