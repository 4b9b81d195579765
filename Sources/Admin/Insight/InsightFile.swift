import API
import Kernel
import Platform
import Web

/// The numbers of every figure as a file: the same rows and the same address as the page.
enum InsightFile: String, CaseIterable {
    case sales, products, countries, channels, customers, cohorts

    /// The page whose figures these are.
    static let path = "/admin/analytics"
    /// How many rows a ranking has, on the page and in the file.
    static let limit: JSON = 100

    /// The file with this name.
    init?(named name: String) {
        guard let file = Self.allCases.first(where: { "\($0.rawValue).csv" == name }) else { return nil }
        self = file
    }

    /// What is asked.
    var query: String {
        switch self {
        case .sales: "analytics.sales"
        case .products: "analytics.top_products"
        case .countries: "analytics.countries"
        case .channels: "analytics.channels"
        case .customers: "customers.insights"
        case .cohorts: "analytics.cohorts"
        }
    }

    /// The members of an address that the query takes, and by which name.
    private var parameters: [(address: String, query: String)] {
        let days = [("period", "period"), ("from", "from"), ("to", "to")]
        switch self {
        case .sales: return days + [("by", "by")]
        case .products: return days + [("rank", "by")]
        case .countries, .channels, .customers: return days
        case .cohorts: return []
        }
    }

    /// Whether it is the largest parts of trade.
    var isRanking: Bool {
        switch self {
        case .products, .countries, .channels: true
        case .sales, .customers, .cohorts: false
        }
    }

    /// What the query is asked for an address. What nobody understands is named by the query itself.
    func asked(_ form: FormFields, _ entry: QueryEntry) throws -> JSON {
        let pairs = parameters.compactMap { names -> (name: String, value: String)? in
            form[names.address].flatMap { $0.isEmpty ? nil : (names.query, $0) }
        }
        let filters = try QueryFilters.json(FormFields(pairs), fields: entry.fields)
        guard isRanking || self == .customers, var members = filters.object else { return filters }
        members["limit"] = Self.limit
        return .object(members)
    }

    /// Where it is.
    func address(_ query: String?) -> String {
        "\(Self.path)/\(rawValue).csv\(query.map { "?\($0)" } ?? "")"
    }

    /// The numbers of an answer.
    func sheet(_ answer: JSON, _ desk: Desk) -> Sheet {
        let span = ReportSpan(answer) ?? ReportSpan(desk.today)
        switch self {
        case .sales: return SalesFigure(desk: desk, report: answer, id: rawValue).sheet
        case .products, .countries, .channels:
            return RankingFigure(desk: desk, file: self, answer: answer, span: span).sheet
        case .customers: return CustomersFigure(desk: desk, answer: answer, span: span).sheet
        case .cohorts: return CohortsFigure(desk: desk, answer: answer).sheet
        }
    }
}
