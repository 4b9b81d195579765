import Catalog
import Customers
import Inventory
import Kernel
import Platform
import Store

/// Every figure of a shop's history, exactly. Amounts are before rounding; `…_rounded` is the exact sum rounded once,
/// `…_line_rounded` the sum of lines each rounded to the minor unit. Revenue is sale lines (gross) less return lines,
/// at the lines' prices; what was taken off whole orders is `discounts_total`.
struct GetHistory: Query {
    static let name: QueryName = "analytics.history"
    static let permission = Permission.analyticsRead
    static let summary =
        "Every figure of the shop's history, exactly: documents, customers, revenue, months, countries, cohorts."

    func fetch(in db: Reader) throws -> JSON { try HistoryReport.make(in: db) }
}

/// Makes the history report. Reads every line of trade once.
public enum HistoryReport {
    /// The report as JSON.
    public static func make(in db: Reader) throws -> JSON {
        let shop = try db.shop
        var gathered = HistoryGathering(shop.timeZone)
        try gathered.read(db)
        let stock = PastStock(try StockDocument.totals(in: db), parties: try StockDocument.parties(in: db))
        var report = JSONObject()
        report["shop"] = .string(shop.slug)
        report["currency"] = .string(shop.currency.code)
        let parts: [(String, JSON)] = [
            ("period", gathered.period), ("rows", gathered.rows(stock)), ("documents", gathered.documentCounts(stock)),
            ("customers", gathered.customerCounts(stock)),
            ("revenue_all_lines", .object(JSONObject(try gathered.all.json(shop.currency)))),
            ("revenue_products_only", .object(JSONObject(try gathered.goods.json(shop.currency)))),
            ("revenue_identified_customers", .object(JSONObject(try gathered.identified.json(shop.currency)))),
        ]
        for (key, value) in parts { report[key] = value }
        let adjusted = try ExactAmount(
            minorUnits: gathered.adjustmentMinor, residue: gathered.adjustmentResidue, shop.currency)
        report["adjustments_total"] = .string(adjusted.description)
        report["sum_of_every_line"] = .string(try gathered.all.net(shop.currency).adding(adjusted).description)
        let discounts = try ExactAmount(minorUnits: gathered.discountMinor, residue: 0, shop.currency)
        report["discounts_total"] = .string(discounts.description)
        report["average_order_value"] = try gathered.averageOrderValue(shop.currency)
        report["units"] = gathered.unitCounts(stock)
        report["returns"] = try gathered.returnFigures(shop.currency)
        report["monthly"] = try gathered.monthly(shop.currency)
        report["top10_products_by_gross_revenue"] = try gathered.topProducts(db, by: .gross)
        report["top10_products_by_units"] = try gathered.topProducts(db, by: .units)
        report["top10_products_by_net_revenue"] = try gathered.topProducts(db, by: .net)
        report["top10_customers_by_net_revenue"] = try gathered.topCustomers(db)
        report["by_country"] = try gathered.byCountry(shop.currency)
        report["cohorts"] = gathered.cohorts
        report["orders_by_weekday_mon0"] = gathered.ordersByWeekday
        report["orders_by_hour"] = gathered.ordersByHour
        return .object(report)
    }
}
