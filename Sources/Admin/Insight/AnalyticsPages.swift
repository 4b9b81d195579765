import API
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import Web

/// How trade goes: the sales report of a period, who comes back, and the numbers of both as files.
struct AnalyticsPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/analytics") { request, context in try await report(request, context) }
        router.get("/admin/analytics/cohorts") { request, context in try await cohorts(request, context) }
        router.get("/admin/analytics/{file}") { request, context in try await file(request, context) }
    }

    // MARK: the sales report

    private func report(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let entry = try pages.installation.registry.query(InsightFile.sales.query)
            try desk.caller.require(entry.permission)
            do {
                return frame(desk, try await view(desk, entry).html)
            } catch let problem as Problem where problem.kind == .invalid {
                let view = ReportView(desk: desk, periods: Self.periods(entry), sales: .null)
                return frame(desk, view.refused(problem), status: problem.status)
            }
        }
    }

    /// Five questions about the same days, as the first answer resolved them: about twenty statements.
    private func view(_ desk: Desk, _ entry: QueryEntry) async throws -> ReportView {
        let sales = try await pages.answer(
            entry.name.rawValue, try InsightFile.sales.asked(desk.address.form, entry), at: desk)
        var view = ReportView(desk: desk, periods: Self.periods(entry), sales: sales)
        if !view.hasTrade {
            let last = try await pages.answer("daily_metrics.list", ["limit": 1], at: desk)
            view.lastDay = last["data"]?[0]?["day"]?.string.flatMap { CalendarDate($0) }
            return view
        }
        for file in InsightFile.allCases where file.isRanking {
            view.answers[file] = try await answer(file, sales, desk)
        }
        do {
            view.answers[.customers] = try await answer(.customers, sales, desk)
        } catch let problem as Problem where problem.kind == .invalid {
            view.customersRefused = problem
        }
        return view
    }

    /// A question about the days of an answer.
    private func answer(_ file: InsightFile, _ sales: JSON, _ desk: Desk) async throws -> JSON {
        let entry = try pages.installation.registry.query(file.query)
        var pairs = ["from", "to"].map { (name: $0, value: sales[$0]?.string ?? "") }
        if let rank = desk.address.form["rank"] { pairs.append(("rank", rank)) }
        return try await pages.answer(file.query, try file.asked(FormFields(pairs), entry), at: desk)
    }

    /// The named periods that reports take.
    private static func periods(_ entry: QueryEntry) -> [String] {
        guard case .enumeration(let names) = entry.fields.first(where: { $0.name == "period" })?.schema.shape else {
            return []
        }
        return names
    }

    private func frame(_ desk: Desk, _ content: HTML, status: Int = 200) -> Response {
        let frame = Frame(desk: desk, title: desk.say("page.analytics"), place: InsightFile.path)
        return Response(page: frame.page(content), status: .init(code: status))
    }

    // MARK: who comes back

    private func cohorts(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let answer = try await pages.answer(InsightFile.cohorts.query, at: desk)
            let title = desk.say("page.cohorts")
            let frame = Frame(desk: desk, title: title, place: "\(InsightFile.path)/cohorts")
            let figure = CohortsFigure(desk: desk, answer: answer)
            let body: HTML = figure.isEmpty ? ReportView.empty(desk) : figure.strip + figure.html
            let head: HTML = """
                <header class="page-head"><h1>\(title)</h1><p class="sub">\(desk.say("insight.cohorts.about"))</p></header>
                """
            return Response(page: frame.page(head + body))
        }
    }

    // MARK: files

    private func file(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            guard let file = InsightFile(named: context.parameters.get("file") ?? "") else { throw Problem.noPage }
            let entry = try pages.installation.registry.query(file.query)
            let answer = try await pages.answer(file.query, try file.asked(desk.address.form, entry), at: desk)
            let name = [file.rawValue, answer["from"]?.string, answer["to"]?.string].compactMap(\.self).joined(
                separator: "-")
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8",
                    .contentDisposition: "attachment; filename=\"\(name).csv\"",
                    .cacheControl: "no-store",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: file.sheet(answer, desk).file)))
        }
    }
}
