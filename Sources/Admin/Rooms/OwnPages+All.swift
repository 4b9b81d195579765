extension OwnPages {
    /// Every page of the navigation that is no list.
    static let all: [OwnPages] = [
        OwnPages(
            key: "analytics", path: "/admin/analytics", group: .insight, icon: "chart", keys: "g a", rank: 1,
            query: "analytics.sales"),
        OwnPages(
            key: "cohorts", path: "/admin/analytics/cohorts", group: .insight, icon: "chart", rank: 2,
            query: "analytics.cohorts"),
        OwnPages(
            key: "trial_balance", path: TrialBalancePage.path, group: .money, icon: "ledger", rank: 1,
            query: "ledger.trial_balance"),
        OwnPages(
            key: "refund_approvals", path: RefundApprovalsPage.path, group: .money, icon: "return", rank: 6,
            query: "refunds.under_way"),
        OwnPages(
            key: "stock_overview", path: StockOverviewPage.path, group: .inventory, icon: "shelf", rank: 6,
            query: "stock_levels.overview"),
        OwnPages(
            key: "job_queues", path: JobQueuesPage.path, group: .automate, icon: "job", rank: 1,
            query: "job_runs.queues"),
        OwnPages(
            key: "settings", path: "/admin/settings", group: .settings, icon: "settings", keys: "g s", rank: 1,
            query: "settings.all"),
        OwnPages(
            key: "roles-matrix", path: "/admin/roles-matrix", group: .settings, icon: "columns", rank: 11,
            query: "roles.list"),
        OwnPages(key: "reference", path: "/reference", group: .settings, icon: "webhook", rank: 90, query: nil),
    ]
}
