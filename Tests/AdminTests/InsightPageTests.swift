import FaceFixtures
import Foundation
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// A shop that sold something a year ago and more of it now, looked at by its owner.
private struct Traded {
    let stage: Stage
    let owner: SessionGrant

    /// Two teas a year ago; three teas over the web yesterday, one of which came back; a cup for a guest today.
    static func open(_ engine: Engine, title: String = "Tea") async throws -> Traded {
        let stage = try await Stage.open(engine)
        func made(_ path: String, _ json: JSON) async throws -> String {
            let answer = try await stage.write(.post, path, json)
            guard (200...201).contains(answer.status) else {
                throw Problem(.internal, "fixture", "\(path): \(answer.text)")
            }
            return answer.json["id"]?.string ?? ""
        }
        func sold(_ sku: String, _ quantity: String, _ channel: String, to customer: String?) async throws -> String {
            let line: JSON = ["sku": .string(sku), "quantity": .string(quantity)]
            var order = JSONObject([.init("channel", .string(channel)), .init("lines", .array([line]))])
            if let customer { order["customer"] = .string(customer) }
            order["country"] = .string(customer == nil ? "France" : "Ireland")
            let id = try await made("/v1/orders", .object(order))
            _ = try await made("/v1/orders/\(id)/actions/mark-paid", [:])
            _ = try await made("/v1/orders/\(id)/actions/fulfil", [:])
            return id
        }
        for (sku, name, price) in [("TEA-1", title, "4.50"), ("CUP-1", "Cup", "1250.00")] {
            let variant: JSON = ["sku": .string(sku), "price": ["amount": .string(price), "currency": "GBP"]]
            _ = try await made("/v1/products", ["title": .string(name), "variants": [variant]])
        }
        let place = try await made("/v1/locations", ["code": "MAIN", "name": "Barn"])
        let lines: JSON = [["sku": "TEA-1", "quantity": "50"], ["sku": "CUP-1", "quantity": "50"]]
        _ = try await made("/v1/inventory/actions/stock-in", ["location": .string(place), "lines": lines])
        let nora = try await made("/v1/customers", ["name": "Nora Quill"])
        _ = try await sold("TEA-1", "2", "web", to: nora)
        stage.world.clock.advance(by: .days(363))
        let second = try await sold("TEA-1", "3", "web", to: nora)
        let back: JSON = ["order": .string(second), "restock": true, "lines": [["line": 1, "quantity": "1"]]]
        _ = try await made("/v1/credit-notes", back)
        stage.world.clock.advance(by: .days(1))
        _ = try await sold("CUP-1", "1", "phone", to: nil)
        let request = RequestContext(requestID: "req-again")
        let owner = try await stage.authenticator.signIn(email: Stage.email, password: Stage.password, request: request)
        let traded = Traded(stage: stage, owner: owner)
        try await stage.world.installation.tick()
        return traded
    }

    func page(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await stage.page(path, session: owner, headers: headers)
    }

    /// A day so many days ago, as addresses say it.
    func day(_ ago: Int) -> String {
        ZonedCalendar(.utc).date(of: stage.world.clock.now).adding(days: -ago).description
    }

    /// A file as lines of cells. Nothing in these shops needs quotes.
    func file(_ name: String, _ query: String) async throws -> [[String: String]] {
        let answer = try await page("/admin/analytics/\(name).csv?\(query)")
        #expect(
            answer.status == 200 && answer.header("Content-Type") == "text/csv; charset=utf-8",
            "\(name): \(answer.text)")
        let lines = answer.text.components(separatedBy: "\r\n").filter { !$0.isEmpty }.map {
            $0.components(separatedBy: ",")
        }
        return lines.dropFirst().map { line in
            Dictionary(zip(lines[0], line), uniquingKeysWith: { first, _ in first })
        }
    }
}

/// The table of a figure, as it stands on the page.
private struct Numbers {
    let head: [String]
    let rows: [[String]]
    let foot: [String]

    init(_ title: String, in page: Answer) throws {
        let table = try #require(page.text.components(separatedBy: "role=\"region\" aria-label=\"\(title)\">").last)
        let text = table.components(separatedBy: "</table>")[0]
        func lines(_ part: String) -> [[String]] {
            let inside =
                text.components(separatedBy: "<\(part)>").dropFirst().first?.components(separatedBy: "</\(part)>").first
                ?? ""
            return inside.components(separatedBy: "</tr>").filter { $0.contains("<t") }.map { row in
                row.matches(of: /<t[dh][^>]*>([^<]*)</).map { PageText.unescaped(String($0.1)) }
            }
        }
        head = lines("thead").first ?? []
        rows = lines("tbody")
        foot = lines("tfoot").first ?? []
    }

