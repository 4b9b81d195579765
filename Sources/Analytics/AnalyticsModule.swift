import Platform

/// The analytics module's table of contents.
public enum AnalyticsModule {
    /// What the registry collects.
    public static let module = Module(
        name: "analytics", summary: "Figures by day, cohorts and the history report, from what the documents say.",
        migrations: AnalyticsSchema.migrations,
        actions: [RefreshMart.self],
        queries: [
            ListDailyMetrics.self, GetCohorts.self, GetHistory.self, GetSales.self, GetTopProducts.self,
            GetCountrySales.self, GetChannelSales.self, GetToday.self, GetCustomerInsights.self,
            GetCustomerPurchases.self,
        ],
        subscribers: [MarkDays.subscriber],
        checks: AnalyticsChecks.all + SliceChecks.all,
        staffPermissions: [.analyticsRead],
        sweeps: [
            Sweep("analytics.refresh_mart") { db in
                try StaleDays.first(1, in: db).isEmpty && !MartZone.isOutdated(in: db) ? nil : RefreshMart()
            }
        ])
}

extension Permission {
    /// Reading figures.
    static let analyticsRead: Permission = "analytics.read"
    /// Having figures computed again.
    static let analyticsRefresh: Permission = "analytics.refresh_mart"
}