    func column(_ name: String) throws -> [String] {
        let index = try #require(head.firstIndex(of: name), "\(head)")
        return rows.map { $0[index] }
    }
}

/// The report says what was sold, in the days of its address; its tables and its files say the same.
@Suite struct InsightPageTests {
    private static func pennies(_ text: String) -> Int {
        let isNegative = text.hasPrefix("−")
        return (Int(text.filter(\.isNumber)) ?? 0) * (isNegative ? -1 : 1)
    }

    @Test(arguments: Engine.available)
    func everyTableAddsUpAndIsItsFile(on engine: Engine) async throws {
        let shop = try await Traded.open(engine)
        let page = try await shop.page("/admin/analytics?period=last_7_days")
        #expect(page.status == 200, "\(page.text.prefix(2_000))")
        let sales = try Numbers("Net sales by day", in: page)
        let nets = try sales.column("Net sales")
        #expect(nets == ["£0.00", "£0.00", "£0.00", "£0.00", "£0.00", "£9.00", "£1,250.00"])
        #expect(nets.map(Self.pennies).reduce(0, +) == 125_900 && sales.foot[3] == "£1,259.00")
        #expect(try sales.column("Year before").map(Self.pennies) == [0, 0, 0, 0, 0, 0, 900])
        let span = "from=\(shop.day(6))&to=\(shop.day(0))"
        let lines = try await shop.file("sales", "\(span)&by=day")
        #expect(lines.map { $0["net_minor"] ?? "" } == nets.map { String(Self.pennies($0)) })
        #expect(
            lines.last?["from"] == shop.day(0) && lines.last?["net"] == "1250.00"
                && lines.last?["net_currency"] == "GBP")
        #expect(lines.first?["year_before_from"] == "" && lines.first?["year_before_net_minor"] == "")
        #expect(lines.last?["year_before_from"] == shop.day(364) && lines.last?["year_before_net_minor"] == "900")
        for (file, title, name) in [
            ("products", "Top products", "title"), ("countries", "Countries", "name"), ("channels", "Channels", "name"),
        ] {
            let numbers = try Numbers(title, in: page)
            let found = try await shop.file(file, span)
            let names = found.map { line in line[name].flatMap { $0.isEmpty ? nil : $0 } ?? "No channel: returns" }
            #expect(numbers.rows.map { $0[0] } == names, "\(file)")
            #expect(
                try numbers.column("Net sales").map(Self.pennies) == found.compactMap { Int($0["net_minor"] ?? "") })
            #expect(try numbers.column("Net sales").map(Self.pennies).reduce(0, +) == 125_900, "\(file)")
        }
        #expect(try Numbers("Channels", in: page).rows.map { $0[0] } == ["phone", "web", "No channel: returns"])
        let buyers = try await shop.file("customers", span)
        #expect(buyers.map { $0["name"] ?? "" } == ["Nora Quill"] && buyers.first?["gross"] == "13.50")
        #expect(try Numbers("Customers", in: page).rows == [["Nora Quill", "1", "£13.50"]])
    }

    @Test func theAddressIsTheStateOfTheReport() async throws {
        let shop = try await Traded.open(.sqlite)
        let week = try await shop.page("/admin/analytics?period=last_7_days")
        #expect(week.text.contains("period=last_7_days\" aria-current=\"page\"") && week.text.contains("£1,259.00"))
        #expect(week.text.contains("+13,788.9"), "£9.00 became £1,250.00; on the days before nothing can be compared")
        #expect(week.text.contains("the history begins on"))
        #expect(week.text.contains(/£1,259.00; from [^,]+, 13,788\.9\s?% more than the year before/))
        let before = try await shop.page("/admin/analytics?from=\(shop.day(1))&to=\(shop.day(1))")
        #expect(before.text.contains("value=\"\(shop.day(1))\"") && !before.text.contains("£1,259.00"))
        #expect(before.text.contains("nothing a year before") && !before.text.contains("13,788.9"))
        #expect(before.text.contains("Nothing to compare with: the history begins on"))
        let today = try await shop.page("/admin/analytics?from=\(shop.day(0))&to=\(shop.day(0))")
        #expect(today.text.contains("Compared with") && !today.text.contains("the history begins on"))
        let months = try await shop.page("/admin/analytics?period=last_7_days&by=month")
        #expect(try Numbers("Net sales by month", in: months).foot[3] == "£1,259.00")
        let net = try Numbers("Top products", in: week).rows.map { $0[0] }
        let units = try Numbers(
            "Top products", in: try await shop.page("/admin/analytics?period=last_7_days&rank=units")
        ).rows.map { $0[0] }
        #expect(net == ["Cup", "Tea"] && units == ["Tea", "Cup"])
        #expect(
            try await shop.file("products", "period=last_7_days&rank=units").map { $0["code"] ?? "" } == [
                "TEA-1", "CUP-1",
            ])
        let long = try await shop.page("/admin/analytics?from=\(shop.day(800))&to=\(shop.day(0))")
        #expect(long.status == 200 && long.text.contains("Too many days to tell customers apart"))
        let spanish = try await shop.page("/admin/analytics?period=last_7_days", ["Accept-Language": "es"])
        #expect(spanish.text.contains("1250,00\u{A0}£") && !spanish.text.contains("£1,250.00"))
    }

    @Test func wrongDaysAreNamedAndStayInTheForm() async throws {
        let shop = try await Traded.open(.sqlite)
        for query in [
            "period=lately", "from=soon&to=2026-01-01", "from=\(shop.day(1))&to=\(shop.day(9))", "from=\(shop.day(1))",
            "rank=luck",
        ] {
            let page = try await shop.page("/admin/analytics?\(query)")
            #expect(page.status == 422 && page.text.contains("role=\"alert\""), "\(query): \(page.status)")
            #expect(page.text.contains("id=\"days-from\""), "\(query)")
        }
        #expect(try await shop.page("/admin/analytics?from=soon&to=2026-01-01").text.contains("value=\"soon\""))
        #expect(try await shop.page("/admin/analytics/sales.csv?period=lately").status == 422)
        #expect(try await shop.page("/admin/analytics/nothing.csv").status == 404)
    }

    @Test func whoMayNotReadFiguresIsToldWhichRightItTakes() async throws {
        let stage = try await Stage.open(.sqlite)
        let role: JSON = ["key": "packer", "title": "Packer", "permissions": ["orders.read"]]
        #expect(try await stage.write(.post, "/v1/roles", role).status == 201)
        let packer = try await stage.hire("packer")
        for path in ["", "/cohorts", "/sales.csv", "/customers.csv", "/cohorts.csv"] {
            let page = try await stage.page("/admin/analytics\(path)", session: packer)
            #expect(page.status == 403 && page.text.contains("analytics.read"), "\(path)")
        }
        #expect(!(try await stage.page("/admin", session: packer)).text.contains("/admin/analytics"))
    }

    @Test func withoutTradeThePageSaysWhatBringsIt() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in ["", "/cohorts"] {
            let page = try await stage.page("/admin/analytics\(path)")
            #expect(
                page.status == 200 && page.text.contains("No sales yet") && page.text.contains("href=\"/admin/import\"")
            )
        }
        let traded = try await Traded.open(.sqlite)
        let quiet = try await traded.page("/admin/analytics?from=2020-02-01&to=2020-02-29")
        let way = try #require(quiet.text.firstMatch(of: /href="(\/admin\/analytics\?from=[^"]*)">Show/)?.1)
        #expect(quiet.text.contains("Nothing was sold in this period"))
        #expect(try await traded.page(PageText.unescaped(String(way))).text.contains("£1,250.00"))
    }

    @Test func daysThatAreComputedAgainAreSaid() async throws {
        let shop = try await Traded.open(.sqlite)
        #expect(!(try await shop.page("/admin/analytics")).text.contains("computed again"))
        let sent = try await shop.stage.write(.post, "/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "1"]]])
        let order = sent.json["id"]?.string ?? ""
        #expect(try await shop.stage.write(.post, "/v1/orders/\(order)/actions/mark-paid", [:]).status == 200)
        try await shop.stage.world.settle()
        #expect(
            try await shop.page("/admin/analytics").text.contains("The figures of one day are being computed again."))
        try await shop.stage.world.installation.tick()
        #expect(!(try await shop.page("/admin/analytics")).text.contains("computed again"))
    }

    @Test func cohortsPrintTheirNumbers() async throws {
        let shop = try await Traded.open(.sqlite)
        let page = try await shop.page("/admin/analytics/cohorts")
        #expect(page.text.contains("of one customer bought more than once."))
        #expect(page.text.contains("title=\"1 of 1 customers\">100<"))
        let lines = try await shop.file("cohorts", "")
        let numbers = try Numbers("Customers who come back", in: page)
        #expect(lines.count == 1 && lines[0]["customers"] == "1" && numbers.rows.count == 1)
        #expect(numbers.rows[0].count(where: { $0 == "1" }) == 2, "the new one, and the month they came back in")
        let later = lines[0].filter { cell in cell.key.hasPrefix("month_") && cell.value == "1" }
        #expect(later.count == 1)
    }

    @Test func aFileIsNoProgram() async throws {
        let shop = try await Traded.open(.sqlite, title: "=1+1")
        let titles = try await shop.file("products", "period=last_7_days").map { $0["title"] ?? "" }
        #expect(titles == ["Cup", "'=1+1"])
    }
}
